/**
 * The remainder of a huge angle by a quarter turn, in whole numbers. An f32 is a whole number of 24 bits
 * times 2^e; of 2/pi only those bits matter whose product with 2^e is neither a multiple of 4 (whole turns)
 * nor too small to be seen: a window of 64 bits, at a place that e tells (M. H. Payne and R. N. Hanek,
 * "Radian reduction for trigonometric functions", 1983).
 */
import type { F32, U32, Vec2f } from '../../language/index.ts';
import { f32, fn, i32, isFinite, select, u32, vec2f } from '../../language/index.ts';

/** 2/pi after the point, 32 bits a word, behind a word of zeros that whole numbers stand in. */
const TWO_BY_PI = [0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041] as const;

/** The 64 bits from bit `at` (below 160) of `TWO_BY_PI` on. */
function window(at: U32): readonly [U32, U32] {
  const word = at.shr(5);
  const shift = at.and(31);
  const nth = (offset: number): U32 =>
    [1, 2, 3, 4].reduce(
      (found, i) => select(word.eq(i), u32(TWO_BY_PI[(i + offset) as 0]), found),
      u32(TWO_BY_PI[offset as 0]),
    );
  const [first, second, third] = [nth(0), nth(1), nth(2)];
  // In two steps, because a shift by 32 is one by 0.
  const joined = (left: U32, right: U32): U32 => left.shl(shift).or(right.shr(1).shr(shift.xor(31)));
  return [joined(first, second), joined(second, third)];
}

/** The upper 32 bits of a product. */
function highOfProduct(a: U32, b: U32): U32 {
  const [a1, a0, b1, b0] = [a.shr(16), a.and(0xffff), b.shr(16), b.and(0xffff)];
  const [upper, middle] = [a1.mul(b0), a0.mul(b1)];
  const carry = a0.mul(b0).shr(16).add(upper.and(0xffff)).add(middle.and(0xffff)).shr(16);
  return a1.mul(b1).add(upper.shr(16)).add(middle.shr(16)).add(carry);
}

/**
 * Of an angle from 2^17 on: x is the rest, from -pi/4 to pi/4, and y the number of quarter turns,
 * mod 4. Of infinity and NaN NaN.
 */
export const remainderOfHuge: (angle: F32) => Vec2f = /* @__PURE__ */ fn(
  'remainderOfHuge',
  [f32],
  vec2f,
  angle => {
    const bits = angle.bitsU32();
    const whole = bits.and(0x7fffff).or(0x800000);
    // The angle is whole * 2^(e - 150), by its 8 bits of exponent e. Bit i after the point weighs 2^-i;
    // the first one of the window is to weigh 2 with that, so i is e - 151, and 31 bits are before the
    // first one after the point.
    const [high, low] = window(bits.shr(23).sub(120));
    const lower = whole.mul(low);
    const upper = whole.mul(high).add(highOfProduct(whole, low));
    const turns = upper.add(0x20000000).shr(30);
    // Without its two highest bits as a signed fraction: what is above a half is below the next whole.
    const fraction = f32(upper.shl(2).or(lower.shr(30)).bitsI32()).add(f32(lower.shl(2)).mul(2 ** -32));
    const rest = fraction.mul(2 ** -32 * (Math.PI / 2));
    return vec2f(select(isFinite(angle), rest, f32(NaN)), f32(i32(turns.and(3))));
  },
);
