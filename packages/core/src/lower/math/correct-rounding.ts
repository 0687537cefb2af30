/**
 * Division and square root for devices whose own are inaccurate: WGSL permits an error of 2.5 ULP, and for the root the
 * error of two such steps. The remainder of the device's result is computed exactly, and corrects the result. The final
 * error is that of the last rounding, and about once in a hundred thousand results a ULP. Operands are scaled to
 * between 1 and 4, where nothing overflows or becomes subnormal, and the result is scaled back.
 */
import type { Bool, F32, I32 } from '../../language/index.ts';
import { f32, fn, select, strict } from '../../language/index.ts';
import { twoProduct } from './error-free.ts';
import { powerOfTwo, scaled } from './exponential.ts';
import type { Binary, Unary } from './signature.ts';

/** The 8 bits of the exponent. */
const exponentOf = (x: F32): I32 => x.bitsI32().shr(23).and(0xff);
/** True for normal numbers. For 0, infinity and NaN the device's result is right; no domain has subnormals. */
const isNormal = (exponent: I32): Bool => exponent.gt(0).and(exponent.lt(255));
/** The number `x / 2^n`, if that is a normal number too. */
const lowered = (x: F32, n: I32): F32 => x.bitsI32().sub(n.shl(23)).bitsF32();

/** The difference `whole - a * b`, if the product is close to `whole`. */
function leftOver(whole: F32, a: F32, b: F32): F32 {
  const { hi, lo } = twoProduct(a, b);
  return strict(whole.sub(hi)).sub(lo);
}

export const quotient: Binary = /* @__PURE__ */ fn('quotient', [f32, f32], f32, (a, b) => {
  const [ofA, ofB] = [exponentOf(a), exponentOf(b)];
  const [dividend, divisor] = [lowered(a, ofA.sub(127)), lowered(b, ofB.sub(127))];
  const rough = dividend.div(divisor);
  const corrected = rough.add(leftOver(dividend, rough, divisor).div(divisor));
  return select(isNormal(ofA).and(isNormal(ofB)), scaled(corrected, ofA.sub(ofB)), a.div(b));
});

export const squareRoot: Unary = /* @__PURE__ */ fn('squareRoot', [f32], f32, x => {
  const exponent = exponentOf(x);
  const half = exponent.sub(127).shr(1);
  const square = lowered(x, half.shl(1));
  const rough = square.sqrt();
  const corrected = rough.add(leftOver(square, rough, rough).mul(0.5).div(rough));
  return select(isNormal(exponent).and(x.gt(0)), corrected.mul(powerOfTwo(half)), x.sqrt());
});
