;; a loop with barriers, and what lives across them
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $source i32) (local $source_step i32) (local $rounds i32) (local $target i32) (local $target_step i32) (local $group i32) (local $lane i32) (local $own i32) (local $globalIndex i32) (local i32 i32) (local $i i32) (local i32)
    (local.set $source
      (i32.load offset=16
        (local.get $block)))
    (local.set $source_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (local.set $rounds
      (i32.load offset=80
        (local.get $block)))
    (local.set $target
      (i32.load offset=48
        (local.get $block)))
    (local.set $target_step
      (i32.shl
        (i32.load offset=52
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
          (i64.store offset=16
            (local.get $scratch)
            (i64.const 0))
          (i64.store offset=24
            (local.get $scratch)
            (i64.const 0))
          (local.set $lane
            (i32.const 0))
          (local.set $own
            (local.get $scratch))
          (loop  ;; label = @4
            (local.set $globalIndex
              (i32.add
                (i32.mul
                  (local.get $group)
                  (i32.const 8))
                (local.get $lane)))
            (local.set 13
              (i32.load
                (i32.add
                  (local.get $source)
                  (i32.mul
                    (local.get $globalIndex)
                    (local.get $source_step)))))
            (i32.store offset=32
              (local.get $own)
              (local.get 13))
            (local.set 13
              (local.get 13))
            (local.set 14
              (i32.const 1))
            (i32.store offset=64
              (local.get $own)
              (local.get 13))
            (i32.store offset=96
              (local.get $own)
              (local.get 14))
            (local.set $own
              (i32.add
                (local.get $own)
                (i32.const 4)))
            (br_if 0 (;@4;)
              (i32.ne
                (local.tee $lane
                  (i32.add
                    (local.get $lane)
                    (i32.const 1)))
                (i32.const 8))))
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
                (local.set 13
                  (i32.load offset=64
                    (local.get $own)))
                (i32.store
                  (i32.add
                    (local.get $scratch)
                    (i32.shl
                      (local.get $lane)
                      (i32.const 2)))
                  (local.get 13))
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
                    (i32.const 8))))
              (local.set $lane
                (i32.const 0))
              (local.set $own
                (local.get $scratch))
              (loop  ;; label = @6
                (local.set 14
                  (i32.load offset=96
                    (local.get $own)))
                (local.set 13
                  (i32.load offset=64
                    (local.get $own)))
                (if  ;; label = @7
                  (i32.ge_u
                    (local.get $lane)
                    (local.get 14))
                  (then
                    (local.set 16
                      (i32.sub
                        (local.get $lane)
                        (local.get 14)))
                    (local.set 13
                      (i32.add
                        (local.get 13)
                        (i32.load
                          (select
                            (i32.add
                              (local.get $scratch)
                              (i32.shl
                                (local.get 16)
                                (i32.const 2)))
                            (i32.const 0)
                            (i32.lt_u
                              (local.get 16)
                              (i32.const 8))))))))
                (local.set 14
                  (i32.mul
                    (local.get 14)
                    (i32.const 2)))
                (i32.store offset=96
                  (local.get $own)
                  (local.get 14))
                (i32.store offset=64
                  (local.get $own)
                  (local.get 13))
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
                    (i32.const 8))))
              (br_if 0 (;@5;)
                (i32.ne
                  (local.tee $i
                    (i32.add
                      (local.get $i)
                      (i32.const 1)))
                  (local.get $rounds)))))
          (local.set $lane
            (i32.const 0))
          (local.set $own
            (local.get $scratch))
          (loop  ;; label = @4
            (local.set $globalIndex
              (i32.add
                (i32.mul
                  (local.get $group)
                  (i32.const 8))
                (local.get $lane)))
            (local.set 14
              (i32.load offset=32
                (local.get $own)))
            (local.set 13
              (i32.load offset=64
                (local.get $own)))
            (i32.store
              (i32.add
                (local.get $target)
                (i32.mul
                  (local.get $globalIndex)
                  (local.get $target_step)))
              (i32.sub
                (local.get 13)
                (local.get 14)))
            (local.set $own
              (i32.add
                (local.get $own)
                (i32.const 4)))
            (br_if 0 (;@4;)
              (i32.ne
                (local.tee $lane
                  (i32.add
                    (local.get $lane)
                    (i32.const 1)))
                (i32.const 8)))))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $group
              (i32.add
                (local.get $group)
                (i32.const 1)))
            (local.get $end)))))))
