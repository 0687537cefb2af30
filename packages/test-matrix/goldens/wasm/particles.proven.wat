;; bools in memory and in structs, vectors
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $frozen i32) (local $time f32) (local $particles i32) (local $particles_step i32) (local $half_x f32) (local $half_y f32) (local $half_z f32) (local $switch i32) (local $switch_step i32) (local i32 f32) (local $index i32) (local i32 f32 f32 f32)
    (local.set $frozen
      (i32.ne
        (i32.load offset=80
          (local.get $block))
        (i32.const 0)))
    (local.set $time
      (f32.load offset=96
        (local.get $block)))
    (local.set $particles
      (i32.load offset=16
        (local.get $block)))
    (local.set $particles_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (local.set $half_x
      (f32.load offset=112
        (local.get $block)))
    (local.set $half_y
      (f32.load offset=116
        (local.get $block)))
    (local.set $half_z
      (f32.load offset=120
        (local.get $block)))
    (local.set $switch
      (i32.load offset=48
        (local.get $block)))
    (local.set $switch_step
      (i32.shl
        (i32.load offset=52
          (local.get $block))
        (i32.const 2)))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_u
          (local.get $start)
          (local.get $end)))
      (local.set 13
        (i32.eqz
          (local.get $frozen)))
      (local.set 14
        (f32.mul
          (local.get $time)
          (f32.const 0x1.39eb86p+3 (;=9.81;))))
      (local.set $index
        (local.get $start))
      (loop  ;; label = @2
        (local.set 16
          (i32.add
            (local.get $particles)
            (i32.mul
              (local.get $index)
              (local.get $particles_step))))
        (local.set 17
          (f32.load offset=4
            (local.get 16)))
        (local.set 18
          (f32.load offset=20
            (local.get 16)))
        (if  ;; label = @3
          (i32.and
            (i32.ne
              (i32.load offset=12
                (local.get 16))
              (i32.const 0))
            (local.get 13))
          (then
            (local.set 19
              (f32.add
                (f32.load offset=8
                  (local.get 16))
                (f32.mul
                  (f32.mul
                    (f32.load offset=24
                      (local.get 16))
                    (local.get $time))
                  (local.get $half_z))))
            (f32.store
              (local.get 16)
              (f32.add
                (f32.load
                  (local.get 16))
                (f32.mul
                  (f32.mul
                    (f32.load offset=16
                      (local.get 16))
                    (local.get $time))
                  (local.get $half_x))))
            (f32.store offset=4
              (local.get 16)
              (f32.add
                (local.get 17)
                (f32.mul
                  (f32.mul
                    (local.get 18)
                    (local.get $time))
                  (local.get $half_y))))
            (f32.store offset=8
              (local.get 16)
              (local.get 19))
            (f32.store offset=20
              (local.get 16)
              (f32.sub
                (local.get 18)
                (local.get 14))))
          (else
            (f32.store
              (local.get 16)
              (f32.const 0x0p+0 (;=0;)))
            (f32.store offset=4
              (local.get 16)
              (f32.const 0x0p+0 (;=0;)))
            (f32.store offset=8
              (local.get 16)
              (f32.const 0x0p+0 (;=0;)))
            (i32.store offset=12
              (local.get 16)
              (i32.ne
                (i32.load
                  (i32.add
                    (local.get $switch)
                    (i32.mul
                      (local.get $index)
                      (local.get $switch_step))))
                (i32.const 0)))
            (f32.store offset=16
              (local.get 16)
              (local.get $half_x))
            (f32.store offset=20
              (local.get 16)
              (local.get $half_y))
            (f32.store offset=24
              (local.get 16)
              (local.get $half_z))
            (f32.store offset=28
              (local.get 16)
              (f32.const 0x1p+0 (;=1;)))))
        (i32.store
          (i32.add
            (local.get $switch)
            (i32.mul
              (local.get $index)
              (local.get $switch_step)))
          (f32.lt
            (local.get 17)
            (f32.const 0x0p+0 (;=0;))))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $index
              (i32.add
                (local.get $index)
                (i32.const 1)))
            (local.get $end)))))))
