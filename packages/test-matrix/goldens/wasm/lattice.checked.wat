;; arrays in arrays of the own element, and reads at any index of what has been written
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $chosen_length i32) (local $chosen i32) (local $chosen_step i32) (local $cells_length i32) (local $cells i32) (local $cells_step i32) (local $sums_length i32) (local $sums i32) (local $sums_step i32) (local $index i32) (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
    (local.set $chosen_length
      (i32.load offset=56
        (local.get $block)))
    (local.set $chosen
      (i32.load offset=48
        (local.get $block)))
    (local.set $chosen_step
      (i32.shl
        (i32.load offset=52
          (local.get $block))
        (i32.const 2)))
    (local.set $cells_length
      (i32.load offset=24
        (local.get $block)))
    (local.set $cells
      (i32.load offset=16
        (local.get $block)))
    (local.set $cells_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (local.set $sums_length
      (i32.load offset=88
        (local.get $block)))
    (local.set $sums
      (i32.load offset=80
        (local.get $block)))
    (local.set $sums_step
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
        (local.set 14
          (i32.load
            (select
              (i32.add
                (local.get $chosen)
                (i32.mul
                  (local.get $index)
                  (local.get $chosen_step)))
              (i32.const 0)
              (i32.lt_u
                (local.get $index)
                (local.get $chosen_length)))))
        (local.set 15
          (local.get 14))
        (local.set 16
          (i32.lt_u
            (local.get 15)
            (local.get $cells_length)))
        (local.set 17
          (i32.add
            (local.get $cells)
            (i32.mul
              (local.get 14)
              (local.get $cells_step))))
        (local.set 18
          (i32.ne
            (i32.load offset=24
              (select
                (local.get 17)
                (i32.const 0)
                (local.get 16)))
            (i32.const 0)))
        (local.set 19
          (i32.ne
            (i32.load offset=28
              (select
                (local.get 17)
                (i32.const 0)
                (local.get 16)))
            (i32.const 0)))
        (local.set 20
          (i32.ne
            (i32.load offset=32
              (select
                (local.get 17)
                (i32.const 0)
                (local.get 16)))
            (i32.const 0)))
        (local.set 21
          (i32.ne
            (i32.load offset=36
              (select
                (local.get 17)
                (i32.const 0)
                (local.get 16)))
            (i32.const 0)))
        (local.set 22
          (i32.load offset=40
            (select
              (local.get 17)
              (i32.const 0)
              (local.get 16))))
        (i64.store
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=8
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=16
          (local.get $scratch)
          (i64.const 0))
        (local.set 23
          (i32.lt_u
            (local.get $index)
            (i32.const 3)))
        (if  ;; label = @3
          (i32.and
            (i32.lt_u
              (local.get 15)
              (i32.const 2))
            (local.get 23))
          (then
            (i32.store
              (i32.add
                (local.get $scratch)
                (i32.add
                  (i32.mul
                    (local.get 14)
                    (i32.const 12))
                  (i32.shl
                    (local.get $index)
                    (i32.const 2))))
              (i32.load
                (select
                  (i32.add
                    (i32.add
                      (local.get $block)
                      (i32.shl
                        (local.get 14)
                        (i32.const 2)))
                    (i32.const 112))
                  (i32.const 0)
                  (i32.lt_u
                    (local.get 15)
                    (i32.const 5)))))))
        (f32.store offset=32
          (local.get $scratch)
          (f32.load
            (select
              (local.get 17)
              (i32.const 0)
              (local.get 16))))
        (f32.store offset=36
          (local.get $scratch)
          (f32.load offset=4
            (select
              (local.get 17)
              (i32.const 0)
              (local.get 16))))
        (f32.store offset=40
          (local.get $scratch)
          (f32.load offset=8
            (select
              (local.get 17)
              (i32.const 0)
              (local.get 16))))
        (f32.store offset=44
          (local.get $scratch)
          (f32.load offset=12
            (select
              (local.get 17)
              (i32.const 0)
              (local.get 16))))
        (f32.store offset=48
          (local.get $scratch)
          (f32.load offset=16
            (select
              (local.get 17)
              (i32.const 0)
              (local.get 16))))
        (f32.store offset=52
          (local.get $scratch)
          (f32.load offset=20
            (select
              (local.get 17)
              (i32.const 0)
              (local.get 16))))
        (local.set 15
          (i32.lt_u
            (local.get 15)
            (i32.const 3)))
        (local.set 24
          (i32.lt_u
            (local.get $index)
            (local.get $cells_length)))
        (local.set 25
          (i32.add
            (local.get $cells)
            (i32.mul
              (local.get $index)
              (local.get $cells_step))))
        (if  ;; label = @3
          (i32.and
            (local.get 24)
            (local.get 15))
          (then
            (f32.store offset=4
              (i32.add
                (local.get 25)
                (i32.shl
                  (local.get 14)
                  (i32.const 3)))
              (f32.add
                (f32.load
                  (select
                    (i32.add
                      (local.get 17)
                      (i32.shl
                        (local.get $index)
                        (i32.const 3)))
                    (i32.const 0)
                    (i32.and
                      (local.get 16)
                      (local.get 23))))
                (f32.load offset=32
                  (select
                    (i32.add
                      (local.get $scratch)
                      (i32.shl
                        (local.get 14)
                        (i32.const 3)))
                    (i32.const 0)
                    (local.get 15)))))))
        (i32.store offset=64
          (local.get $scratch)
          (local.get 18))
        (i32.store offset=68
          (local.get $scratch)
          (local.get 19))
        (i32.store offset=72
          (local.get $scratch)
          (local.get 20))
        (i32.store offset=76
          (local.get $scratch)
          (local.get 21))
        (if  ;; label = @3
          (local.get 24)
          (then
            (i32.store offset=36
              (local.get 25)
              (i32.ne
                (i32.load
                  (select
                    (i32.add
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (local.get $index)
                          (i32.const 2)))
                      (i32.const 64))
                    (i32.const 0)
                    (i32.lt_u
                      (local.get $index)
                      (i32.const 4))))
                (i32.const 0)))
            (i32.store offset=40
              (local.get 25)
              (i32.add
                (i32.load offset=12
                  (select
                    (i32.add
                      (local.get $scratch)
                      (i32.shl
                        (local.get $index)
                        (i32.const 2)))
                    (i32.const 0)
                    (local.get 23)))
                (i32.const 5)))
            (i32.store offset=40
              (local.get 25)
              (i32.mul
                (i32.load offset=40
                  (select
                    (local.get 17)
                    (i32.const 0)
                    (local.get 16)))
                (i32.const 3)))))
        (local.set 16
          (i32.lt_u
            (local.get $index)
            (local.get $sums_length)))
        (local.set 17
          (i32.add
            (local.get $sums)
            (i32.mul
              (local.get $index)
              (local.get $sums_step))))
        (if  ;; label = @3
          (local.get 16)
          (then
            (i32.store
              (local.get 17)
              (i32.div_s
                (local.get 14)
                (select
                  (i32.const 1)
                  (local.get 22)
                  (i32.or
                    (i32.eqz
                      (local.get 22))
                    (i32.and
                      (i32.eq
                        (local.get 14)
                        (i32.const -2147483648))
                      (i32.eq
                        (local.get 22)
                        (i32.const -1)))))))
            (i32.store offset=4
              (local.get 17)
              (i32.div_s
                (local.get 22)
                (i32.const 2)))
            (i32.store offset=8
              (local.get 17)
              (i32.div_s
                (i32.const 7)
                (select
                  (i32.const 1)
                  (local.get 14)
                  (i32.or
                    (i32.eqz
                      (local.get 14))
                    (i32.and
                      (i32.eq
                        (i32.const 7)
                        (i32.const -2147483648))
                      (i32.eq
                        (local.get 14)
                        (i32.const -1)))))))))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $index
              (i32.add
                (local.get $index)
                (i32.const 1)))
            (local.get $end)))))))
