import type { F32 } from '../../language/index.ts';

/** `c[0] + x * (c[1] + x * (c[2] + ...))`. Whether a device fuses its steps is all the same. */
export function polynomial(x: F32, coefficients: readonly [...number[], number, number]): F32 {
  const highest = coefficients.at(-1)!;
  const second = coefficients.at(-2)!;
  return coefficients.slice(0, -2).reduceRight((sum, c) => sum.mul(x).add(c), x.mul(highest).add(second));
}
