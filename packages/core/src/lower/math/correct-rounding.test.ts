import { afterEach, describe, expect, it, vi } from 'vitest';
import { ulp32 } from '../../ir/ops/accuracy.ts';
import { ops } from '../../ir/ops/index.ts';
import { lowerMath } from './lower-math.ts';
import { evaluated, expectPrecise } from './precise.test-support.ts';
import { around, between, edges, everywhere, joined, pairs } from './samples.test-support.ts';

const { fround, sqrt } = Math;

/** The result of a device with a varying error up to 2 ULP. Infinities, zeros and subnormals are unchanged. */
function rough(exact: number): number {
  const nearest = fround(exact);
  if (!(Math.abs(nearest) >= 2 ** -125 && Math.abs(nearest) < 2 ** 127)) return nearest;
  return nearest + ((nearest / ulp32(nearest)) % 8 < 4 ? 2 : -2) * ulp32(nearest);
}

/** The result on a device whose divisions and roots have the errors that WGSL permits. */
const onDevice =
  (roughDivision: boolean): typeof evaluated =>
  (body, a, b) => {
    const { div, sqrt: root } = ops as unknown as Mutable;
    vi.spyOn(div.eval, 'f32').mockImplementation((x, y) => rough(x / y));
    vi.spyOn(root, 'eval').mockImplementation(x => rough(sqrt(x)));
    try {
      return evaluated(body, a, b, program => lowerMath(program, { roughDivision }));
    } finally {
      vi.restoreAllMocks();
    }
  };
interface Mutable {
  div: { eval: { f32(a: number, b: number): number } };
  sqrt: { eval(a: number): number };
}
const onRoughDevice = onDevice(true);

afterEach(() => {
  vi.restoreAllMocks();
});

const moderate = between(-100, 100, 3000);

describe('on a device with rough division', () => {
  it('a quotient is rounded correctly', () => {
    const spread = everywhere.filter((_, i) => i % 97 === 0);
    expectPrecise({ name: 'div', exact: (x, y) => x / y }, ...pairs(spread, spread), onRoughDevice);
    const [a, b] = pairs(between(-10, 10, 101), between(-7, 7, 102));
    expect(onRoughDevice((x, y) => x.div(y), a, b)).toEqual(a.map((x, i) => x / b[i]!));
  });

  it('a square root is rounded correctly', () => {
    // Subnormals are excluded, because a device may flush them before it computes a root.
    const args = joined(everywhere, edges).filter(x => !(Math.abs(x) < 2 ** -126) || x === 0);
    expectPrecise({ name: 'sqrt', exact: sqrt }, args, undefined, onRoughDevice);
    expect(onRoughDevice(x => x.sqrt(), moderate.map(Math.abs))).toEqual(
      moderate.map(x => sqrt(Math.abs(x))),
    );
  });

  it('a remainder is that of the row', () => {
    const [a, b] = pairs(between(-20, 20, 81), between(-5, 5, 62));
    const remainder = (x: number, y: number): number => fround(x - fround(y * Math.trunc(fround(x / y))));
    expect(onRoughDevice((x, y) => x.rem(y), a, b)).toEqual(a.map((x, i) => remainder(x, b[i]!)));
  });

  it.each(['tan', 'acos', 'atan', 'sinh', 'tanh', 'asinh', 'acosh', 'atanh'] as const)('%s', name => {
    const args = joined(everywhere, moderate, between(-1, 1, 3000), around([1], 200), edges);
    expectPrecise({ name, exact: Math[name] }, args, undefined, onRoughDevice);
  });

  it('rsqrt', () => {
    const args = everywhere.filter(x => x >= 2 ** -126);
    expectPrecise({ name: 'rsqrt', exact: x => 1 / sqrt(x) }, args, undefined, onRoughDevice);
  });

  it('pow and atan2', () => {
    const operands = pairs(between(0.01, 9, 91), between(-9, 9, 90));
    expectPrecise({ name: 'pow', exact: Math.pow }, ...operands, onRoughDevice);
    expectPrecise({ name: 'atan2', exact: Math.atan2 }, ...operands, onRoughDevice);
  });

  it('integers are divided as they are', () => {
    const [a, b] = pairs(between(-20, 20, 41), between(-3, 3, 7));
    const whole = evaluated(
      (x, y) => x.bitsI32().div(y.toI32()).bitsF32(),
      a,
      b,
      program => {
        const lowered = lowerMath(program, { roughDivision: true });
        expect(lowered).toBe(program);
        return lowered;
      },
    );
    expect(whole).toHaveLength(a.length);
  });
});

it('without it that device is off by more', () => {
  const operands = pairs(moderate, between(1, 3, 10));
  const divide = { name: 'div', exact: (x: number, y: number) => x / y } as const;
  expect(() => expectPrecise(divide, ...operands, onDevice(false))).toThrow(/^expected \[/);
});
