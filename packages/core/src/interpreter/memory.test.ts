import { describe, expect, it } from 'vitest';
import type { AtomicName } from '../ir/ir.ts';
import {
  type ArrayNode,
  BOOL,
  F32,
  I32,
  type ScalarNode,
  type StructNode,
  type Type,
  U32,
  type VectorNode,
} from '../ir/types.ts';
import { interpret } from './interpret.ts';
import { IrBuilder, runProgram } from './program.test-support.ts';

const vec3: VectorNode = { kind: 'vec', n: 3, elem: F32 };
const array = (elem: Type, length: number): ArrayNode => ({ kind: 'array', elem, length });

describe('layout', () => {
  it('is that of WGSL, padding untouched', () => {
    const node: StructNode = {
      kind: 'struct',
      name: 'Node',
      fields: { at: vec3, on: BOOL, ids: array(I32, 3) },
    };
    const b = new IrBuilder();
    const source = b.view(node, 'read');
    const target = b.view(node, 'write');
    const i = b.builtin('index.x');
    b.store(b.load(source, { at: i }), target, { at: i });
    // at: 3 words, on: 1, ids: 3, then 1 word of padding.
    const words = Uint32Array.from({ length: 16 }, (_, k) => 0x7fc00000 + k);
    const result = new Uint32Array(16).fill(7);
    runProgram(b.program(), 2, [words, result]);
    expect([...result]).toEqual([...words].map((word, k) => (k % 8 === 3 ? 1 : k % 8 === 7 ? 7 : word)));
  });

  it('keeps the bits of a NaN, -0 and infinities through values, variables and select', () => {
    const b = new IrBuilder();
    const x = b.view(F32);
    const i = b.builtin('index.x');
    const v = b.variable(F32, b.load(x, { at: i }));
    const same = b.compute('bitsF32', b.compute('bitsU32', b.compute('strict', b.load(v))));
    const chosen = b.compute('select', b.bool(true), same, b.f32(0));
    b.store(chosen, x, { at: i });
    const words = new Uint32Array([0x7f800001, 0xffc12345, 0x80000000, 0x7f800000, 0x00000001]);
    const copy = words.slice();
    runProgram(b.program(), 5, [copy]);
    expect(copy).toEqual(words);
  });

  it('reads a bool as not 0 and writes it as 0 or 1', () => {
    const b = new IrBuilder();
    const x = b.view(BOOL);
    const i = b.builtin('index.x');
    b.store(b.compute('and', b.load(x, { at: i }), b.bool(true)), x, { at: i });
    const words = new Uint32Array([0, 1, 2, 0x80000000]);
    runProgram(b.program(), 4, [words]);
    expect([...words]).toEqual([0, 1, 1, 1]);
  });

  it('reaches members and elements', () => {
    const box: StructNode = { kind: 'struct', name: 'Box', fields: { low: vec3, high: vec3 } };
    const b = new IrBuilder();
    const boxes = b.view(array(box, 2));
    const i = b.builtin('index.x');
    // boxes[i][1].high.y = boxes[i][0].low.z + 1
    const z = b.load(boxes, { at: i }, { at: b.i32(0) }, 0, 2);
    b.store(b.compute('add', z, b.f32(1)), boxes, { at: i }, { at: b.i32(1) }, 1, 1);
    const memory = Float32Array.from({ length: 32 }, (_, k) => k);
    runProgram(b.program(), 2, [memory]);
    expect([...memory.entries()].filter(([k, x]) => k !== x)).toEqual([
      [13, 3],
      [29, 19],
    ]);
  });

  it('passes over strides, offsets and sub-views, of shared memory too', () => {
    const b = new IrBuilder();
    const source = b.view(F32, 'read');
    const target = b.view(F32, 'write');
    const i = b.builtin('index.x');
    b.store(b.compute('mul', b.load(source, { at: i }), b.f32(10)), target, { at: i });
    const memory = new SharedArrayBuffer(64);
    const floats = new Float32Array(memory);
    floats.set(floats.map((_, k) => k));
    const flat = { height: 1, depth: 1 };
    interpret(b.program(), {
      extent: [4, 1, 1],
      views: [
        { param: 0, memory, byteOffset: 16, offset: 0, step: 1, length: 3, width: 3, ...flat },
        { param: 1, memory, byteOffset: 16, offset: 4, step: 2, length: 4, width: 4, ...flat },
      ],
      words: new Uint32Array(0),
    });
    expect([...floats]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 40, 9, 50, 11, 60, 13, 0, 15]);
  });
});

