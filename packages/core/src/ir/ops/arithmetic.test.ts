import { describe, expect, it } from 'vitest';
import { accuracy } from './accuracy-table.ts';
import { evaluate, ops } from './index.ts';

const MIN = -(2 ** 31);
const MAX = 2 ** 31 - 1;
const I32 = [
  MIN,
  MIN + 1,
  -65537,
  -65536,
  -46341,
  -7,
  -3,
  -2,
  -1,
  0,
  1,
  2,
  3,
  7,
  46340,
  46341,
  65535,
  65536,
  MAX - 1,
  MAX,
];
const U32 = [
  0,
  1,
  2,
  3,
  7,
  65535,
  65536,
  65537,
  MAX,
  2 ** 31,
  2 ** 31 + 1,
  3_000_000_000,
  2 ** 32 - 2,
  2 ** 32 - 1,
];
const MAX_F32 = (2 - 2 ** -23) * 2 ** 127;
const F32 = [
  0,
  1,
  3,
  7,
  0.1,
  1 / 3,
  1 + 2 ** -23,
  1 - 2 ** -24,
  2 ** -149,
  3 * 2 ** -149,
  2 ** -126,
  2 ** -126 - 2 ** -149,
  16777215,
  16777216,
  123456.789,
  1e-20,
  1e20,
  2 ** 127,
  MAX_F32,
].flatMap(x => [Math.fround(x), -Math.fround(x)]);

/** A finite f32 as `mantissa * 2 ** -149`, exactly. */
const exact = (x: number): bigint => {
  const [high, low] = [Math.trunc(x), x - Math.trunc(x)];
  return (BigInt(high) << 149n) + BigInt(low * 2 ** 149);
};

/** The f32 nearest to n / d, ties to even, by integers alone. */
function nearest(n: bigint, d: bigint): number {
  const negative = n < 0n !== d < 0n;
  const [p, q] = [n < 0n ? -n : n, d < 0n ? -d : d];
  // The scale gives the quotient 24 bits, but never a unit below 2^-149.
  let exponent = -149;
  while ((p << 149n) >> BigInt(Math.max(0, exponent + 149)) >= q << 24n) exponent++;
  const [numerator, denominator] = [p << 149n, q << BigInt(exponent + 149)];
  let mantissa = numerator / denominator;
  const twice = 2n * (numerator - mantissa * denominator);
  if (twice > denominator || (twice === denominator && mantissa % 2n === 1n)) mantissa++;
  const magnitude = Number(mantissa) * 2 ** exponent;
  const limited = magnitude > MAX_F32 ? Infinity : magnitude;
  return negative ? -limited : limited;
}

const pairs = <T>(values: readonly T[]): [T, T][] => values.flatMap(a => values.map((b): [T, T] => [a, b]));

describe('integers', () => {
  const wrap = {
    i32: (x: bigint) => Number(BigInt.asIntN(32, x)),
    u32: (x: bigint) => Number(BigInt.asUintN(32, x)),
  };
  const cases = [
    ['i32', I32],
    ['u32', U32],
  ] as const;

  it.each(cases)('%s wraps', (type, values) => {
    for (const [a, b] of pairs<number>(values)) {
      const [x, y] = [BigInt(a), BigInt(b)];
      expect(evaluate('add', type, a, b), `${a} + ${b}`).toBe(wrap[type](x + y));
      expect(evaluate('sub', type, a, b), `${a} - ${b}`).toBe(wrap[type](x - y));
      expect(evaluate('mul', type, a, b), `${a} * ${b}`).toBe(wrap[type](x * y));
      expect(evaluate('min', type, a, b)).toBe(x < y ? a : b);
      expect(evaluate('max', type, a, b)).toBe(x > y ? a : b);
    }
    for (const a of values) {
      expect(evaluate('neg', type, a)).toBe(wrap[type](-BigInt(a)));
      expect(evaluate('abs', type, a)).toBe(wrap[type](a < 0 ? -BigInt(a) : BigInt(a)));
    }
  });

  it.each(cases)('%s divides without its fraction', (type, values) => {
    for (const [a, b] of pairs<number>(values)) {
      const quotient = b === 0 ? BigInt(a) : BigInt(a) / BigInt(b);
      const remainder = b === 0 ? 0n : BigInt(a) % BigInt(b);
      expect(evaluate('div', type, a, b), `${a} / ${b}`).toBe(wrap[type](quotient));
      expect(evaluate('rem', type, a, b), `${a} % ${b}`).toBe(wrap[type](remainder));
    }
  });

  it('has the edges that the language fixes', () => {
    expect(evaluate('div', 'i32', 7, 0)).toBe(7);
    expect(evaluate('div', 'u32', 7, 0)).toBe(7);
    expect(evaluate('rem', 'i32', 7, 0)).toBe(0);
    expect(evaluate('div', 'i32', MIN, -1)).toBe(MIN);
    expect(evaluate('rem', 'i32', MIN, -1)).toBe(0);
    expect(evaluate('rem', 'i32', -7, 3)).toBe(-1);
    expect(evaluate('sign', 'i32', MIN)).toBe(-1);
    expect(evaluate('sign', 'i32', 0)).toBe(0);
    expect(evaluate('sign', 'i32', MAX)).toBe(1);
  });
});

