;; atomics in shared memory
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $source_length i32) (local $source i32) (local $source_step i32) (local $target_length i32) (local $target i32) (local $target_step i32) (local $group i32) (local $lane i32) (local $globalIndex i32) (local i32)
    (local.set $source_length
      (i32.load offset=24
        (local.get $block)))
    (local.set $source
      (i32.load offset=16
        (local.get $block)))
    (local.set $source_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (local.set $target_length
      (i32.load offset=56
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
          (local.set $lane
            (i32.const 0))
          (loop  ;; label = @4
            (local.set $globalIndex
              (i32.add
                (i32.mul
                  (local.get $group)
                  (i32.const 64))
                (local.get $lane)))
            (if  ;; label = @5
              (i32.lt_u
                (local.get $globalIndex)
                (local.get $source_length))
              (then
                (drop
                  (i32.atomic.rmw.add
                    (i32.add
                      (local.get $scratch)
                      (i32.shl
                        (i32.and
                          (i32.load
                            (i32.add
                              (local.get $source)
                              (i32.mul
                                (local.get $globalIndex)
                                (local.get $source_step))))
                          (i32.const 3))
                        (i32.const 2)))
                    (i32.const 1)))))
            (br_if 0 (;@4;)
              (i32.ne
                (local.tee $lane
                  (i32.add
                    (local.get $lane)
                    (i32.const 1)))
                (i32.const 64))))
          (local.set $lane
            (i32.const 0))
          (loop  ;; label = @4
            (if  ;; label = @5
              (i32.lt_u
                (local.get $lane)
                (i32.const 4))
              (then
                (local.set 13
                  (i32.atomic.load
                    (i32.add
                      (local.get $scratch)
                      (i32.shl
                        (local.get $lane)
                        (i32.const 2)))))
                (if  ;; label = @6
                  (i32.lt_u
                    (local.get $lane)
                    (local.get $target_length))
                  (then
                    (drop
                      (i32.atomic.rmw.add
                        (i32.add
                          (local.get $target)
                          (i32.mul
                            (local.get $lane)
                            (local.get $target_step)))
                        (local.get 13)))))))
            (br_if 0 (;@4;)
              (i32.ne
                (local.tee $lane
                  (i32.add
                    (local.get $lane)
                    (i32.const 1)))
                (i32.const 64)))))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $group
              (i32.add
                (local.get $group)
                (i32.const 1)))
            (local.get $end)))))))
