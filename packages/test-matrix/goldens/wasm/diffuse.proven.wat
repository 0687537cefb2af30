;; writes at (x, y, z), and at the number of the invocation
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $width i32) (local $height i32) (local $source_height i32) (local $source_width i32) (local $source_depth i32) (local $cells_height i32) (local $cells_width i32) (local $cells_depth i32) (local $source_length i32) (local $source i32) (local $source_step i32) (local $cells i32) (local $cells_step i32) (local $places i32) (local $places_step i32) (local i32) (local $left i32) (local $index_x i32) (local $index_y i32) (local $index_z i32) (local $stop i32) (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
    (local.set $width
      (i32.load
        (local.get $block)))
    (local.set $height
      (i32.load offset=4
        (local.get $block)))
    (local.set $source_height
      (i32.load offset=32
        (local.get $block)))
    (local.set $source_width
      (i32.load offset=28
        (local.get $block)))
    (local.set $source_depth
      (i32.load offset=36
        (local.get $block)))
    (local.set $cells_height
      (i32.load offset=64
        (local.get $block)))
    (local.set $cells_width
      (i32.load offset=60
        (local.get $block)))
    (local.set $cells_depth
      (i32.load offset=68
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
    (local.set $cells
      (i32.load offset=48
        (local.get $block)))
    (local.set $cells_step
      (i32.shl
        (i32.load offset=52
          (local.get $block))
        (i32.const 2)))
    (local.set $places
      (i32.load offset=80
        (local.get $block)))
    (local.set $places_step
      (i32.shl
        (i32.load offset=84
          (local.get $block))
        (i32.const 2)))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_u
          (local.get $start)
          (local.get $end)))
      (local.set 19
        (i32.mul
          (local.get $width)
          (local.get $height)))
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
      (local.set $index_z
        (i32.div_u
          (local.get $index_y)
          (local.get $height)))
      (local.set $index_y
        (i32.rem_u
          (local.get $index_y)
          (local.get $height)))
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
        (local.set 25
          (i32.mul
            (local.get $index_z)
            (local.get $source_height)))
        (local.set 26
          (i32.mul
            (i32.add
              (local.get 25)
              (local.get $index_y))
            (local.get $source_width)))
        (local.set 27
          (i32.lt_u
            (local.get $index_y)
            (local.get $source_height)))
        (local.set 28
          (i32.lt_u
            (local.get $index_z)
            (local.get $source_depth)))
        (local.set 29
          (i32.sub
            (local.get $index_y)
            (i32.const 1)))
        (local.set 25
          (i32.mul
            (i32.add
              (local.get 25)
              (local.get 29))
            (local.get $source_width)))
        (local.set 29
          (i32.lt_u
            (local.get 29)
            (local.get $source_height)))
        (local.set 30
          (i32.add
            (local.get $index_z)
            (i32.const 1)))
        (local.set 31
          (i32.mul
            (i32.add
              (i32.mul
                (local.get 30)
                (local.get $source_height))
              (local.get $index_y))
            (local.get $source_width)))
        (local.set 30
          (i32.lt_u
            (local.get 30)
            (local.get $source_depth)))
        (local.set 32
          (i32.mul
            (i32.add
              (i32.mul
                (local.get $index_z)
                (local.get $cells_height))
              (local.get $index_y))
            (local.get $cells_width)))
        (local.set 33
          (i32.lt_u
            (local.get $index_y)
            (local.get $cells_height)))
        (local.set 34
          (i32.lt_u
            (local.get $index_z)
            (local.get $cells_depth)))
        (local.set 35
          (i32.mul
            (local.get $width)
            (local.get $index_y)))
        (local.set 36
          (i32.mul
            (local.get 19)
            (local.get $index_z)))
        (loop  ;; label = @3
          (local.set 37
            (local.get $index_x))
          (local.set 38
            (i32.sub
              (local.get 37)
              (i32.const 1)))
          (local.set 38
            (select
              (select
                (select
                  (i32.add
                    (local.get 26)
                    (local.get 38))
                  (i32.const -1)
                  (local.get 27))
                (i32.const -1)
                (i32.lt_u
                  (local.get 38)
                  (local.get $source_width)))
              (i32.const -1)
              (local.get 28)))
          (local.set 37
            (i32.add
              (local.get 37)
              (i32.const 1)))
          (local.set 37
            (select
              (select
                (select
                  (i32.add
                    (local.get 26)
                    (local.get 37))
                  (i32.const -1)
                  (local.get 27))
                (i32.const -1)
                (i32.lt_u
                  (local.get 37)
                  (local.get $source_width)))
              (i32.const -1)
              (local.get 28)))
          (local.set 39
            (i32.lt_u
              (local.get $index_x)
              (local.get $source_width)))
          (local.set 40
            (select
              (select
                (select
                  (i32.add
                    (local.get 25)
                    (local.get $index_x))
                  (i32.const -1)
                  (local.get 29))
                (i32.const -1)
                (local.get 39))
              (i32.const -1)
              (local.get 28)))
          (local.set 39
            (select
              (select
                (select
                  (i32.add
                    (local.get 31)
                    (local.get $index_x))
                  (i32.const -1)
                  (local.get 27))
                (i32.const -1)
                (local.get 39))
              (i32.const -1)
              (local.get 30)))
          (f32.store
            (i32.add
              (local.get $cells)
              (i32.mul
                (select
                  (select
                    (select
                      (i32.add
                        (local.get 32)
                        (local.get $index_x))
                      (i32.const -1)
                      (local.get 33))
                    (i32.const -1)
                    (i32.lt_u
                      (local.get $index_x)
                      (local.get $cells_width)))
                  (i32.const -1)
                  (local.get 34))
                (local.get $cells_step)))
            (f32.sub
              (f32.add
                (f32.load
                  (select
                    (i32.add
                      (local.get $source)
                      (i32.mul
                        (local.get 38)
                        (local.get $source_step)))
                    (i32.const 0)
                    (i32.lt_u
                      (local.get 38)
                      (local.get $source_length))))
                (f32.load
                  (select
                    (i32.add
                      (local.get $source)
                      (i32.mul
                        (local.get 37)
                        (local.get $source_step)))
                    (i32.const 0)
                    (i32.lt_u
                      (local.get 37)
                      (local.get $source_length)))))
              (f32.add
                (f32.load
                  (select
                    (i32.add
                      (local.get $source)
                      (i32.mul
                        (local.get 40)
                        (local.get $source_step)))
                    (i32.const 0)
                    (i32.lt_u
                      (local.get 40)
                      (local.get $source_length))))
                (f32.load
                  (select
                    (i32.add
                      (local.get $source)
                      (i32.mul
                        (local.get 39)
                        (local.get $source_step)))
                    (i32.const 0)
                    (i32.lt_u
                      (local.get 39)
                      (local.get $source_length)))))))
          (local.set 39
            (i32.add
              (local.get $places)
              (i32.mul
                (i32.add
                  (i32.add
                    (local.get $index_x)
                    (local.get 35))
                  (local.get 36))
                (local.get $places_step))))
          (i32.store
            (local.get 39)
            (local.get $index_x))
          (i32.store offset=4
            (local.get 39)
            (local.get $index_y))
          (i32.store offset=8
            (local.get 39)
            (local.get $index_z))
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
        (if  ;; label = @3
          (i32.eq
            (local.get $index_y)
            (local.get $height))
          (then
            (local.set $index_y
              (i32.const 0))
            (local.set $index_z
              (i32.add
                (local.get $index_z)
                (i32.const 1)))))
        (br_if 0 (;@2;)
          (local.get $left))))))
