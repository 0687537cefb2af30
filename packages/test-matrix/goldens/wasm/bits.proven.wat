;; operations for which not every language has a word
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $n i32) (local $n_step i32) (local $m i32) (local $m_step i32) (local $v i32) (local $v_step i32) (local $x i32) (local $x_step i32) (local $index i32) (local i32 i32 i32 i32 f32)
    (local.set $n
      (i32.load offset=16
        (local.get $block)))
    (local.set $n_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (local.set $m
      (i32.load offset=48
        (local.get $block)))
    (local.set $m_step
      (i32.shl
        (i32.load offset=52
          (local.get $block))
        (i32.const 2)))
    (local.set $v
      (i32.load offset=80
        (local.get $block)))
    (local.set $v_step
      (i32.shl
        (i32.load offset=84
          (local.get $block))
        (i32.const 2)))
    (local.set $x
      (i32.load offset=112
        (local.get $block)))
    (local.set $x_step
      (i32.shl
        (i32.load offset=116
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
        (local.set 13
          (i32.add
            (local.get $n)
            (i32.mul
              (local.get $index)
              (local.get $n_step))))
        (i32.store
          (local.get 13)
          (i32.xor
            (i32.add
              (i32.popcnt
                (i32.load
                  (local.get 13)))
              (i32.shl
                (i32.clz
                  (i32.load
                    (local.get 13)))
                (i32.const 8)))
            (i32.shl
              (i32.ctz
                (i32.load
                  (local.get 13)))
              (i32.const 16))))
        (local.set 13
          (i32.add
            (local.get $m)
            (i32.mul
              (local.get $index)
              (local.get $m_step))))
        (local.get 13)
        (local.set 14
          (i32.load
            (local.get 13)))
        (local.set 14
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 14)
                (i32.const 1))
              (i32.const 1431655765))
            (i32.shl
              (i32.and
                (local.get 14)
                (i32.const 1431655765))
              (i32.const 1))))
        (local.set 14
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 14)
                (i32.const 2))
              (i32.const 858993459))
            (i32.shl
              (i32.and
                (local.get 14)
                (i32.const 858993459))
              (i32.const 2))))
        (local.set 14
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 14)
                (i32.const 4))
              (i32.const 252645135))
            (i32.shl
              (i32.and
                (local.get 14)
                (i32.const 252645135))
              (i32.const 4))))
        (i32.add
          (i32.rotl
            (i32.or
              (i32.and
                (i32.shr_u
                  (local.get 14)
                  (i32.const 8))
                (i32.const 16711935))
              (i32.shl
                (i32.and
                  (local.get 14)
                  (i32.const 16711935))
                (i32.const 8)))
            (i32.const 16))
          (i32.clz
            (i32.load
              (local.get 13))))
        (i32.store)
        (local.set 13
          (i32.add
            (local.get $v)
            (i32.mul
              (local.get $index)
              (local.get $v_step))))
        (i32.popcnt
          (i32.load offset=4
            (local.get 13)))
        (local.set 14
          (i32.load offset=4
            (local.get 13)))
        (local.set 14
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 14)
                (i32.const 1))
              (i32.const 1431655765))
            (i32.shl
              (i32.and
                (local.get 14)
                (i32.const 1431655765))
              (i32.const 1))))
        (local.set 14
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 14)
                (i32.const 2))
              (i32.const 858993459))
            (i32.shl
              (i32.and
                (local.get 14)
                (i32.const 858993459))
              (i32.const 2))))
        (local.set 14
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 14)
                (i32.const 4))
              (i32.const 252645135))
            (i32.shl
              (i32.and
                (local.get 14)
                (i32.const 252645135))
              (i32.const 4))))
        (i32.rotl
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 14)
                (i32.const 8))
              (i32.const 16711935))
            (i32.shl
              (i32.and
                (local.get 14)
                (i32.const 16711935))
              (i32.const 8)))
          (i32.const 16))
        (local.set 14
          (i32.add))
        (i32.popcnt
          (i32.load offset=8
            (local.get 13)))
        (local.set 15
          (i32.load offset=8
            (local.get 13)))
        (local.set 15
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 15)
                (i32.const 1))
              (i32.const 1431655765))
            (i32.shl
              (i32.and
                (local.get 15)
                (i32.const 1431655765))
              (i32.const 1))))
        (local.set 15
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 15)
                (i32.const 2))
              (i32.const 858993459))
            (i32.shl
              (i32.and
                (local.get 15)
                (i32.const 858993459))
              (i32.const 2))))
        (local.set 15
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 15)
                (i32.const 4))
              (i32.const 252645135))
            (i32.shl
              (i32.and
                (local.get 15)
                (i32.const 252645135))
              (i32.const 4))))
        (i32.rotl
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 15)
                (i32.const 8))
              (i32.const 16711935))
            (i32.shl
              (i32.and
                (local.get 15)
                (i32.const 16711935))
              (i32.const 8)))
          (i32.const 16))
        (local.set 15
          (i32.add))
        (local.get 13)
        (i32.popcnt
          (i32.load
            (local.get 13)))
        (local.set 16
          (i32.load
            (local.get 13)))
        (local.set 16
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 16)
                (i32.const 1))
              (i32.const 1431655765))
            (i32.shl
              (i32.and
                (local.get 16)
                (i32.const 1431655765))
              (i32.const 1))))
        (local.set 16
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 16)
                (i32.const 2))
              (i32.const 858993459))
            (i32.shl
              (i32.and
                (local.get 16)
                (i32.const 858993459))
              (i32.const 2))))
        (local.set 16
          (i32.or
            (i32.and
              (i32.shr_u
                (local.get 16)
                (i32.const 4))
              (i32.const 252645135))
            (i32.shl
              (i32.and
                (local.get 16)
                (i32.const 252645135))
              (i32.const 4))))
        (i32.store
          (i32.rotl
            (i32.or
              (i32.and
                (i32.shr_u
                  (local.get 16)
                  (i32.const 8))
                (i32.const 16711935))
              (i32.shl
                (i32.and
                  (local.get 16)
                  (i32.const 16711935))
                (i32.const 8)))
            (i32.const 16))
          (i32.add))
        (i32.store offset=4
          (local.get 13)
          (local.get 14))
        (i32.store offset=8
          (local.get 13)
          (local.get 15))
        (local.set 15
          (i32.add
            (local.get $x)
            (i32.mul
              (local.get $index)
              (local.get $x_step))))
        (local.get 15)
        (local.set 17
          (f32.load
            (local.get 15)))
        (f32.add
          (f32.sub
            (local.get 17)
            (f32.mul
              (f32.const 0x1.8p-1 (;=0.75;))
              (f32.trunc
                (f32.div
                  (local.get 17)
                  (f32.const 0x1.8p-1 (;=0.75;))))))
          (f32.nearest
            (f32.load
              (local.get 15))))
        (f32.store)
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $index
              (i32.add
                (local.get $index)
                (i32.const 1)))
            (local.get $end)))))))
