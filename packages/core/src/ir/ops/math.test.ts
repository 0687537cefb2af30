import { describe, expect, it } from 'vitest';
import { ulp32 } from './accuracy.ts';
import { accuracy } from './accuracy-table.ts';
import { evaluate, type OpName, ops } from './index.ts';

/** Reals are multiples of 2^-BITS, so that no definition here uses the functions that it tests. */
const BITS = 420n;
const ONE = 1n << BITS;

const real = (x: number): bigint => {
  const whole = Math.trunc(x);
  // Every f32 is a multiple of 2^-149.
  return (BigInt(whole) << BITS) + (BigInt((x - whole) * 2 ** 149) << (BITS - 149n));
};
const times = (x: bigint, y: bigint): bigint => (x * y) >> BITS;
const over = (x: bigint, y: bigint): bigint => (x << BITS) / y;
const toNumber = (x: bigint): number => {
  const magnitude = x < 0n ? -x : x;
  const excess = BigInt(Math.max(0, magnitude.toString(2).length - 64));
  return Math.sign(Number(x)) * Number(magnitude >> excess) * 2 ** Number(excess - BITS);
};

const root = (x: bigint): bigint => {
  if (x === 0n) return 0n;
  const target = x << BITS;
  let guess = 1n << BigInt((target.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + target / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
};
const series = (x: bigint, first: bigint, from: bigint, sign: bigint): bigint => {
  const square = times(x, x);
  let sum = 0n;
  let term = first;
  for (let n = from; term !== 0n; n += 2n) {
    sum += term;
    term = (sign * times(term, square)) / ((n + 1n) * (n + 2n));
  }
  return sum;
};
const sine = (x: bigint): bigint => series(x, x, 1n, -1n);
const cosine = (x: bigint): bigint => series(x, ONE, 0n, -1n);
const power = (x: bigint): bigint => {
  const small = x >> 12n;
  let result = series(small, ONE, 0n, 1n) + series(small, small, 1n, 1n);
  for (let i = 0; i < 12; i++) result = times(result, result);
  return result;
};
/** Newton's method: each round triples the digits of the first guess. */
const logarithm = (x: bigint): bigint => {
  let y = BigInt(Math.round(Math.log(toNumber(x)) * 2 ** 40)) << (BITS - 40n);
  for (let i = 0; i < 4; i++) {
    const e = power(y);
    y += 2n * over(x - e, x + e);
  }
  return y;
};
const arcTangent = (x: bigint): bigint => {
  let y = BigInt(Math.round(Math.atan(toNumber(x)) * 2 ** 50)) << (BITS - 50n);
  for (let i = 0; i < 4; i++) y += over(times(x, cosine(y)) - sine(y), cosine(y) + times(x, sine(y)));
  return y;
};
const PI = 4n * arcTangent(ONE);
const arcSine = (x: bigint): bigint =>
  x === ONE || x === -ONE ? (x === ONE ? PI : -PI) / 2n : arcTangent(over(x, root(ONE - times(x, x))));
const half = (x: bigint): bigint => x / 2n;

const SMALL = [2 ** -126, 1e-20, 0.001, 0.1, 0.25, 0.4999, 0.5, 0.7853982, 0.99, 1];
const LARGE = [1.0001, 1.5, 2, 3.125, Math.PI, 5.5, 7.25, 10, 22.5];
const HUGE = [88, 1e5, 3e10, 3e38];
const f32 = (values: readonly number[]): number[] => values.map(Math.fround);
const both = (values: readonly number[]): number[] => f32(values).flatMap(x => [x, -x]);

const definitions: [OpName, (x: bigint) => bigint, number[]][] = [
  ['sqrt', root, f32([...SMALL, ...LARGE, ...HUGE])],
  ['rsqrt', x => over(ONE, root(x)), f32([...SMALL, ...LARGE, ...HUGE])],
  ['exp', power, [...both([...SMALL, ...LARGE]), -80, 80, 88]],
  ['exp2', x => power(times(x, logarithm(2n * ONE))), [...both([...SMALL, ...LARGE]), -120, 120]],
  ['log', logarithm, f32([...SMALL, ...LARGE, ...HUGE, 0.9999999, 1.0000001])],
  [
    'log2',
    x => over(logarithm(x), logarithm(2n * ONE)),
    f32([...SMALL, ...LARGE, ...HUGE, 0.9999999, 1.0000001]),
  ],
  ['sin', sine, both([...SMALL, ...LARGE])],
  ['cos', cosine, both([...SMALL, ...LARGE])],
  ['tan', x => over(sine(x), cosine(x)), both([...SMALL, ...LARGE])],
  ['asin', arcSine, both(SMALL)],
  ['acos', x => PI / 2n - arcSine(x), both(SMALL)],
  ['atan', arcTangent, both([...SMALL, ...LARGE, ...HUGE])],
  ['sinh', x => half(power(x) - power(-x)), both([...SMALL, ...LARGE, 88])],
  ['cosh', x => half(power(x) + power(-x)), both([...SMALL, ...LARGE, 88])],
  ['tanh', x => over(power(x) - power(-x), power(x) + power(-x)), both([...SMALL, ...LARGE])],
  [
    'asinh',
    x => (x < 0n ? -1n : 1n) * logarithm((x < 0n ? -x : x) + root(times(x, x) + ONE)),
    both([...SMALL.slice(1), ...LARGE, ...HUGE]),
  ],
  ['acosh', x => logarithm(x + root(times(x, x) - ONE)), f32([1, ...LARGE, ...HUGE])],
  ['atanh', x => half(logarithm(over(ONE + x, ONE - x))), both(SMALL.slice(1, -1))],
];

/** `evaluate` rounds an f64 result, so its error is little more than half a ULP. */
const expectRounded = (what: string, value: number, exact: number): void => {
  expect(Math.abs(value - exact) / ulp32(exact), `${what} = ${value}, exactly ${exact}`).toBeLessThan(
    0.500001,
  );
};

describe('is what mathematics says', () => {
  it.each(definitions)('%s', (name, define, values) => {
    for (const x of values) {
      if (!accuracy[name]!.domain.contains(x, 0, 0))
        throw new Error(`${x} is outside of the domain of ${name}`);
      expectRounded(`${name}(${x})`, evaluate(name, 'f32', x), toNumber(define(real(x))));
    }
  });

  it('pow', () => {
    for (const x of f32([0.001, 0.5, 0.9999, 1, 1.5, 2, 10, 1234.5])) {
      for (const y of both([0.5, 1, 1.5, 2, 3, 7.25])) {
        expectRounded(
          `pow(${x}, ${y})`,
          evaluate('pow', 'f32', x, y),
          toNumber(power(times(real(y), logarithm(real(x))))),
        );
      }
    }
  });

  it('atan2', () => {
    for (const y of both([1e-20, 0.3, 1, 77])) {
      for (const x of both([1e-10, 0.5, 1, 1000])) {
        const slope = arcTangent(over(real(y), real(x)));
        const exact = x > 0 ? slope : y > 0 ? slope + PI : slope - PI;
        expectRounded(`atan2(${y}, ${x})`, evaluate('atan2', 'f32', y, x), toNumber(exact));
      }
    }
  });
});

/** A device on which every step of WGSL's formulas has the greatest permitted error, in the direction of `err`. */
const device = (err: -1 | 0 | 1) => {
  const f = Math.fround;
  const near = (exact: number, error: number): number => {
    const value = f(exact + err * error);
    return Math.abs(value - exact) <= error ? value : f(value - err * ulp32(value));
  };
  const off = (exact: number, count: number): number => near(exact, count * ulp32(exact));
  const exp = (x: number) => off(Math.exp(x), 3 + 2 * Math.abs(x));
  const exp2 = (x: number) => off(2 ** x, 3 + 2 * Math.abs(x));
  const bad = (exact: number, x: number) => (x >= 0.5 && x <= 2 ? near(exact, 2 ** -21) : off(exact, 3));
  const log = (x: number) => bad(Math.log(x), x);
  const log2 = (x: number) => bad(Math.log2(x), x);
  const div = (x: number, y: number) => off(x / y, 2.5);
  const rsqrt = (x: number) => off(1 / Math.sqrt(x), 2);
  const sqrt = (x: number) => (x === 0 ? 0 : div(1, rsqrt(x)));
  const atan2 = (y: number, x: number) => off(Math.atan2(y, x), 4096);
  const sin = (x: number) => near(Math.sin(x), 2 ** -11);
  const cos = (x: number) => near(Math.cos(x), 2 ** -11);
  const sinh = (x: number) => f(f(exp(x) - exp(-x)) * 0.5);
  const cosh = (x: number) => f(f(exp(x) + exp(-x)) * 0.5);
  const device: Partial<Record<OpName, (x: number, y: number) => number>> = {
    exp,
    exp2,
    log,
    log2,
    rsqrt,
    sqrt,
    atan2,
    sin,
    cos,
    sinh,
    cosh,
    pow: (x, y) => (x < 0 && y % 2 !== 0 ? -1 : 1) * exp2(f(y * log2(Math.abs(x)))),
    tan: x => div(sin(x), cos(x)),
    asin: x => atan2(x, sqrt(f(1 - f(x * x)))),
    acos: x => atan2(sqrt(f(1 - f(x * x))), x),
    atan: x => off(Math.atan(x), 4096),
    tanh: x => div(sinh(x), cosh(x)),
    asinh: x => log(f(x + sqrt(f(f(x * x) + 1)))),
    acosh: x => log(f(x + sqrt(f(f(x * x) - 1)))),
    atanh: x => f(log(div(f(1 + x), f(1 - x))) * 0.5),
  };
  return device;
};

describe('the portable bound lets a device pass that keeps to WGSL', () => {
  const names = Object.keys(device(0)) as OpName[];
  const arguments1 = both([...SMALL, ...LARGE, 88, 0.05, 0.31, 0.77, 1.0078125, 1.25, 3, 12, 60, 1e15]);

  it.each(names)('%s', name => {
    const { arity } = ops[name];
    const { domain, portable } = accuracy[name]!;
    let bounded = 0;
    for (const x of arguments1) {
      for (const y of arity === 2 ? arguments1 : [0]) {
        if (!domain.contains(x, y, 0)) continue;
        const exact = evaluate(name, 'f32', x, y);
        if (!Number.isFinite(exact)) continue;
        const bound = portable(exact, x, y, 0);
        expect(bound, `${name}(${x}, ${y})`).toBeGreaterThan(0);
        if (bound === Infinity) continue;
        bounded++;
        for (const err of [-1, 0, 1] as const) {
          const answer = device(err)[name]!(x, y);
          expect(
            Math.abs(answer - exact),
            `${name}(${x}, ${y}) = ${answer}, not ${exact}`,
          ).toBeLessThanOrEqual(bound);
        }
      }
    }
    expect(bounded).toBeGreaterThan(10);
  });
});

describe('bounds', () => {
  it.each(Object.keys(ops).filter(name => accuracy[name as OpName]) as OpName[])(
    'of %s: precise is no wider than portable',
    name => {
      const { arity } = ops[name];
      const { domain, portable, precise } = accuracy[name]!;
      for (const x of both([...SMALL, ...LARGE, ...HUGE])) {
        for (const y of arity > 1 ? both(LARGE) : [0]) {
          if (!domain.contains(x, y, 0)) continue;
          const exact = evaluate(name, 'f32', x, y, 0);
          if (!Number.isFinite(exact)) continue;
          const tight = precise(exact, x, y, 0);
          expect(tight).toBeLessThan(Infinity);
          expect(tight).toBeGreaterThan(0);
          expect(tight, `${name}(${x}, ${y})`).toBeLessThanOrEqual(portable(exact, x, y, 0));
        }
      }
    },
  );

  it('are those of WGSL', () => {
    const bound = (name: OpName, x: number) => accuracy[name]!.portable(evaluate(name, 'f32', x), x, 0, 0);
    expect(bound('sin', 1)).toBeCloseTo(2 ** -11, 6);
    expect(bound('cos', 4)).toBe(Infinity);
    expect(bound('exp', 2) / ulp32(Math.exp(2))).toBe(7.5);
    expect(bound('log', 1.5)).toBeCloseTo(2 ** -21, 6);
    expect(bound('log', 100) / ulp32(Math.log(100))).toBe(3.5);
    expect(bound('rsqrt', 2) / ulp32(Math.SQRT1_2)).toBe(2.5);
    expect(bound('atan', 1) / ulp32(Math.PI / 4)).toBe(4096.5);
    expect(bound('asin', 0.01)).toBeLessThan(3e-4);
  });

  it('of pow leave room to overflow where the logarithm of the base is rough', () => {
    const { domain, portable } = accuracy.pow!;
    // An error of 2^-21 in the logarithm is half an exponent of the result.
    const [x, y] = [Math.fround(1.0001), Math.fround(126.8 / Math.log2(Math.fround(1.0001)))];
    expect(domain.contains(x, y, 0)).toBe(true);
    expect(portable(evaluate('pow', 'f32', x, y), x, y, 0)).toBeLessThan(Infinity);
    const [near, far] = [1 + 2 ** -22, Math.fround(126.8 / Math.log2(1 + 2 ** -22))];
    expect(domain.contains(near, far, 0)).toBe(true);
    expect(portable(evaluate('pow', 'f32', near, far), near, far, 0)).toBe(Infinity);
  });

  it('leave room to flush a subnormal result', () => {
    const x = Math.fround(-88);
    const exact = evaluate('exp', 'f32', x);
    expect(exact).toBeLessThan(2 ** -126);
    expect(exact).toBeLessThanOrEqual(accuracy.exp!.portable(exact, x, 0, 0));
  });

  it('end where the argument leaves the domain', () => {
    const inside = (name: OpName, x: number, y = 0) => accuracy[name]!.domain.contains(x, y, 0);
    expect([inside('log', 0), inside('log', -1), inside('log', NaN), inside('log', Infinity)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([inside('sin', 131072), inside('sin', 131073)]).toEqual([true, false]);
    expect([inside('pow', -2, 2), inside('pow', -2, 0.5), inside('pow', 0, -1)]).toEqual([true, true, true]);
    expect([inside('pow', 2, 127), inside('pow', -2, 128), inside('pow', 2, Infinity)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([inside('asin', 1), inside('atanh', 1), inside('acosh', 0.5)]).toEqual([true, false, false]);
    expect([inside('exp', 89), inside('exp', -200), inside('exp2', 128)]).toEqual([false, true, false]);
  });
});
