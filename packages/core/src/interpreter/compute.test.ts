import { describe, expect, it } from 'vitest';
import { bitMoves } from '../ir/fold.ts';
import { decode } from '../ir/ops/bits.ts';
import { evaluate, type OpName, ops } from '../ir/ops/index.ts';
import {
  type ArrayNode,
  F32,
  I32,
  type Scalar,
  type StructNode,
  scalarNodes,
  U32,
  type VectorNode,
} from '../ir/types.ts';
import { IrBuilder, runProgram } from './program.test-support.ts';

/** Bit patterns that are edge cases of some type. A bool uses one bit of them. */
const EDGES = [
  0, 1, 2, 31, 32, 33, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff, 0x3f800000, 0xbf800000, 0x40490fdb,
  0x4f000000, 0xcf000000, 0x7f7fffff, 0x7f800000, 0xff800000, 0x00800000, 0x3f000001,
];

const vec = (n: 2 | 3 | 4, elem = F32): VectorNode => ({ kind: 'vec', n, elem });

describe('every operation on every type is its row', () => {
  const cases = (Object.keys(ops) as OpName[]).flatMap(name =>
    ops[name].on.map((on): [OpName, Scalar] => [name, on]),
  );

  it.each(cases)('%s on %s', (name, on) => {
    const row = ops[name];
    const scalars = row.operands?.(on) ?? Array<Scalar>(row.arity).fill(on);
    const result = row.result === 'same' ? on : row.result;
    const b = new IrBuilder();
    const sources = scalars.map(scalar => b.view(scalarNodes[scalar], 'read'));
    const target = b.view(scalarNodes[result], 'write');
    const i = b.builtin('index.x');
    b.store(b.compute(name, ...sources.map(source => b.load(source, { at: i }))), target, { at: i });

    const rows = EDGES.flatMap(x =>
      row.arity === 1 ? [[x]] : EDGES.map((y, k) => [x, y, EDGES[(3 * k) % EDGES.length]!]),
    );
    const arrays = scalars.map((scalar, k) =>
      Uint32Array.from(rows, bits => (scalar === 'bool' ? bits[k]! & 1 : bits[k]!)),
    );
    const output = new Uint32Array(rows.length);
    runProgram(b.program(), rows.length, [...arrays, output]);
    for (const [k, bits] of output.entries()) {
      const operands = arrays.map((array, j) => decode(scalars[j]!, array[k]!)) as [number];
      // `eval` yields only one NaN. An operation that moves bits keeps the payload in the interpreter.
      const moved = bitMoves.has(name) && Number.isNaN(operands[0]);
      const expected = moved ? decode(result, arrays[0]![k]!) : evaluate(name, on, ...operands);
      expect(decode(result, bits), `${name}(${operands})`).toBe(expected);
    }
  });
});

it('computes on vectors component by component', () => {
  const b = new IrBuilder();
  const out = b.view(vec(4), 'write');
  const ints = b.view(vec(2, I32), 'write');
  const v = b.construct(vec(4), b.f32(1), b.f32(2), b.f32(3), b.f32(4));
  const w = b.compute('mul', v, v);
  b.store(b.compute('fma', v, w, v), out, { at: b.u32(0) });
  b.store(b.compute('select', b.bool(false), v, b.compute('neg', w)), out, { at: b.u32(1) });
  const pair = b.construct(vec(2, I32), b.i32(-8), b.i32(3));
  b.store(b.compute('shr', pair, b.construct(vec(2, U32), b.u32(1), b.u32(33))), ints, { at: b.u32(0) });
  const floats = new Float32Array(8);
  const integers = new Int32Array(2);
  runProgram(b.program(), 1, [floats, integers]);
  expect([...floats]).toEqual([2, 10, 30, 68, -1, -4, -9, -16]);
  expect([...integers]).toEqual([-4, 1]);
});

it('constructs, extracts and takes elements, with each invocation its own', () => {
  const pair: StructNode = {
    kind: 'struct',
    name: 'Pair',
    fields: { at: vec(3), tags: { kind: 'array', elem: vec(2, U32), length: 2 } },
  };
  const tags: ArrayNode = { kind: 'array', elem: vec(2, U32), length: 2 };
  const b = new IrBuilder();
  const out = b.view(U32, 'write');
  const i = b.builtin('index.x');
  const tag = (x: number) => b.construct(vec(2, U32), b.u32(x), b.compute('add', b.u32(x + 1), i));
  const value = b.construct(
    pair,
    b.construct(vec(3), b.f32(1.5), b.f32(2.5), b.f32(3.5)),
    b.construct(tags, tag(10), tag(20)),
  );
  const y = b.compute('toU32', b.extract(b.extract(value, 0), 1));
  const chosen = b.element(b.extract(value, 1), i);
  b.store(b.compute('add', b.compute('mul', y, b.u32(1000)), b.extract(chosen, 1)), out, { at: i });
  const result = new Uint32Array(3);
  runProgram(b.program(), 3, [result]);
  expect([...result]).toEqual([2011, 2022, 2000]);
});

it('has constants as bits', () => {
  const b = new IrBuilder();
  const out = b.view(F32, 'write');
  for (const [k, bits] of [0x7fa00001, 0x80000000, 0xff800000].entries())
    b.store(b.constant(F32, bits), out, { at: b.u32(k) });
  const result = new Uint32Array(3);
  runProgram(b.program(), 1, [result]);
  expect([...result]).toEqual([0x7fa00001, 0x80000000, 0xff800000]);
});
