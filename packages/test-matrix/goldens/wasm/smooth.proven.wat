;; writes at (x, y), and reads of them in rows and at any x
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $width i32) (local $height i32) (local $source_width i32) (local $source_height i32) (local $image_width i32) (local $image_height i32) (local $source_length i32) (local $source i32) (local $source_step i32) (local $image i32) (local $image_step i32) (local $dx i32) (local $left i32) (local $index_x i32) (local $index_y i32) (local $stop i32) (local i32 i32 i32 i32 i32 i32 i32 i32 f32)
    (local.set $width
      (i32.load
        (local.get $block)))
    (local.set $height
      (i32.load offset=4
        (local.get $block)))
    (local.set $source_width
      (i32.load offset=28
        (local.get $block)))
    (local.set $source_height
      (i32.load offset=32
        (local.get $block)))
    (local.set $image_width
      (i32.load offset=60
        (local.get $block)))
    (local.set $image_height
      (i32.load offset=64
        (local.get $block)))
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
    (local.set $image
      (i32.load offset=48
        (local.get $block)))
    (local.set $image_step
      (i32.shl
        (i32.load offset=52
          (local.get $block))
        (i32.const 2)))
    (local.set $dx
      (i32.load offset=80
        (local.get $block)))
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
        (local.set 20
          (i32.mul
            (local.get $index_y)
            (local.get $source_width)))
        (local.set 21
          (i32.lt_u
            (local.get $index_y)
            (local.get $source_height)))
        (local.set 22
          (i32.mul
            (local.get $index_y)
            (local.get $image_width)))
        (local.set 23
          (i32.lt_u
            (local.get $index_y)
            (local.get $image_height)))
        (local.set 24
          (i32.mul
            (local.get $index_y)
            (local.get $width)))
        (loop  ;; label = @3
          (local.set 25
            (local.get $index_x))
          (local.set 26
            (i32.sub
              (local.get 25)
              (i32.const 1)))
          (local.set 26
            (select
              (select
                (i32.add
                  (local.get 20)
                  (local.get 26))
                (i32.const -1)
                (local.get 21))
              (i32.const -1)
              (i32.lt_u
                (local.get 26)
                (local.get $source_width))))
          (local.set 27
            (i32.add
              (local.get 25)
              (i32.const 1)))
          (local.set 27
            (select
              (select
                (i32.add
                  (local.get 20)
                  (local.get 27))
                (i32.const -1)
                (local.get 21))
              (i32.const -1)
              (i32.lt_u
                (local.get 27)
                (local.get $source_width))))
          (local.set 28
            (f32.add
              (f32.load
                (select
                  (i32.add
                    (local.get $source)
                    (i32.mul
                      (local.get 26)
                      (local.get $source_step)))
                  (i32.const 0)
                  (i32.lt_u
                    (local.get 26)
                    (local.get $source_length))))
              (f32.load
                (select
                  (i32.add
                    (local.get $source)
                    (i32.mul
                      (local.get 27)
                      (local.get $source_step)))
                  (i32.const 0)
                  (i32.lt_u
                    (local.get 27)
                    (local.get $source_length))))))
          (local.set 27
            (i32.add
              (local.get $image)
              (i32.mul
                (select
                  (select
                    (i32.add
                      (local.get 22)
                      (local.get $index_x))
                    (i32.const -1)
                    (local.get 23))
                  (i32.const -1)
                  (i32.lt_u
                    (local.get $index_x)
                    (local.get $image_width)))
                (local.get $image_step))))
          (f32.store
            (local.get 27)
            (f32.add
              (f32.load
                (local.get 27))
              (local.get 28)))
          (if  ;; label = @4
            (f32.gt
              (local.get 28)
              (f32.const 0x1p+3 (;=8;)))
            (then
              (local.set 25
                (i32.add
                  (local.get 25)
                  (local.get $dx)))
              (f32.store
                (i32.add
                  (local.get $image)
                  (i32.mul
                    (i32.add
                      (local.get 24)
                      (local.get $index_x))
                    (local.get $image_step)))
                (f32.sub
                  (f32.mul
                    (f32.load
                      (local.get 27))
                    (f32.const 0x1p-1 (;=0.5;)))
                  (f32.load
                    (i32.add
                      (local.get $image)
                      (i32.mul
                        (select
                          (select
                            (i32.add
                              (local.get 22)
                              (local.get 25))
                            (i32.const -1)
                            (local.get 23))
                          (i32.const -1)
                          (i32.lt_u
                            (local.get 25)
                            (local.get $image_width)))
                        (local.get $image_step))))))))
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
