;; counted loops: up, down, in steps, by a step of the launch
(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "heddle" "memory" (memory (;0;) 1 65536 shared))
  (func $run (export "run") (type 0) (param $block i32) (param $start i32) (param $end i32) (param $scratch i32)
    (local $to i32) (local $by i32) (local $down i32) (local $out_length i32) (local $out i32) (local $out_step i32) (local i32 i32) (local $index i32) (local i32) (local $i i32) (local i32) (local $i1 i32) (local $end1 i32) (local $i2 i32) (local $end2 i32) (local $i3 i32) (local $end3 i32) (local $i4 i32) (local $end4 i32) (local $i5 i32) (local $end5 i32)
    (local.set $to
      (i32.load offset=48
        (local.get $block)))
    (local.set $by
      (i32.load offset=64
        (local.get $block)))
    (local.set $down
      (i32.load offset=80
        (local.get $block)))
    (local.set $out_length
      (i32.load offset=24
        (local.get $block)))
    (local.set $out
      (i32.load offset=16
        (local.get $block)))
    (local.set $out_step
      (i32.shl
        (i32.load offset=20
          (local.get $block))
        (i32.const 2)))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_u
          (local.get $start)
          (local.get $end)))
      (local.set 10
        (i32.sub
          (i32.sub
            (local.get $to)
            (i32.const 1))
          (i32.const 1)))
      (local.set 10
        (select
          (select
            (i32.add
              (i32.div_u
                (local.get 10)
                (i32.or
                  (local.get $by)
                  (i32.eqz
                    (local.get $by))))
              (i32.const 1))
            (i32.const 0)
            (i32.lt_u
              (i32.const 1)
              (local.get $to)))
          (i32.const 0)
          (i32.ne
            (local.get $by)
            (i32.const 0))))
      (local.set 11
        (select
          (i32.sub
            (i32.const 10)
            (local.get $down))
          (i32.const 0)
          (i32.lt_s
            (local.get $down)
            (i32.const 10))))
      (local.set $index
        (local.get $start))
      (loop  ;; label = @2
        (local.set 13
          (i32.const 0))
        (local.set $i
          (i32.const 0))
        (block  ;; label = @3
          (br_if 0 (;@3;)
            (i32.eqz
              (local.get $to)))
          (loop  ;; label = @4
            (local.set 13
              (i32.add
                (local.get 13)
                (local.get $i)))
            (br_if 0 (;@4;)
              (i32.ne
                (local.tee $i
                  (i32.add
                    (local.get $i)
                    (i32.const 1)))
                (local.get $to)))))
        (local.set 15
          (select
            (i32.add
              (i32.div_u
                (i32.sub
                  (i32.sub
                    (local.get $out_length)
                    (local.get $index))
                  (i32.const 1))
                (i32.const 64))
              (i32.const 1))
            (i32.const 0)
            (i32.lt_u
              (local.get $index)
              (local.get $out_length))))
        (local.set $i1
          (local.get $index))
        (local.set $end1
          (i32.add
            (local.get $i1)
            (i32.mul
              (local.get 15)
              (i32.const 64))))
        (block  ;; label = @3
          (br_if 0 (;@3;)
            (i32.eqz
              (local.get 15)))
          (loop  ;; label = @4
            (local.set 13
              (i32.xor
                (local.get 13)
                (i32.load
                  (i32.add
                    (local.get $out)
                    (i32.mul
                      (local.get $i1)
                      (local.get $out_step))))))
            (br_if 0 (;@4;)
              (i32.ne
                (local.tee $i1
                  (i32.add
                    (local.get $i1)
                    (i32.const 64)))
                (local.get $end1)))))
        (local.set 15
          (select
            (i32.add
              (i32.div_u
                (i32.sub
                  (i32.sub
                    (local.get $to)
                    (local.get $index))
                  (i32.const 1))
                (i32.const 3))
              (i32.const 1))
            (i32.const 0)
            (i32.lt_u
              (local.get $index)
              (local.get $to))))
        (local.set $i2
          (local.get $index))
        (local.set $end2
          (i32.add
            (local.get $i2)
            (i32.mul
              (local.get 15)
              (i32.const 3))))
        (block  ;; label = @3
          (br_if 0 (;@3;)
            (i32.eqz
              (local.get 15)))
          (loop  ;; label = @4
            (local.set 13
              (i32.add
                (local.get 13)
                (local.get $i2)))
            (br_if 0 (;@4;)
              (i32.ne
                (local.tee $i2
                  (i32.add
                    (local.get $i2)
                    (i32.const 3)))
                (local.get $end2)))))
        (local.set $i3
          (i32.const 1))
        (local.set $end3
          (i32.add
            (local.get $i3)
            (i32.mul
              (local.get 10)
              (local.get $by))))
        (block  ;; label = @3
          (br_if 0 (;@3;)
            (i32.eqz
              (local.get 10)))
          (loop  ;; label = @4
            (if  ;; label = @5
              (i32.gt_u
                (local.get $i3)
                (i32.const 100))
              (then
                (br 2 (;@3;))))
            (local.set 13
              (i32.mul
                (local.get 13)
                (local.get $i3)))
            (br_if 0 (;@4;)
              (i32.ne
                (local.tee $i3
                  (i32.add
                    (local.get $i3)
                    (local.get $by)))
                (local.get $end3)))))
        (local.set $i4
          (i32.const 10))
        (local.set $end4
          (i32.add
            (local.get $i4)
            (i32.mul
              (local.get 11)
              (i32.const -1))))
        (block  ;; label = @3
          (br_if 0 (;@3;)
            (i32.eqz
              (local.get 11)))
          (loop  ;; label = @4
            (block  ;; label = @5
              (local.set 15
                (select
                  (i32.add
                    (i32.div_u
                      (i32.sub
                        (i32.sub
                          (local.get $i4)
                          (i32.const -4))
                        (i32.const 1))
                      (i32.const 2))
                    (i32.const 1))
                  (i32.const 0)
                  (i32.lt_s
                    (i32.const -4)
                    (local.get $i4))))
              (local.set $i5
                (local.get $i4))
              (local.set $end5
                (i32.add
                  (local.get $i5)
                  (i32.mul
                    (local.get 15)
                    (i32.const -2))))
              (block  ;; label = @6
                (br_if 0 (;@6;)
                  (i32.eqz
                    (local.get 15)))
                (loop  ;; label = @7
                  (block  ;; label = @8
                    (if  ;; label = @9
                      (i32.eq
                        (local.get $i5)
                        (i32.const 3))
                      (then
                        (br 1 (;@8;))))
                    (local.set 13
                      (i32.add
                        (local.get 13)
                        (local.get $i5))))
                  (br_if 0 (;@7;)
                    (i32.ne
                      (local.tee $i5
                        (i32.add
                          (local.get $i5)
                          (i32.const -2)))
                      (local.get $end5))))))
            (br_if 0 (;@4;)
              (i32.ne
                (local.tee $i4
                  (i32.add
                    (local.get $i4)
                    (i32.const -1)))
                (local.get $end4)))))
        (i32.store
          (i32.add
            (local.get $out)
            (i32.mul
              (local.get $index)
              (local.get $out_step)))
          (local.get 13))
        (br_if 0 (;@2;)
          (i32.ne
            (local.tee $index
              (i32.add
                (local.get $index)
                (i32.const 1)))
            (local.get $end)))))))
