;; constants, and operations that must not be folded
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $x i32) (local $x_step i32) (local $n i32) (local $n_step i32) (local $m i32) (local $m_step i32) (local $index i32) (local i32 f32 i32)
    (local.set $x
      (i32.load offset=16
        (local.get $block)))
    (local.set $x_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (local.set $n
      (i32.load offset=48
        (local.get $block)))
    (local.set $n_step
      (i32.shl
        (i32.load offset=52
          (local.get $block))
        (i32.const 2)))
    (local.set $m
      (i32.load offset=80
        (local.get $block)))
    (local.set $m_step
      (i32.shl
        (i32.load offset=84
          (local.get $block))
        (i32.const 2)))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_u
          (local.get $start)
          (local.get $end)))
      (local.set $index
        (local.get $start))
      (loop  ;; label = @2
        (local.set 11
          (i32.add
            (local.get $x)
            (i32.mul
              (local.get $index)
              (local.get $x_step))))
        (local.set 12
          (f32.load
            (local.get 11)))
        (f32.store
          (local.get 11)
          (f32.add
            (select
              (f32.const nan (;=nan;))
              (f32.min
                (local.get 12)
                (f32.const inf (;=inf;)))
              (f32.ne
                (local.get 12)
                (local.get 12)))
            (f32.const -0x0p+0 (;=-0;))))
        (if  ;; label = @3
          (f32.lt
            (f32.abs
              (local.get 12))
            (f32.const inf (;=inf;)))
          (then
            (f32.store
              (local.get 11)
              (f32.max
                (f32.sub
                  (f32.mul
                    (local.get 12)
                    (f32.const 0x1.fffffep+127 (;=3.40282e+38;)))
                  (f32.const 0x1.99999ap-4 (;=0.1;)))
                (f32.const -0x1.16c2p-133 (;=-9.99995e-41;))))))
        (local.set 11
          (i32.add
            (local.get $n)
            (i32.mul
              (local.get $index)
              (local.get $n_step))))
        (local.set 13
          (i32.load
            (local.get 11)))
        (local.get 11)
        (local.set 11
          (i32.shr_u
            (i32.add
              (i32.xor
                (i32.shl
                  (local.get 13)
                  (i32.const 33))
                (i32.const 2147483647))
              (i32.trunc_sat_f32_u
                (local.get 12)))
            (local.get 13)))
        (i32.rem_u
          (local.get 11)
          (i32.or
            (local.get 13)
            (i32.eqz
              (local.get 13))))
        (i32.store)
        (i32.store
          (i32.add
            (local.get $m)
            (i32.mul
              (local.get $index)
              (local.get $m_step)))
          (i32.mul
            (i32.sub
              (i32.add
                (i32.sub
                  (i32.const 0)
                  (local.get 13))
                (i32.const -2147483648))
              (i32.trunc_sat_f32_s
                (local.get 12)))
            (i32.const -3)))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $index
              (i32.add
                (local.get $index)
                (i32.const 1)))
            (local.get $end)))))))
