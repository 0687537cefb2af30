// The table of docs/language.md on the accuracy of functions is the operation table, written out.
// `npx vitest run --project tooling accuracy-table -u` writes it anew.
import { accuracy, type ErrorBound, evaluator, type OpName, ops } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { code, expectPart, tableOf } from './generated-part.ts';

const names = (Object.keys(ops) as OpName[]).filter(name => accuracy[name]);

/** Bounds that are no multiple of a ULP, in WGSL's words: the error of a formula, step by step. */
const native: { readonly [name in OpName]?: string } = {
  rem: 'that of `x - y * trunc(x / y)`',
  fma: 'that of `x * y + z`',
  exp: '3 + 2 * abs(x) ULP',
  exp2: '3 + 2 * abs(x) ULP',
  log: '3 ULP; 2^-21 for x from 0.5 to 2',
  log2: '3 ULP; 2^-21 for x from 0.5 to 2',
  pow: 'that of `exp2(y * log2(abs(x)))`',
  sin: '2^-11 up to pi; none beyond',
  cos: '2^-11 up to pi; none beyond',
  tan: 'that of `sin(x) / cos(x)`',
  asin: 'that of `atan2(x, sqrt(1 - x * x))`, or 6.81e-5',
  acos: 'that of `atan2(sqrt(1 - x * x), x)`, or 6.77e-5',
  sinh: 'that of `(exp(x) - exp(-x)) * 0.5`',
  cosh: 'that of `(exp(x) + exp(-x)) * 0.5`',
  tanh: 'that of `sinh(x) / cosh(x)`, or 1e-5; none beyond 88',
  asinh: 'that of `log(x + sqrt(x * x + 1))`; none beyond 2^63',
  acosh: 'that of `log(x + sqrt(x * x - 1))`; none beyond 2^63',
  atanh: 'that of `log((1 + x) / (1 - x)) * 0.5`',
};
const precise: { readonly [name in OpName]?: string } = {
  rem: 'that of `x - y * trunc(x / y)`, correctly rounded',
  fma: 'that of `x * y + z`, correctly rounded',
  sin: '2 ULP up to pi/4, or 2^-22 beyond',
  cos: '2 ULP up to pi/4, or 2^-22 beyond',
  tan: '4 ULP up to pi/4, and 2^-22 * (1 + tan(x)^2) more beyond',
};

const values = [0.02, 0.3, 0.6, 0.77, 0.9, 1.1, 1.5, 2.5, 3.7, 9, 40].flatMap(x => [
  Math.fround(x),
  -Math.fround(x),
]);
const ulp = (x: number): number => 2 ** (Math.floor(Math.log2(Math.abs(x))) - 23);

/** The bounds in ULP at all samples of the domain, without the half that the rounding of the row adds. */
function inUlps(name: OpName, bound: ErrorBound, own: number): readonly number[] {
  const { arity } = ops[name];
  const { domain } = accuracy[name]!;
  return values.flatMap(x =>
    (arity > 1 ? values : [0]).flatMap(y => {
      const result = evaluator(name, 'f32')(x, y, 1);
      if (!domain.contains(x, y, 1) || !Number.isFinite(result) || Math.abs(result) < 2 ** -60) return [];
      return [bound(result, x, y, 1) / ulp(result) - own];
    }),
  );
}

function worded(name: OpName, bound: ErrorBound, own: number, formula: string | undefined): string {
  const found = inUlps(name, bound, own);
  expect(found.length, name).toBeGreaterThan(3);
  const isConstant = found.every(count => Math.abs(count - found[0]!) < 1e-6);
  expect(formula === undefined, `${name}: is its bound a multiple of a ULP?`).toBe(isConstant);
  return formula ?? `${Math.round(found[0]! * 1e6) / 1e6} ULP`;
}

const table = tableOf([
  ['operation', 'domain', '`native`', '`precise`'],
  ...names.map(name => {
    const { domain, portable, precise: tight } = accuracy[name]!;
    return [
      code(name),
      domain.doc,
      worded(name, portable, 0.5, native[name]),
      worded(name, tight, 0, precise[name]),
    ];
  }),
]);

test('docs/language.md says how accurate functions are', () =>
  expectPart('docs/language.md', 'accuracy', `\n\n${table}\n\n`));

test.each(['sin', 'cos'] as const)(
  'the precise bound of %s is relative to pi/4 and absolute beyond',
  name => {
    const bound = (x: number): number => accuracy[name]!.precise(evaluator(name, 'f32')(x, 0, 0), x, 0, 0);
    expect(bound(0.78)).toBe(2 * ulp(evaluator(name, 'f32')(0.78, 0, 0)));
    expect([bound(3), bound(1000), bound(2 ** 17)]).toEqual([2 ** -22, 2 ** -22, 2 ** -22]);
  },
);
