// Operations on constants have one result, whoever folds them: the tracer, the lowering for cpu and wasm, or the one
// for shaders. Results are compared as integers, which no device flushes or rounds.
import {
  array,
  bool,
  f32,
  fn,
  isFinite as hasFiniteBits,
  i32,
  isInf,
  isNan,
  select,
  strict,
  u32,
  vec4u,
} from '@heddle/core';
import { evaluate, type OpName, ops } from '@heddle/core/backend';
import { computed } from '../harness/computed.ts';
import { describe, expect, type Fixtures, suite, test } from '../harness/conformance.ts';
import { edgeValues, type Scalar, spread, tuples } from '../programs/edge-values.ts';

/** NaNs: quiet, signaling, negative, with the least and the greatest payload. */
const NANS = [
  ...[0x7fc0_0000, 0x7fa0_0001, 0x7fc0_1234, 0x7f80_0001, 0x7fff_ffff],
  ...[0xff80_0001, 0xffa5_5a5a, 0xffff_ffff],
];
const isNanWord = (bits: number): boolean => (bits & 0x7fff_ffff) > 0x7f80_0000;

/** The words that one invocation computes. */
async function words(
  { accelerator }: Fixtures,
  count: number,
  body: () => readonly any[],
): Promise<number[]> {
  const [found] = await computed(accelerator, array(u32, count), 1, () => body() as never, {});
  return [...(found as readonly number[])];
}

const schemas = { f32, i32, u32, bool };
const floats = new Float32Array(1);
const wordOf = (scalar: Scalar, value: number): number => {
  if (scalar !== 'f32') return value >>> 0;
  floats[0] = value;
  return new Uint32Array(floats.buffer)[0]!;
};
/** A value of the kernel as the word that it is in memory. */
const asWord = (scalar: Scalar, value: any): unknown => (scalar === 'f32' ? value.bitsU32() : u32(value));

suite('constant folding', () => {
  describe('what moves the bits of a NaN keeps its payload', () => {
    const same = fn('same', [u32], u32, bits => bits);
    const moves: Readonly<Record<string, (bits: number) => unknown>> = {
      'a bit cast to f32 and back': bits => u32(bits).bitsF32().bitsU32(),
      'a bit cast by way of i32': bits =>
        u32(
          i32(bits | 0)
            .bitsF32()
            .bitsI32(),
        ),
      'a bit cast of a vector': bits => vec4u(1, bits, 2, 3).bitsF32().bitsU32().y,
      strict: bits => strict(u32(bits).bitsF32()).bitsU32(),
      'the second operand of select': bits => select(bool(true), u32(bits).bitsF32(), 1).bitsU32(),
      'the third operand of select': bits => select(bool(false), f32(1), u32(bits).bitsF32()).bitsU32(),
      'the argument of a function': bits => same(u32(bits).bitsF32().bitsU32()),
    };
    for (const [name, move] of Object.entries(moves)) {
      test(name, async fixtures => {
        expect(await words(fixtures, NANS.length, () => NANS.map(move))).toEqual(NANS);
      });
    }
  });

  test('what looks at the bits of a NaN finds it', async fixtures => {
    const found = await words(fixtures, NANS.length * 5, () =>
      NANS.flatMap(bits => {
        const value = u32(bits).bitsF32();
        const tests = [isNan(value), isInf(value), hasFiniteBits(value)];
        return [...tests.map(test => u32(test)), u32(value), u32(i32(value))];
      }),
    );
    expect(found).toEqual(NANS.flatMap(() => [1, 0, 0, 0, 0]));
  });

  for (const name of Object.keys(ops) as OpName[]) {
    test(`${name} of constants is what the table says, to the bit`, async fixtures => {
      const { arity, operands, result } = ops[name];
      for (const on of ops[name].on) {
        const types = operands?.(on) ?? Array<Scalar>(arity).fill(on);
        const yields = result === 'same' ? on : result;
        const cases = tuples(types.map(scalar => spread(edgeValues[scalar], [0, 100, 10, 4][arity]!)))
          .map(row => ({ row, expected: evaluate(name, on, row[0]!, row[1], row[2]) }))
          // an operation that makes a NaN is computed on the device
          .filter(({ row, expected }) => !Number.isNaN(expected) || row.some(Number.isNaN));
        const found = await words(fixtures, cases.length, () =>
          cases.map(({ row }) => {
            const [a, ...others] = row.map((value, i) =>
              (schemas[types[i]!] as any)(types[i] === 'bool' ? value === 1 : value),
            ) as any[];
            return asWord(yields, name === 'select' ? select(a, others[0], others[1]) : a[name](...others));
          }),
        );
        // the payload of a NaN that was computed with is not promised
        const canonical = (bits: number): number =>
          yields === 'f32' && isNanWord(bits) ? 0x7fc0_0000 : bits;
        expect(found.map(canonical), on).toEqual(
          cases.map(({ expected }) => canonical(wordOf(yields, expected))),
        );
      }
    });
  }
});
