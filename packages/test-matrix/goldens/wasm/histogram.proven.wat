;; atomics, and an exchange that does not fail without a reason
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $bins i32) (local $bins_step i32) (local $keys i32) (local $keys_step i32) (local $lows_length i32) (local $lows i32) (local $lows_step i32) (local i32 i32 i32) (local $index i32) (local i32 i32 i32 i32 i32 i32)
    (local.set $bins
      (i32.load offset=48
        (local.get $block)))
    (local.set $bins_step
      (i32.shl
        (i32.load offset=52
          (local.get $block))
        (i32.const 2)))
    (local.set $keys
      (i32.load offset=16
        (local.get $block)))
    (local.set $keys_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (local.set $lows_length
      (i32.load offset=88
        (local.get $block)))
    (local.set $lows
      (i32.load offset=80
        (local.get $block)))
    (local.set $lows_step
      (i32.shl
        (i32.load offset=84
          (local.get $block))
        (i32.const 2)))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_u
          (local.get $start)
          (local.get $end)))
      (local.set 11
        (i32.add
          (local.get $bins)
          (i32.mul
            (i32.const 0)
            (local.get $bins_step))))
      (local.set 12
        (i32.add
          (local.get $bins)
          (i32.mul
            (i32.const 2)
            (local.get $bins_step))))
      (local.set 13
        (i32.add
          (local.get $bins)
          (i32.mul
            (i32.const 1)
            (local.get $bins_step))))
      (local.set $index
        (local.get $start))
      (loop  ;; label = @2
        (local.set 15
          (i32.load
            (i32.add
              (local.get $keys)
              (i32.mul
                (local.get $index)
                (local.get $keys_step)))))
        (drop
          (i32.atomic.rmw.add
            (i32.add
              (local.get $bins)
              (i32.mul
                (i32.and
                  (local.get 15)
                  (i32.const 255))
                (local.get $bins_step)))
            (i32.const 1)))
        (local.set 16
          (i32.shr_u
            (local.get 15)
            (i32.const 8)))
        (local.set 17
          (i32.const 0))
        (if  ;; label = @3
          (i32.lt_u
            (local.get 16)
            (local.get $lows_length))
          (then
            (local.set 16
              (i32.add
                (local.get $lows)
                (i32.mul
                  (local.get 16)
                  (local.get $lows_step))))
            (local.set 18
              (local.get $index))
            (local.set 19
              (i32.atomic.load
                (local.get 16)))
            (loop  ;; label = @4
              (i32.ne
                (local.tee 20
                  (i32.atomic.rmw.cmpxchg
                    (local.get 16)
                    (local.get 19)
                    (select
                      (local.get 18)
                      (local.get 19)
                      (i32.lt_s
                        (local.get 18)
                        (local.get 19)))))
                (local.get 19))
              (local.set 19
                (local.get 20))
              (br_if 0 (;@4;)))
            (local.set 17
              (local.get 19))))
        (local.set 17
          (local.get 17))
        (if  ;; label = @3
          (i32.lt_s
            (local.get 17)
            (i32.const 0))
          (then
            (local.set 17
              (i32.atomic.rmw.cmpxchg
                (local.get 11)
                (local.get 15)
                (local.get $index)))
            (if  ;; label = @4
              (i32.eq
                (local.get 17)
                (local.get 15))
              (then
                (local.set 15
                  (i32.atomic.load
                    (local.get 12)))
                (i32.atomic.store
                  (local.get 13)
                  (local.get 15))))))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $index
              (i32.add
                (local.get $index)
                (i32.const 1)))
            (local.get $end)))))))
