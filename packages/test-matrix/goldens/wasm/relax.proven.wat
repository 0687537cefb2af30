;; barriers in a loop that the group leaves together, storage that is exchanged across them
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $rounds i32) (local $values i32) (local $values_step i32) (local $group i32) (local i32) (local $i i32) (local $lane i32) (local $own i32) (local $globalIndex i32) (local f32 i32 f32)
    (local.set $rounds
      (i32.load offset=48
        (local.get $block)))
    (local.set $values
      (i32.load offset=16
        (local.get $block)))
    (local.set $values_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_u
          (local.get $start)
          (local.get $end)))
      (local.set $group
        (local.get $start))
      (loop  ;; label = @2
        (block  ;; label = @3
          (i64.store
            (local.get $scratch)
            (i64.const 0))
          (i64.store offset=8
            (local.get $scratch)
            (i64.const 0))
          (local.set 8
            (i32.mul
              (local.get $group)
              (i32.const 32)))
          (local.set $i
            (i32.const 0))
          (block  ;; label = @4
            (br_if 0 (;@4;)
              (i32.eqz
                (local.get $rounds)))
            (loop  ;; label = @5
              (local.set $lane
                (i32.const 0))
              (local.set $own
                (local.get $scratch))
              (loop  ;; label = @6
                (local.set $globalIndex
                  (i32.add
                    (i32.mul
                      (local.get $group)
                      (i32.const 32))
                    (local.get $lane)))
                (local.set 13
                  (f32.load
                    (i32.add
                      (local.get $values)
                      (i32.mul
                        (i32.add
                          (local.get 8)
                          (i32.rem_u
                            (i32.add
                              (local.get $lane)
                              (i32.const 31))
                            (i32.const 32)))
                        (local.get $values_step)))))
                (f32.store offset=16
                  (local.get $own)
                  (local.get 13))
                (local.set 14
                  (i32.add
                    (local.get $values)
                    (i32.mul
                      (local.get $globalIndex)
                      (local.get $values_step))))
                (local.set 13
                  (f32.load
                    (local.get 14)))
                (f32.store offset=144
                  (local.get $own)
                  (local.get 13))
                (i32.store
                  (local.get $scratch)
                  (i32.const 0))
                (local.set $own
                  (i32.add
                    (local.get $own)
                    (i32.const 4)))
                (br_if 0 (;@6;)
                  (i32.ne
                    (local.tee $lane
                      (i32.add
                        (local.get $lane)
                        (i32.const 1)))
                    (i32.const 32))))
              (local.set $lane
                (i32.const 0))
              (local.set $own
                (local.get $scratch))
              (loop  ;; label = @6
                (local.set $globalIndex
                  (i32.add
                    (i32.mul
                      (local.get $group)
                      (i32.const 32))
                    (local.get $lane)))
                (local.set 13
                  (f32.load offset=16
                    (local.get $own)))
                (local.set 15
                  (f32.load offset=144
                    (local.get $own)))
                (local.set 14
                  (i32.add
                    (local.get $values)
                    (i32.mul
                      (local.get $globalIndex)
                      (local.get $values_step))))
                (if  ;; label = @7
                  (f32.gt
                    (local.get 13)
                    (local.get 15))
                  (then
                    (f32.store
                      (local.get 14)
                      (f32.mul
                        (f32.add
                          (local.get 13)
                          (local.get 15))
                        (f32.const 0x1p-1 (;=0.5;))))
                    (i32.store
                      (local.get $scratch)
                      (i32.const 1))))
                (local.set $own
                  (i32.add
                    (local.get $own)
                    (i32.const 4)))
                (br_if 0 (;@6;)
                  (i32.ne
                    (local.tee $lane
                      (i32.add
                        (local.get $lane)
                        (i32.const 1)))
                    (i32.const 32))))
              (local.set 14
                (i32.ne
                  (i32.load
                    (local.get $scratch))
                  (i32.const 0)))
              (local.set 14
                (i32.eqz
                  (local.get 14)))
              (if  ;; label = @6
                (local.get 14)
                (then
                  (br 2 (;@4;))))
              (br_if 0 (;@5;)
                (i32.ne
                  (local.tee $i
                    (i32.add
                      (local.get $i)
                      (i32.const 1)))
                  (local.get $rounds))))))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $group
              (i32.add
                (local.get $group)
                (i32.const 1)))
            (local.get $end)))))))
