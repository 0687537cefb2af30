/**
 * The remainder of a huge angle by a quarter turn, computed with integers. An f32 is a 24-bit integer times 2^e. The
 * bits of 2/pi whose product with 2^e is a multiple of 4 (whole turns) have no effect, and the lowest bits are too
 * small to matter. So 64 bits of 2/pi are enough, and e gives their position (M. H. Payne and R. N. Hanek, "Radian
 * reduction for trigonometric functions", 1983).
 */
import type { F32, U32, Vec2f } from '../../language/index.ts';
import { f32, fn, i32, isFinite, select, u32, vec2f } from '../../language/index.ts';

/** The binary digits of 2/pi, 32 bits in each word. The first word is the integer part, which is 0. */
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
  // The right shift has two steps, because a shift by 32 would be one by 0.
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
 * Reduces an angle from 2^17 on: x is the remainder, from -pi/4 to pi/4, and y the number of quarter turns, mod 4.
 * For infinity and NaN the remainder is NaN.
 */
export const remainderOfHuge: (angle: F32) => Vec2f = /* @__PURE__ */ fn(
  'remainderOfHuge',
  [f32],
  vec2f,
  angle => {
    const bits = angle.bitsU32();
    const whole = bits.and(0x7fffff).or(0x800000);
    // The angle is whole * 2^(e - 150), where e is the 8 bits of its exponent. Bit i after the point of 2/pi
    // has the value 2^-i, and is bit i + 31 of the table. The first bit of the window times 2^(e - 150) must
    // be 2, so i is e - 151.
    const [high, low] = window(bits.shr(23).sub(120));
    const lower = whole.mul(low);
    const upper = whole.mul(high).add(highOfProduct(whole, low));
    const turns = upper.add(0x20000000).shr(30);
    // The bits below the two highest ones are a signed fraction: one above a half is negative, as the number of
    // turns was rounded up.
    const fraction = f32(upper.shl(2).or(lower.shr(30)).bitsI32()).add(f32(lower.shl(2)).mul(2 ** -32));
    const rest = fraction.mul(2 ** -32 * (Math.PI / 2));
    return vec2f(select(isFinite(angle), rest, f32(NaN)), f32(i32(turns.and(3))));
  },
);
