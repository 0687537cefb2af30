;; three dimensions
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $width i32) (local $height i32) (local $cells_height i32) (local $cells_width i32) (local $cells_depth i32) (local $cells i32) (local $cells_step i32) (local $left i32) (local $index_x i32) (local $index_y i32) (local $index_z i32) (local $stop i32) (local i32 i32 i32 i32 i32)
    (local.set $width
      (i32.load
        (local.get $block)))
    (local.set $height
      (i32.load offset=4
        (local.get $block)))
    (local.set $cells_height
      (i32.load offset=32
        (local.get $block)))
    (local.set $cells_width
      (i32.load offset=28
        (local.get $block)))
    (local.set $cells_depth
      (i32.load offset=36
        (local.get $block)))
    (local.set $cells
      (i32.load offset=16
        (local.get $block)))
    (local.set $cells_step
      (i32.shl
        (i32.load offset=20
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
        (local.set 16
          (i32.mul
            (i32.add
              (i32.mul
                (local.get $index_z)
                (local.get $cells_height))
              (local.get $index_y))
            (local.get $cells_width)))
        (local.set 17
          (i32.lt_u
            (local.get $index_y)
            (local.get $cells_height)))
        (local.set 18
          (i32.lt_u
            (local.get $index_z)
            (local.get $cells_depth)))
        (local.set 19
          (i32.mul
            (local.get $index_y)
            (local.get $width)))
        (local.set 20
          (i32.shl
            (local.get $index_z)
            (i32.const 7)))
        (loop  ;; label = @3
          (i32.store
            (i32.add
              (local.get $cells)
              (i32.mul
                (select
                  (select
                    (select
                      (i32.add
                        (local.get 16)
                        (local.get $index_x))
                      (i32.const -1)
                      (local.get 17))
                    (i32.const -1)
                    (i32.lt_u
                      (local.get $index_x)
                      (local.get $cells_width)))
                  (i32.const -1)
                  (local.get 18))
                (local.get $cells_step)))
            (i32.xor
              (i32.add
                (local.get $index_x)
                (local.get 19))
              (local.get 20)))
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
