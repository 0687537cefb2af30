;; parameters and views, an index that is compared with their lengths or not
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $x_length i32) (local $x i32) (local $x_step i32) (local $a f32) (local $y_length i32) (local $y i32) (local $y_step i32) (local $index i32) (local i32 i32)
    (local.set $x_length
      (i32.load offset=24
        (local.get $block)))
    (local.set $x
      (i32.load offset=16
        (local.get $block)))
    (local.set $x_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (local.set $a
      (f32.load offset=80
        (local.get $block)))
    (local.set $y_length
      (i32.load offset=56
        (local.get $block)))
    (local.set $y
      (i32.load offset=48
        (local.get $block)))
    (local.set $y_step
      (i32.shl
        (i32.load offset=52
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
        (local.set 12
          (i32.lt_u
            (local.get $index)
            (local.get $y_length)))
        (local.set 13
          (i32.add
            (local.get $y)
            (i32.mul
              (local.get $index)
              (local.get $y_step))))
        (if  ;; label = @3
          (local.get 12)
          (then
            (f32.store
              (local.get 13)
              (f32.add
                (f32.mul
                  (local.get $a)
                  (f32.load
                    (select
                      (i32.add
                        (local.get $x)
                        (i32.mul
                          (local.get $index)
                          (local.get $x_step)))
                      (i32.const 0)
                      (i32.lt_u
                        (local.get $index)
                        (local.get $x_length)))))
                (f32.load
                  (select
                    (local.get 13)
                    (i32.const 0)
                    (local.get 12)))))))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $index
              (i32.add
                (local.get $index)
                (i32.const 1)))
            (local.get $end)))))))
