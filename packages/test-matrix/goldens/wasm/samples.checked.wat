;; an element of many words, and an early return
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $at i32) (local $samples_length i32) (local $samples i32) (local $samples_step i32) (local i32 i32 i32) (local $index i32) (local i32 i32 i32 i32 i32 f32 f32 i32 i32)
    (local.set $at
      (i32.load offset=48
        (local.get $block)))
    (local.set $samples_length
      (i32.load offset=24
        (local.get $block)))
    (local.set $samples
      (i32.load offset=16
        (local.get $block)))
    (local.set $samples_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_u
          (local.get $start)
          (local.get $end)))
      (local.set 8
        (i32.lt_u
          (local.get $at)
          (local.get $samples_length)))
      (local.set 9
        (i32.add
          (local.get $samples)
          (i32.mul
            (local.get $at)
            (local.get $samples_step))))
      (local.set 10
        (i32.lt_u
          (local.get $at)
          (i32.const 5)))
      (local.set $index
        (local.get $start))
      (loop  ;; label = @2
        (block  ;; label = @3
          (local.set 12
            (i32.lt_u
              (local.get $index)
              (local.get $samples_length)))
          (local.set 13
            (i32.add
              (local.get $samples)
              (i32.mul
                (local.get $index)
                (local.get $samples_step))))
          (local.set 14
            (i32.load
              (select
                (i32.add
                  (local.get 13)
                  (i32.const 160))
                (i32.const 0)
                (local.get 12))))
          (if  ;; label = @4
            (i32.eq
              (local.get 14)
              (i32.const 0))
            (then
              (br 1 (;@3;))))
          (local.set 15
            (i32.and
              (local.get 8)
              (i32.lt_u
                (local.get 14)
                (i32.const 5))))
          (local.set 16
            (i32.add
              (local.get 9)
              (i32.shl
                (local.get 14)
                (i32.const 5))))
          (local.set 17
            (f32.load offset=4
              (select
                (local.get 16)
                (i32.const 0)
                (local.get 15))))
          (local.set 18
            (f32.load offset=8
              (select
                (local.get 16)
                (i32.const 0)
                (local.get 15))))
          (local.set 19
            (i32.and
              (local.get 12)
              (local.get 10)))
          (local.set 20
            (i32.add
              (local.get 13)
              (i32.shl
                (local.get $at)
                (i32.const 5))))
          (if  ;; label = @4
            (local.get 19)
            (then
              (f32.store offset=16
                (local.get 20)
                (f32.load
                  (select
                    (local.get 16)
                    (i32.const 0)
                    (local.get 15))))
              (f32.store offset=20
                (local.get 20)
                (local.get 17))
              (f32.store offset=24
                (local.get 20)
                (local.get 18))))
          (if  ;; label = @4
            (local.get 12)
            (then
              (i32.store offset=160
                (local.get 13)
                (i32.sub
                  (local.get 14)
                  (i32.const 1))))))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $index
              (i32.add
                (local.get $index)
                (i32.const 1)))
            (local.get $end)))))))
