import type { F32 } from '../../language/index.ts';

/** The polynomial `c[0] + x * (c[1] + x * (c[2] + ...))`. It does not matter whether a device fuses its steps. */
export function polynomial(x: F32, coefficients: readonly [...number[], number, number]): F32 {
  const highest = coefficients.at(-1)!;
  const second = coefficients.at(-2)!;
  return coefficients.slice(0, -2).reduceRight((sum, c) => sum.mul(x).add(c), x.mul(highest).add(second));
}
