/**
 * Arithmetic in pairs of f32, which have about 48 bits, from operations that round to 24 bits (T. J. Dekker, "A
 * floating-point technique for extending the available precision", 1971, and D. E. Knuth's sum without a
 * comparison).
 *
 * The algorithms depend on the rounding of each single operation, so each is `strict` where a device might otherwise
 * fuse or reassociate it. They are exact if nothing overflows, and if the rounding error of a product is not below the
 * smallest f32.
 */
import type { F32 } from '../../language/index.ts';
import { f32, strict } from '../../language/index.ts';

/** A number as the sum of two f32. `lo` is at most half a unit in the last place of `hi`. */
export interface Pair {
  readonly hi: F32;
  readonly lo: F32;
}

/** A constant pair: the f32 nearest to a number, and the f32 nearest to the remainder. */
export function pairOf(value: number): Pair {
  const hi = Math.fround(value);
  return { hi: f32(hi), lo: f32(value - hi) };
}

/** The exact sum `a + b`. */
export function twoSum(a: F32, b: F32): Pair {
  const hi = strict(a.add(b));
  const ofB = strict(hi.sub(a));
  const ofA = strict(hi.sub(ofB));
  return { hi, lo: strict(a.sub(ofA)).add(strict(b.sub(ofB))) };
}

/** The exact sum `a + b`, if `a` is 0 or its exponent is not less than that of `b`. */
export function fastTwoSum(a: F32, b: F32): Pair {
  const hi = strict(a.add(b));
  return { hi, lo: strict(b.sub(strict(hi.sub(a)))) };
}

/** The exact product `a * b`, from halves of 12 bits, whose products are exact. */
export function twoProduct(a: F32, b: F32): Pair {
  const hi = strict(a.mul(b));
  const [a1, a2] = halves(a);
  const [b1, b2] = halves(b);
  const rest = strict(strict(strict(a1.mul(b1)).sub(hi)).add(strict(a1.mul(b2))));
  return { hi, lo: strict(rest.add(strict(a2.mul(b1)))).add(strict(a2.mul(b2))) };
}

/** The upper 12 bits of the significand, and the lower ones. */
function halves(x: F32): readonly [F32, F32] {
  const upper = x.bitsU32().and(0xfffff000).bitsF32();
  return [upper, strict(x.sub(upper))];
}

/** The product, with a relative error of about 2^-46. */
export function multiplied(a: Pair, b: Pair): Pair {
  const { hi, lo } = twoProduct(a.hi, b.hi);
  return fastTwoSum(hi, lo.add(a.hi.mul(b.lo).add(a.lo.mul(b.hi))));
}
