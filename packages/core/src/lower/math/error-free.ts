/**
 * Arithmetic in pairs of f32: about 48 bits, out of operations that each round to 24. T. J.
 * Dekker, "A floating-point technique for extending the available precision" (1971), and D. E.
 * Knuth's sum without a comparison.
 *
 * All of it lives on the rounding of each single operation, so each of them is `strict` where a device might
 * otherwise fuse or reassociate it. The identities hold where nothing overflows, and where what a product
 * loses is not itself below the smallest f32.
 */
import type { F32 } from '../../language/index.ts';
import { f32, strict } from '../../language/index.ts';

/** Stands for the sum; `lo` is at most half a unit in the last place of `hi`. */
export interface Pair {
  readonly hi: F32;
  readonly lo: F32;
}

/** The f32 next to a number, and the f32 next to what that leaves: as a constant. */
export function pairOf(value: number): Pair {
  const hi = Math.fround(value);
  return { hi: f32(hi), lo: f32(value - hi) };
}

/** `a + b` without an error. */
export function twoSum(a: F32, b: F32): Pair {
  const hi = strict(a.add(b));
  const ofB = strict(hi.sub(a));
  const ofA = strict(hi.sub(ofB));
  return { hi, lo: strict(a.sub(ofA)).add(strict(b.sub(ofB))) };
}

/** `a + b` without an error, where `a` is 0 or has no lesser exponent than `b`. */
export function fastTwoSum(a: F32, b: F32): Pair {
  const hi = strict(a.add(b));
  return { hi, lo: strict(b.sub(strict(hi.sub(a)))) };
}

/** `a * b` without an error: halves of 12 bits have exact products. */
export function twoProduct(a: F32, b: F32): Pair {
  const hi = strict(a.mul(b));
  const [a1, a2] = halves(a);
  const [b1, b2] = halves(b);
  const rest = strict(strict(strict(a1.mul(b1)).sub(hi)).add(strict(a1.mul(b2))));
  return { hi, lo: strict(rest.add(strict(a2.mul(b1)))).add(strict(a2.mul(b2))) };
}

/** The upper 12 bits of the significand, and the others. */
function halves(x: F32): readonly [F32, F32] {
  const upper = x.bitsU32().and(0xfffff000).bitsF32();
  return [upper, strict(x.sub(upper))];
}

/** Off by about 2^-46 of the product. */
export function multiplied(a: Pair, b: Pair): Pair {
  const { hi, lo } = twoProduct(a.hi, b.hi);
  return fastTwoSum(hi, lo.add(a.hi.mul(b.lo).add(a.lo.mul(b.hi))));
}
