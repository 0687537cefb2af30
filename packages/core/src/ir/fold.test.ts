import { expect, test } from 'vitest';
import { bitMoves, fold } from './fold.ts';
import { decode, encode } from './ops/bits.ts';
import { evaluate, type OpName, ops } from './ops/index.ts';
import type { Scalar } from './types.ts';

const EDGES = [
  0, 1, 2, 31, 0x3f80_0000, 0x7f7f_ffff, 0x7f80_0000, 0x7fa0_0001, 0x8000_0000, 0xbf80_0000, 0xffff_ffff,
];

test.each(Object.keys(ops) as OpName[])('%s folds to what the table says', name => {
  const row = ops[name];
  for (const on of row.on) {
    const scalars = row.operands?.(on) ?? Array<Scalar>(row.arity).fill(on);
    for (const first of EDGES) {
      for (const [k, second] of EDGES.entries()) {
        const bits = [first, second, EDGES[(3 * k) % EDGES.length]!]
          .slice(0, row.arity)
          .map((word, i) => (scalars[i] === 'bool' ? word & 1 : word));
        const moved = name === 'select' ? bits[bits[0] ? 1 : 2] : bitMoves.has(name) ? bits[0] : undefined;
        const [a = 0, b, c] = bits.map((word, i) => decode(scalars[i]!, word));
        const result = row.result === 'same' ? on : row.result;
        // A NaN that changes its sign keeps its payload.
        if (on === 'f32' && (name === 'neg' || name === 'abs') && Number.isNaN(a)) continue;
        expect(fold(name, on, bits), `${name} of ${on}: ${bits}`).toBe(
          moved ?? encode(result, evaluate(name, on, a, b, c)),
        );
      }
    }
  }
});

test('a NaN that is moved or chosen keeps its payload', () => {
  const float = fold('bitsF32', 'u32', [0x7fa0_0001]);
  expect(float).toBe(0x7fa0_0001);
  expect(fold('bitsU32', 'f32', [float])).toBe(0x7fa0_0001);
  expect(fold('strict', 'f32', [float])).toBe(0x7fa0_0001);
  expect(fold('select', 'f32', [1, 0xffff_fffe, 0])).toBe(0xffff_fffe);
  expect(fold('neg', 'f32', [0xffa0_0001])).toBe(float);
  expect(fold('abs', 'f32', [0xffa0_0001])).toBe(float);
  expect(fold('add', 'f32', [float, 0])).toBe(0x7fc0_0000);
});
