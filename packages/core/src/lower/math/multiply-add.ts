/**
 * `a * b + c` for devices that take subnormal numbers for zero: such a product would be lost, and be missed in
 * a sum that is next to it. Where product and sum are that small, both are 2^64 times as large until the end.
 */
import { f32, fn, select, strict } from '../../language/index.ts';
import type { Ternary } from './signature.ts';

/** What is subnormal is less than half a unit of this. */
const SMALL = 2 ** -100;

export const multiplyAdd: Ternary = /* @__PURE__ */ fn('multiplyAdd', [f32, f32, f32], f32, (a, b, c) => {
  const isSmall = a.mul(b).abs().lt(SMALL).and(c.abs().lt(SMALL));
  const scale = select(isSmall, f32(2 ** 64), f32(1));
  // The lesser of two factors is far below 1 there, and does not overflow.
  const isLess = a.abs().lt(b.abs());
  const lesser = strict(select(isLess, a, b).mul(scale));
  const sum = strict(select(isLess, b, a).fma(lesser, strict(c.mul(scale))));
  return sum.mul(select(isSmall, f32(2 ** -64), f32(1)));
});
