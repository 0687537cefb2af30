/**
 * sin, cos and tan: the angle is reduced by a whole number of quarter turns. Polynomials compute the functions up to
 * an eighth of a turn.
 */
import type { Bool, F32, I32 } from '../../language/index.ts';
import { f32, fn, If, i32, select, strict, variable } from '../../language/index.ts';
import { remainderOfHuge } from './huge-angle.ts';
import { polynomial } from './polynomial.ts';
import { signed, signOf } from './sign.ts';
import type { Unary } from './signature.ts';

/** (sin(r) - r) / r^3 as a polynomial in r^2, for |r| <= pi/4. The relative error of the sine is 2^-32.5. */
const SIN = [-0.16666667, 0.008333379, -0.00019853066, 2.8325483e-6] as const;
/** (cos(r) - 1 + r^2 / 2) / r^4 as a polynomial in r^2, for |r| <= pi/4. The relative error of cos is 2^-32.9. */
const COS = [0.041666646, -0.001388731, 2.4432327e-5] as const;
/** (tan(r) - r) / r^3 as a polynomial in r^2, for |r| <= pi/4. The relative error of the tangent is 2^-29.5. */
const TAN = [
  0.3333335, 0.13332674, 0.054059174, 0.021284558, 0.010832282, 9.1568596e-5, 0.0043762075,
] as const;

/** The limit from which the reduction uses integers. */
const HUGE = 2 ** 17;
/**
 * pi/2 as the sum of four numbers: multiples of 2^-6, 2^-13 and 2^-20 with 7 bits each, and an f32. Angles up to 2^17
 * have fewer than 2^17 quarter turns, so the products with the first three are exact, and so are the differences
 * (W. J. Cody and W. Waite, "Software Manual for the Elementary Functions", 1980).
 */
const QUARTER_TURN = [1.5625, 0.0081787109375, 0.00011730194091796875, 3.1391647326017846e-7] as const;

interface Reduced {
  /** The remainder, from -pi/4 to pi/4, or slightly outside of it because the number of turns is rounded. */
  readonly rest: F32;
  /** The number of quarter turns, mod 4. */
  readonly turns: I32;
}

/** Reduces an angle that is not negative. */
function reduced(angle: F32): Reduced {
  const count = angle.mul(2 / Math.PI).round();
  const [a, b, c, d] = QUARTER_TURN;
  const exact = [a, b, c].reduce((left, part) => strict(left.sub(count.mul(part))), angle);
  const rest = variable(f32, exact.sub(count.mul(d)));
  const turns = variable(i32, i32(count));
  If(angle.gt(HUGE), () => {
    const huge = remainderOfHuge(angle);
    rest.$ = huge.x;
    turns.$ = i32(huge.y);
  });
  return { rest: rest.$, turns: turns.$ };
}

function sineOf(rest: F32): F32 {
  const square = rest.mul(rest);
  return rest.mul(square).mul(polynomial(square, SIN)).add(rest);
}

function cosineOf(rest: F32): F32 {
  const square = rest.mul(rest);
  return square.mul(square).mul(polynomial(square, COS)).add(square.mul(-0.5).add(1));
}

const isOdd = (turns: I32): Bool => turns.and(1).ne(0);
/** Negates the value in the second half of a turn. */
const inHalf = (value: F32, turns: I32): F32 => signed(value, turns.and(2).shl(30).bitsU32());

export const sin: Unary = /* @__PURE__ */ fn('sin', [f32], f32, x => {
  const { rest, turns } = reduced(x.abs());
  const value = select(isOdd(turns), cosineOf(rest), sineOf(rest));
  return signed(inHalf(value, turns), signOf(x));
});

export const cos: Unary = /* @__PURE__ */ fn('cos', [f32], f32, x => {
  const { rest, turns } = reduced(x.abs());
  return inHalf(
    select(isOdd(turns), sineOf(rest), cosineOf(rest)),
    select(isOdd(turns), turns.add(1), turns),
  );
});

export const tan: Unary = /* @__PURE__ */ fn('tan', [f32], f32, x => {
  const { rest, turns } = reduced(x.abs());
  const square = rest.mul(rest);
  const value = rest.mul(square).mul(polynomial(square, TAN)).add(rest);
  return signed(select(isOdd(turns), f32(-1).div(value), value), signOf(x));
});
