;; functions: an endless loop, an else-if chain, two results, a memory of its own
(module
  (type (;0;) (func (param i32 i32) (result i32)))
  (type (;1;) (func (param f32 f32 f32 i32) (result f32)))
  (type (;2;) (func (param f32 f32) (result f32 f32)))
  (type (;3;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $gcd (type 0) (param i32 i32) (result i32)
    (local i32 i32 i32)
    (local.set 2
      (local.get 0))
    (local.set 3
      (local.get 1))
    (block  ;; label = @1
      (loop  ;; label = @2
        (if  ;; label = @3
          (i32.eq
            (local.get 3)
            (i32.const 0))
          (then
            (return
              (local.get 2))))
        (local.set 4
          (i32.rem_u
            (local.get 2)
            (i32.or
              (local.get 3)
              (i32.eqz
                (local.get 3)))))
        (local.set 2
          (local.get 3))
        (local.set 3
          (local.get 4))
        (br 0 (;@2;))))
    (return
      (local.get 2)))
  (func $grade (type 0) (param i32 i32) (result i32)
    (local i32)
    (local.set 2
      (i32.div_s
        (local.get 0)
        (select
          (i32.const 1)
          (local.get 1)
          (i32.or
            (i32.eqz
              (local.get 1))
            (i32.and
              (i32.eq
                (local.get 0)
                (i32.const -2147483648))
              (i32.eq
                (local.get 1)
                (i32.const -1)))))))
    (if  ;; label = @1
      (i32.gt_s
        (local.get 2)
        (i32.const 90))
      (then
        (return
          (i32.const 1)))
      (else
        (if  ;; label = @2
          (i32.gt_s
            (local.get 2)
            (i32.const 60))
          (then
            (return
              (i32.rem_s
                (local.get 2)
                (i32.or
                  (local.get 1)
                  (i32.eqz
                    (local.get 1))))))
          (else
            (return
              (i32.trunc_sat_f32_s
                (f32.sqrt
                  (f32.convert_i32_s
                    (local.get 0)))))))))
    (return
      (local.get 0)))
  (func $pick (type 1) (param f32 f32 f32 i32) (result f32)
    (local i32 i32)
    (f32.store
      (global.get $scratch)
      (local.get 0))
    (f32.store offset=4
      (global.get $scratch)
      (local.get 1))
    (f32.store offset=8
      (global.get $scratch)
      (local.get 2))
    (i64.store offset=16
      (global.get $scratch)
      (i64.const 0))
    (i64.store offset=24
      (global.get $scratch)
      (i64.const 0))
    (i64.store offset=32
      (global.get $scratch)
      (i64.const 0))
    (local.set 4
      (i32.lt_u
        (local.get 3)
        (i32.const 5)))
    (if  ;; label = @1
      (local.get 4)
      (then
        (f32.store offset=16
          (i32.add
            (global.get $scratch)
            (i32.shl
              (local.get 3)
              (i32.const 2)))
          (f32.load
            (select
              (i32.add
                (global.get $scratch)
                (i32.shl
                  (local.get 3)
                  (i32.const 2)))
              (i32.const 0)
              (i32.lt_u
                (local.get 3)
                (i32.const 3)))))))
    (local.set 5
      (i32.add
        (local.get 3)
        (i32.const 1)))
    (return
      (f32.add
        (f32.load offset=16
          (select
            (i32.add
              (global.get $scratch)
              (i32.shl
                (local.get 5)
                (i32.const 2)))
            (i32.const 0)
            (i32.lt_u
              (local.get 5)
              (i32.const 5))))
        (f32.load offset=16
          (select
            (i32.add
              (global.get $scratch)
              (i32.shl
                (local.get 3)
                (i32.const 2)))
            (i32.const 0)
            (local.get 4))))))
  (func $while (type 2) (param f32 f32) (result f32 f32)
    (if  ;; label = @1
      (f32.lt
        (local.get 0)
        (local.get 1))
      (then
        (return
          (f32.add
            (local.get 0)
            (local.get 1))
          (f32.sub
            (local.get 1)
            (local.get 0)))))
    (return
      (f32.add
        (local.get 0)
        (local.get 1))
      (f32.sub
        (local.get 0)
        (local.get 1))))
  (func $run (export "run") (type 3) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $x i32) (local $x_step i32) (local $scores i32) (local $scores_step i32) (local $gro_e i32) (local $gro_e_step i32) (local $list_0 f32) (local $list_1 f32) (local $list_2 f32) (local $index i32) (local i32 f32 f32)
    (global.set $scratch
      (local.get $scratch))
    (local.set $x
      (i32.load offset=16
        (local.get $block)))
    (local.set $x_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (local.set $scores
      (i32.load offset=48
        (local.get $block)))
    (local.set $scores_step
      (i32.shl
        (i32.load offset=52
          (local.get $block))
        (i32.const 2)))
    (local.set $gro_e
      (i32.load offset=80
        (local.get $block)))
    (local.set $gro_e_step
      (i32.shl
        (i32.load offset=84
          (local.get $block))
        (i32.const 2)))
    (local.set $list_0
      (f32.load offset=112
        (local.get $block)))
    (local.set $list_1
      (f32.load offset=116
        (local.get $block)))
    (local.set $list_2
      (f32.load offset=120
        (local.get $block)))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_u
          (local.get $start)
          (local.get $end)))
      (local.set $index
        (local.get $start))
      (loop  ;; label = @2
        (local.set 14
          (i32.add
            (local.get $x)
            (i32.mul
              (local.get $index)
              (local.get $x_step))))
        (i32.store
          (local.get 14)
          (call $gcd
            (i32.load
              (local.get 14))
            (i32.add
              (local.get $index)
              (i32.const 12))))
        (local.set 14
          (i32.add
            (local.get $scores)
            (i32.mul
              (local.get $index)
              (local.get $scores_step))))
        (i32.store
          (local.get 14)
          (call $grade
            (i32.load
              (local.get 14))
            (local.get $index)))
        (local.set 14
          (i32.add
            (local.get $gro_e)
            (i32.mul
              (local.get $index)
              (local.get $gro_e_step))))
        (call $while
          (f32.load
            (local.get 14))
          (call $pick
            (local.get $list_0)
            (local.get $list_1)
            (local.get $list_2)
            (i32.rem_u
              (local.get $index)
              (i32.const 4))))
        (local.set 15)
        (local.set 16)
        (f32.store
          (local.get 14)
          (f32.mul
            (local.get 16)
            (local.get 15)))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $index
              (i32.add
                (local.get $index)
                (i32.const 1)))
            (local.get $end))))))
  (global $scratch (mut i32) (i32.const 0)))
