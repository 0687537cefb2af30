;; a stack in an array, a while loop, structs and a function over them
(module
  (type (;0;) (func (param f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32) (result i32)))
  (type (;1;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $hits (type 0) (param f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32) (result i32)
    (local f32 f32 f32 f32 f32 f32)
    (local.set 12
      (f32.mul
        (f32.sub
          (local.get 0)
          (local.get 6))
        (local.get 9)))
    (local.set 13
      (f32.mul
        (f32.sub
          (local.get 1)
          (local.get 7))
        (local.get 10)))
    (local.set 14
      (f32.mul
        (f32.sub
          (local.get 2)
          (local.get 8))
        (local.get 11)))
    (local.set 15
      (f32.mul
        (f32.sub
          (local.get 3)
          (local.get 6))
        (local.get 9)))
    (local.set 16
      (f32.mul
        (f32.sub
          (local.get 4)
          (local.get 7))
        (local.get 10)))
    (local.set 17
      (f32.mul
        (f32.sub
          (local.get 5)
          (local.get 8))
        (local.get 11)))
    (return
      (f32.le
        (f32.max
          (f32.max
            (f32.min
              (local.get 12)
              (local.get 15))
            (f32.min
              (local.get 13)
              (local.get 16)))
          (f32.min
            (local.get 14)
            (local.get 17)))
        (f32.min
          (f32.min
            (f32.max
              (local.get 12)
              (local.get 15))
            (f32.max
              (local.get 13)
              (local.get 16)))
          (f32.max
            (local.get 14)
            (local.get 17))))))
  (func $run (export "run") (type 1) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $rays_length i32) (local $rays i32) (local $rays_step i32) (local $nodes_length i32) (local $nodes i32) (local $nodes_step i32) (local $count_length i32) (local $count i32) (local $count_step i32) (local $index i32) (local i32 i32 f32 f32 f32 f32 f32 f32 i32 i32 i32 i32)
    (local.set $rays_length
      (i32.load offset=56
        (local.get $block)))
    (local.set $rays
      (i32.load offset=48
        (local.get $block)))
    (local.set $rays_step
      (i32.shl
        (i32.load offset=52
          (local.get $block))
        (i32.const 2)))
    (local.set $nodes_length
      (i32.load offset=24
        (local.get $block)))
    (local.set $nodes
      (i32.load offset=16
        (local.get $block)))
    (local.set $nodes_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (local.set $count_length
      (i32.load offset=88
        (local.get $block)))
    (local.set $count
      (i32.load offset=80
        (local.get $block)))
    (local.set $count_step
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
          (i32.lt_u
            (local.get $index)
            (local.get $rays_length)))
        (local.set 15
          (i32.add
            (local.get $rays)
            (i32.mul
              (local.get $index)
              (local.get $rays_step))))
        (local.set 16
          (f32.load
            (select
              (local.get 15)
              (i32.const 0)
              (local.get 14))))
        (local.set 17
          (f32.load offset=4
            (select
              (local.get 15)
              (i32.const 0)
              (local.get 14))))
        (local.set 18
          (f32.load offset=8
            (select
              (local.get 15)
              (i32.const 0)
              (local.get 14))))
        (local.set 19
          (f32.load offset=16
            (select
              (local.get 15)
              (i32.const 0)
              (local.get 14))))
        (local.set 20
          (f32.load offset=20
            (select
              (local.get 15)
              (i32.const 0)
              (local.get 14))))
        (local.set 21
          (f32.load offset=24
            (select
              (local.get 15)
              (i32.const 0)
              (local.get 14))))
        (i64.store
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=8
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=16
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=24
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=32
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=40
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=48
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=56
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=64
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=72
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=80
          (local.get $scratch)
          (i64.const 0))
        (i64.store offset=88
          (local.get $scratch)
          (i64.const 0))
        (local.set 14
          (i32.const 1))
        (local.set 15
          (i32.const 0))
        (block  ;; label = @3
          (loop  ;; label = @4
            (if  ;; label = @5
              (i32.eqz
                (i32.gt_u
                  (local.get 14)
                  (i32.const 0)))
              (then
                (br 2 (;@3;))))
            (local.set 14
              (i32.sub
                (local.get 14)
                (i32.const 1)))
            (local.set 22
              (local.get 14))
            (local.set 22
              (i32.load
                (select
                  (i32.add
                    (local.get $scratch)
                    (i32.shl
                      (local.get 22)
                      (i32.const 2)))
                  (i32.const 0)
                  (i32.lt_u
                    (local.get 22)
                    (i32.const 24)))))
            (local.set 23
              (i32.lt_u
                (local.get 22)
                (local.get $nodes_length)))
            (local.set 22
              (i32.add
                (local.get $nodes)
                (i32.mul
                  (local.get 22)
                  (local.get $nodes_step))))
            (local.set 24
              (i32.load offset=32
                (select
                  (local.get 22)
                  (i32.const 0)
                  (local.get 23))))
            (local.set 25
              (i32.load offset=36
                (select
                  (local.get 22)
                  (i32.const 0)
                  (local.get 23))))
            (if  ;; label = @5
              (i32.eqz
                (call $hits
                  (f32.load
                    (select
                      (local.get 22)
                      (i32.const 0)
                      (local.get 23)))
                  (f32.load offset=4
                    (select
                      (local.get 22)
                      (i32.const 0)
                      (local.get 23)))
                  (f32.load offset=8
                    (select
                      (local.get 22)
                      (i32.const 0)
                      (local.get 23)))
                  (f32.load offset=16
                    (select
                      (local.get 22)
                      (i32.const 0)
                      (local.get 23)))
                  (f32.load offset=20
                    (select
                      (local.get 22)
                      (i32.const 0)
                      (local.get 23)))
                  (f32.load offset=24
                    (select
                      (local.get 22)
                      (i32.const 0)
                      (local.get 23)))
                  (local.get 16)
                  (local.get 17)
                  (local.get 18)
                  (local.get 19)
                  (local.get 20)
                  (local.get 21)))
              (then
                (br 1 (;@4;))))
            (if  ;; label = @5
              (i32.ne
                (i32.load offset=40
                  (select
                    (local.get 22)
                    (i32.const 0)
                    (local.get 23)))
                (i32.const 0))
              (then
                (local.set 15
                  (i32.add
                    (local.get 15)
                    (i32.sub
                      (local.get 25)
                      (local.get 24)))))
              (else
                (local.set 23
                  (local.get 14))
                (if  ;; label = @6
                  (i32.lt_u
                    (local.get 23)
                    (i32.const 24))
                  (then
                    (i32.store
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (local.get 23)
                          (i32.const 2)))
                      (local.get 24))))
                (local.set 24
                  (i32.add
                    (local.get 14)
                    (i32.const 1)))
                (if  ;; label = @6
                  (i32.lt_u
                    (local.get 24)
                    (i32.const 24))
                  (then
                    (i32.store
                      (i32.add
                        (local.get $scratch)
                        (i32.shl
                          (local.get 24)
                          (i32.const 2)))
                      (local.get 25))))
                (local.set 14
                  (i32.add
                    (local.get 14)
                    (i32.const 2)))))
            (br 0 (;@4;))))
        (if  ;; label = @3
          (i32.lt_u
            (local.get $index)
            (local.get $count_length))
          (then
            (i32.store
              (i32.add
                (local.get $count)
                (i32.mul
                  (local.get $index)
                  (local.get $count_step)))
              (local.get 15))))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $index
              (i32.add
                (local.get $index)
                (i32.const 1)))
            (local.get $end)))))))
