/**
 * The operation `a * b + c` for devices that flush subnormal numbers to zero. A subnormal product would be lost,
 * although a small sum depends on it. If product and sum are that small, both are scaled by 2^64 until the end.
 */
import { f32, fn, select, strict } from '../../language/index.ts';
import type { Ternary } from './signature.ts';

/** The limit of small numbers. Subnormal numbers are less than half a unit in the last place of it. */
const SMALL = 2 ** -100;

export const multiplyAdd: Ternary = /* @__PURE__ */ fn('multiplyAdd', [f32, f32, f32], f32, (a, b, c) => {
  const isSmall = a.mul(b).abs().lt(SMALL).and(c.abs().lt(SMALL));
  const scale = select(isSmall, f32(2 ** 64), f32(1));
  // The lesser factor is scaled: it is far below 1 in this case, so it does not overflow.
  const isLess = a.abs().lt(b.abs());
  const lesser = strict(select(isLess, a, b).mul(scale));
  const sum = strict(select(isLess, b, a).fma(lesser, strict(c.mul(scale))));
  return sum.mul(select(isSmall, f32(2 ** -64), f32(1)));
});