describe('out of bounds', () => {
  const box = array(vec3, 2);

  it('reads zero of the whole place, and drops writes, whatever index is out', () => {
    const b = new IrBuilder();
    const boxes = b.view(box);
    const seen = b.view(vec3, 'write');
    const indices: [number, number][] = [
      [b.u32(0), b.u32(1)],
      [b.u32(2), b.u32(1)],
      [b.u32(1), b.u32(2)],
      [b.i32(-1), b.i32(0)],
      [b.i32(0), b.i32(-1)],
    ];
    for (const [k, [outer, inner]] of indices.entries()) {
      b.store(b.load(boxes, { at: outer }, { at: inner }), seen, { at: b.u32(k) });
      if (k > 0)
        b.store(b.construct(vec3, b.f32(-1), b.f32(-1), b.f32(-1)), boxes, { at: outer }, { at: inner });
    }
    const memory = Float32Array.from({ length: 16 }, (_, k) => k + 1);
    const result = new Float32Array(20).fill(9);
    runProgram(b.program(), 1, [memory, result]);
    expect([...memory]).toEqual(Array.from({ length: 16 }, (_, k) => k + 1));
    expect([...result]).toEqual([5, 6, 7, 9, ...Array(4).fill([0, 0, 0, 9]).flat()]);
  });

  it('stays within a sub-view', () => {
    const b = new IrBuilder();
    const x = b.view(F32);
    b.store(b.f32(-1), x, { at: b.builtin('index.x') });
    const memory = new Float32Array(8);
    interpret(b.program(), {
      extent: [8, 1, 1],
      views: [
        {
          param: 0,
          memory: memory.buffer,
          byteOffset: 0,
          offset: 2,
          step: 1,
          length: 3,
          width: 3,
          height: 1,
          depth: 1,
        },
      ],
      words: new Uint32Array(0),
    });
    expect([...memory]).toEqual([0, 0, -1, -1, -1, 0, 0, 0]);
  });

  it('holds for variables, array values and shared memory, with each invocation its own index', () => {
    const b = new IrBuilder();
    const out = b.view(U32);
    const i = b.builtin('localIndex');
    const tile = b.shared(U32, 3);
    b.store(b.compute('add', i, b.u32(10)), tile, { at: i });
    const v = b.variable(array(U32, 2));
    b.store(b.compute('add', i, b.u32(20)), v, { at: i });
    b.store(b.compute('add', i, b.u32(30)), v, { at: b.u32(1) });
    const whole = b.construct(array(U32, 3), b.u32(7), i, b.u32(9));
    b.barrier();
    const parts = [
      b.load(tile, { at: i }),
      b.load(v, { at: i }),
      b.element(whole, i),
      b.element(b.load(v), i),
      b.element(whole, b.i32(-1)),
    ];
    for (const [k, part] of parts.entries())
      b.store(part, out, { at: b.compute('add', b.compute('mul', i, b.u32(5)), b.u32(k)) });
    const result = new Uint32Array(20);
    runProgram(b.program({ groupSize: 4 }), 1, [result]);
    expect([...result]).toEqual(
      [
        [10, 20, 7, 20, 0],
        [11, 31, 1, 31, 0],
        [12, 0, 9, 0, 0],
        [0, 0, 0, 0, 0],
      ].flat(),
    );
  });

  it('changes nothing atomically and yields 0', () => {
    const b = new IrBuilder();
    const counter = b.view(U32, 'atomics');
    const out = b.view(U32);
    const i = b.builtin('index.x');
    b.store(b.atomic('add', b.place(counter, { at: i }), b.u32(5)), out, { at: i });
    const memory = new Uint32Array([1, 2, 3]);
    const result = new Uint32Array(4).fill(9);
    runProgram(b.program(), 4, [memory.subarray(0, 2), result]);
    expect([...memory]).toEqual([6, 7, 3]);
    expect([...result]).toEqual([1, 2, 0, 0]);
  });
});

