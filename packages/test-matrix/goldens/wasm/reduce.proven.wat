;; shared memory, barriers and a loop that was unrolled while tracing
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $source_length i32) (local $source i32) (local $source_step i32) (local $target i32) (local $target_step i32) (local $group i32) (local $lane i32) (local $globalIndex i32) (local i32)
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
          (memory.fill
            (i32.add
              (local.get $scratch)
              (i32.const 0))
            (i32.const 0)
            (i32.const 256))
          (local.set $lane
            (i32.const 0))
          (loop  ;; label = @4
            (local.set $globalIndex
              (i32.add
                (i32.mul
                  (local.get $group)
                  (i32.const 64))
                (local.get $lane)))
            (f32.store
              (i32.add
                (local.get $scratch)
                (i32.shl
                  (local.get $lane)
                  (i32.const 2)))
              (f32.const 0x0p+0 (;=0;)))
            (if  ;; label = @5
              (i32.lt_u
                (local.get $globalIndex)
                (local.get $source_length))
              (then
                (f32.store
                  (i32.add
                    (local.get $scratch)
                    (i32.shl
                      (local.get $lane)
                      (i32.const 2)))
                  (f32.load
                    (i32.add
                      (local.get $source)
                      (i32.mul
                        (local.get $globalIndex)
                        (local.get $source_step)))))))
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
                (i32.const 32))
              (then
                (f32.store
                  (i32.add
                    (local.get $scratch)
                    (i32.shl
                      (local.get $lane)
                      (i32.const 2)))
                  (f32.add
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (local.get $lane)
                          (i32.const 2))))
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (i32.add
                            (local.get $lane)
                            (i32.const 32))
                          (i32.const 2))))))))
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
                (i32.const 16))
              (then
                (f32.store
                  (i32.add
                    (local.get $scratch)
                    (i32.shl
                      (local.get $lane)
                      (i32.const 2)))
                  (f32.add
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (local.get $lane)
                          (i32.const 2))))
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (i32.add
                            (local.get $lane)
                            (i32.const 16))
                          (i32.const 2))))))))
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
                (i32.const 8))
              (then
                (f32.store
                  (i32.add
                    (local.get $scratch)
                    (i32.shl
                      (local.get $lane)
                      (i32.const 2)))
                  (f32.add
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (local.get $lane)
                          (i32.const 2))))
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (i32.add
                            (local.get $lane)
                            (i32.const 8))
                          (i32.const 2))))))))
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
                (f32.store
                  (i32.add
                    (local.get $scratch)
                    (i32.shl
                      (local.get $lane)
                      (i32.const 2)))
                  (f32.add
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (local.get $lane)
                          (i32.const 2))))
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (i32.add
                            (local.get $lane)
                            (i32.const 4))
                          (i32.const 2))))))))
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
                (i32.const 2))
              (then
                (f32.store
                  (i32.add
                    (local.get $scratch)
                    (i32.shl
                      (local.get $lane)
                      (i32.const 2)))
                  (f32.add
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (local.get $lane)
                          (i32.const 2))))
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (i32.add
                            (local.get $lane)
                            (i32.const 2))
                          (i32.const 2))))))))
            (br_if 0 (;@4;)
              (i32.ne
                (local.tee $lane
                  (i32.add
                    (local.get $lane)
                    (i32.const 1)))
                (i32.const 64))))
          (local.set 12
            (i32.add
              (local.get $target)
              (i32.mul
                (local.get $group)
                (local.get $target_step))))
          (local.set $lane
            (i32.const 0))
          (loop  ;; label = @4
            (if  ;; label = @5
              (i32.lt_u
                (local.get $lane)
                (i32.const 1))
              (then
                (f32.store
                  (i32.add
                    (local.get $scratch)
                    (i32.shl
                      (local.get $lane)
                      (i32.const 2)))
                  (f32.add
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (local.get $lane)
                          (i32.const 2))))
                    (f32.load
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (i32.add
                            (local.get $lane)
                            (i32.const 1))
                          (i32.const 2))))))))
            (if  ;; label = @5
              (i32.eq
                (local.get $lane)
                (i32.const 0))
              (then
                (f32.store
                  (local.get 12)
                  (f32.load
                    (local.get $scratch)))))
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