describe('f32', () => {
  it('is correctly rounded', () => {
    for (const [a, b] of pairs(F32)) {
      const [x, y] = [exact(a), exact(b)];
      expect(evaluate('add', 'f32', a, b) + 0, `${a} + ${b}`).toBe(nearest(x + y, 1n << 149n) + 0);
      expect(evaluate('sub', 'f32', a, b) + 0, `${a} - ${b}`).toBe(nearest(x - y, 1n << 149n) + 0);
      expect(evaluate('mul', 'f32', a, b) + 0, `${a} * ${b}`).toBe(nearest(x * y, 1n << 298n) + 0);
      if (b !== 0) expect(evaluate('div', 'f32', a, b) + 0, `${a} / ${b}`).toBe(nearest(x, y) + 0);
    }
  });

  it('keeps the sign of zeros where IEEE 754 does', () => {
    expect(evaluate('mul', 'f32', -1, 0)).toBe(-0);
    expect(evaluate('add', 'f32', -0, -0)).toBe(-0);
    expect(evaluate('neg', 'f32', 0)).toBe(-0);
    expect(evaluate('abs', 'f32', -0)).toBe(0);
    expect(evaluate('div', 'f32', -1, 0)).toBe(-Infinity);
  });

  it('takes the remainder step by step', () => {
    const f = new Float32Array(4);
    for (const [a, b] of pairs(F32)) {
      if (b === 0) continue;
      f[0] = a / b;
      f[1] = Math.trunc(f[0]!);
      f[2] = b * f[1]!;
      f[3] = a - f[2]!;
      expect(evaluate('rem', 'f32', a, b), `${a} % ${b}`).toBe(f[3]!);
    }
    expect(evaluate('rem', 'f32', -5.5, 2)).toBe(-1.5);
    expect(evaluate('rem', 'f32', 5.5, -2)).toBe(1.5);
    expect(evaluate('rem', 'f32', 1, 0)).toBeNaN();
  });

  it('orders, apart from NaN', () => {
    for (const [a, b] of pairs([...F32, Infinity, -Infinity])) {
      const [least, greatest] = [a, b].sort((x, y) => x - y) as [number, number];
      expect(evaluate('min', 'f32', a, b) + 0).toBe(least + 0);
      expect(evaluate('max', 'f32', a, b) + 0).toBe(greatest + 0);
    }
  });

  it('multiplies and adds within the bound of a fused form', () => {
    const { fma } = accuracy;
    for (const [a, b] of pairs(F32)) {
      for (const c of F32) {
        if (!fma!.domain.contains(a, b, c)) continue;
        const fused = nearest(exact(a) * exact(b) + (exact(c) << 149n), 1n << 298n);
        const unfused = evaluate('fma', 'f32', a, b, c);
        expect(Math.abs(fused - unfused), `${a} * ${b} + ${c}`).toBeLessThanOrEqual(
          fma!.portable(unfused, a, b, c),
        );
      }
    }
    expect(evaluate('fma', 'f32', 1 + 2 ** -23, 1 + 2 ** -23, -1 - 2 ** -22)).toBe(0);
  });

  it('bounds a division and a remainder with a quotient that is 2.5 ULP off', () => {
    const quotient = (a: number, b: number, off: number): number => {
      const q = Math.fround(a / b);
      const unit = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(q), 2 ** -126))) - 23);
      return Math.fround(q + off * unit);
    };
    let checked = 0;
    for (const [a, b] of pairs(F32)) {
      if (!accuracy.rem!.domain.contains(a, b, 0)) continue;
      checked++;
      for (const off of [-2, -1, 0, 1, 2]) {
        const q = quotient(a, b, off);
        const divided = evaluate('div', 'f32', a, b);
        expect(Math.abs(q - divided)).toBeLessThanOrEqual(accuracy.div!.portable(divided, a, b, 0));
        const remainder = evaluate('rem', 'f32', a, b);
        const other = Math.fround(a - Math.fround(b * Math.trunc(q)));
        expect(Math.abs(other - remainder), `${a} % ${b}`).toBeLessThanOrEqual(
          accuracy.rem!.portable(remainder, a, b, 0),
        );
      }
    }
    expect(checked).toBeGreaterThan(500);
  });
});
