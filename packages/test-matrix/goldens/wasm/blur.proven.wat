;; two dimensions, and reads beyond the edge
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $width i32) (local $height i32) (local $result_width i32) (local $result_height i32) (local $image_width i32) (local $image_height i32) (local $image_length i32) (local $image i32) (local $image_step i32) (local $result i32) (local $result_step i32) (local $left i32) (local $index_x i32) (local $index_y i32) (local $stop i32) (local i32 i32 i32 f32) (local $i i32) (local $i1 i32) (local i32 i32)
    (local.set $width
      (i32.load
        (local.get $block)))
    (local.set $height
      (i32.load offset=4
        (local.get $block)))
    (local.set $result_width
      (i32.load offset=60
        (local.get $block)))
    (local.set $result_height
      (i32.load offset=64
        (local.get $block)))
    (local.set $image_width
      (i32.load offset=28
        (local.get $block)))
    (local.set $image_height
      (i32.load offset=32
        (local.get $block)))
    (local.set $image_length
      (i32.load offset=24
        (local.get $block)))
    (local.set $image
      (i32.load offset=16
        (local.get $block)))
    (local.set $image_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (local.set $result
      (i32.load offset=48
        (local.get $block)))
    (local.set $result_step
      (i32.shl
        (i32.load offset=52
          (local.get $block))
        (i32.const 2)))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_u
          (local.get $start)
          (local.get $end)))
      (local.set $left
        (i32.sub
          (local.get $end)
          (local.get $start)))
      (local.set $index_x
        (i32.rem_u
          (local.get $start)
          (local.get $width)))
      (local.set $index_y
        (i32.div_u
          (local.get $start)
          (local.get $width)))
      (loop  ;; label = @2
        (local.set $stop
          (select
            (local.tee $stop
              (i32.sub
                (local.get $width)
                (local.get $index_x)))
            (local.get $left)
            (i32.lt_u
              (local.get $stop)
              (local.get $left))))
        (local.set $left
          (i32.sub
            (local.get $left)
            (local.get $stop)))
        (local.set $stop
          (i32.add
            (local.get $index_x)
            (local.get $stop)))
        (local.set 19
          (local.get $index_y))
        (local.set 20
          (i32.mul
            (local.get $index_y)
            (local.get $result_width)))
        (local.set 21
          (i32.lt_u
            (local.get $index_y)
            (local.get $result_height)))
        (loop  ;; label = @3
          (local.set 22
            (f32.const 0x0p+0 (;=0;)))
          (local.set $i
            (i32.const -1))
          (block  ;; label = @4
            (loop  ;; label = @5
              (local.set $i1
                (i32.const -1))
              (block  ;; label = @6
                (loop  ;; label = @7
                  (local.set 25
                    (i32.add
                      (local.get $index_x)
                      (local.get $i1)))
                  (local.set 26
                    (i32.add
                      (local.get 19)
                      (local.get $i)))
                  (local.set 25
                    (select
                      (select
                        (i32.add
                          (i32.mul
                            (local.get 26)
                            (local.get $image_width))
                          (local.get 25))
                        (i32.const -1)
                        (i32.lt_u
                          (local.get 26)
                          (local.get $image_height)))
                      (i32.const -1)
                      (i32.lt_u
                        (local.get 25)
                        (local.get $image_width))))
                  (local.set 22
                    (f32.add
                      (local.get 22)
                      (f32.load
                        (select
                          (i32.add
                            (local.get $image)
                            (i32.mul
                              (local.get 25)
                              (local.get $image_step)))
                          (i32.const 0)
                          (i32.lt_u
                            (local.get 25)
                            (local.get $image_length))))))
                  (br_if 0 (;@7;)
                    (i32.ne
                      (local.tee $i1
                        (i32.add
                          (local.get $i1)
                          (i32.const 1)))
                      (i32.const 2)))))
              (br_if 0 (;@5;)
                (i32.ne
                  (local.tee $i
                    (i32.add
                      (local.get $i)
                      (i32.const 1)))
                  (i32.const 2)))))
          (f32.store
            (i32.add
              (local.get $result)
              (i32.mul
                (select
                  (select
                    (i32.add
                      (local.get 20)
                      (local.get $index_x))
                    (i32.const -1)
                    (local.get 21))
                  (i32.const -1)
                  (i32.lt_u
                    (local.get $index_x)
                    (local.get $result_width)))
                (local.get $result_step)))
            (f32.div
              (local.get 22)
              (f32.const 0x1p+3 (;=8;))))
          (br_if 0 (;@3;)
            (i32.ne
              (local.tee $index_x
                (i32.add
                  (local.get $index_x)
                  (i32.const 1)))
              (local.get $stop))))
        (local.set $index_x
          (i32.const 0))
        (local.set $index_y
          (i32.add
            (local.get $index_y)
            (i32.const 1)))
        (br_if 0 (;@2;)
          (local.get $left))))))