describe('atomics', () => {
  const run = (
    type: ScalarNode,
    name: AtomicName,
    initial: number,
    operands: (b: IrBuilder, i: number) => number[],
  ): number[] => {
    const b = new IrBuilder();
    const counter = b.view(type, 'atomics');
    const out = b.view(type);
    const i = b.builtin('index.x');
    const old = b.atomic(
      name,
      b.place(counter, { at: b.u32(0) }),
      ...operands(b, type === I32 ? b.compute('toI32', i) : i),
    );
    b.store(old, out, { at: i });
    const make = type === I32 ? Int32Array : Uint32Array;
    const memory = new make([initial]);
    const result = new make(3);
    runProgram(b.program(), 3, [memory, result]);
    return [memory[0]!, ...result];
  };

  it.each<[AtomicName, number, (b: IrBuilder, i: number) => number[], number[]]>([
    ['load', 5, () => [], [5, 5, 5, 5]],
    ['add', 2 ** 32 - 2, (b, i) => [b.compute('add', i, b.u32(1))], [4, 2 ** 32 - 2, 2 ** 32 - 1, 1]],
    ['sub', 3, (_, i) => [i], [0, 3, 3, 2]],
    ['min', 2 ** 31, (b, i) => [b.compute('sub', b.u32(9), i)], [7, 2 ** 31, 9, 8]],
    ['max', 1, (_, i) => [i], [2, 1, 1, 1]],
    ['and', 7, (b, i) => [b.compute('not', i)], [4, 7, 7, 6]],
    ['or', 8, (_, i) => [i], [11, 8, 8, 9]],
    ['xor', 1, (_, i) => [i], [2, 1, 1, 0]],
    ['exchange', 40, (_, i) => [i], [2, 40, 0, 1]],
    [
      'compareExchange',
      1,
      (b, i) => [i, b.compute('mul', b.compute('add', i, b.u32(1)), b.u32(1))],
      [3, 1, 1, 2],
    ],
  ])('%s on u32, in the order of the invocations', (name, initial, operands, expected) => {
    expect(run(U32, name, initial, operands)).toEqual(expected);
  });

  it('is signed on i32', () => {
    expect(run(I32, 'min', 1, (b, i) => [b.compute('neg', i)])).toEqual([-2, 1, 0, -1]);
    expect(run(I32, 'max', -5, (b, i) => [b.compute('sub', i, b.i32(3))])).toEqual([-1, -5, -3, -2]);
    expect(run(I32, 'add', 2 ** 31 - 1, (b, _) => [b.i32(1)])).toEqual([
      -(2 ** 31) + 2,
      2 ** 31 - 1,
      -(2 ** 31),
      -(2 ** 31) + 1,
    ]);
  });

  it('stores', () => {
    const b = new IrBuilder();
    const counter = b.view(U32, 'atomics');
    b.atomic('store', b.place(counter, { at: b.u32(0) }), b.builtin('index.x'));
    const memory = new Uint32Array([9]);
    runProgram(b.program(), 3, [memory]);
    expect(memory[0]).toBe(2);
  });

  it('works on shared memory, among the active invocations', () => {
    const b = new IrBuilder();
    const out = b.view(U32);
    const counter = b.shared({ kind: 'atomic', elem: U32 }, 1);
    const i = b.builtin('localIndex');
    const place = b.place(counter, { at: b.u32(0) });
    b.if(b.compute('eq', b.compute('and', i, b.u32(1)), b.u32(1)), () => b.atomic('add', place, i));
    b.barrier();
    const total = b.atomic('load', place);
    b.if(b.compute('eq', i, b.u32(0)), () => b.store(total, out, { at: b.builtin('groupIndex') }));
    const result = new Uint32Array(2);
    runProgram(b.program({ groupSize: 8 }), 2, [result]);
    expect([...result]).toEqual([16, 16]);
  });
});
