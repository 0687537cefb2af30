// Which floats a value may be: multiples of a power of two up to a magnitude. As long as the one is not more
// than 2^24 times the other, every device computes them exactly, in whatever order it adds them up, fused or not.
export interface Grid {
  /** The greatest magnitude. */
  readonly top: number;
  /** The power of two that all are multiples of. */
  readonly unit: number;
}

/** The grid of floats in memory and in variables. */
export const HOME: Grid = { top: 256, unit: -4 };
/** Products of these fit. */
const SMALL: Grid = { top: 16, unit: -4 };

const fits = ({ top, unit }: Grid): boolean => top <= 2 ** (24 + unit);
export const joined = (grids: readonly Grid[]): Grid => ({
  top: Math.max(...grids.map(({ top }) => top)),
  unit: Math.min(...grids.map(({ unit }) => unit)),
});
const sum = (a: Grid, b: Grid): Grid => ({ top: a.top + b.top, unit: Math.min(a.unit, b.unit) });
const product = (a: Grid, b: Grid): Grid => ({ top: a.top * b.top, unit: a.unit + b.unit });
const times = ({ top, unit }: Grid, n: number): Grid => ({ top: top * n, unit });
const whole = ({ top, unit }: Grid): Grid => ({ top: top + 1, unit: Math.max(unit, 0) });
const ONE: Grid = { top: 1, unit: 0 };

/** `n` is the length of vectors, which only sums over components care about. */
type Rule = (n: number, a: Grid, b: Grid, c: Grid) => Grid;
const rules: { readonly [name: string]: Rule } = {
  add: (_, a, b) => sum(a, b),
  sub: (_, a, b) => sum(a, b),
  mul: (_, a, b) => product(a, b),
  fma: (_, a, b, c) => sum(product(a, b), c),
  mix: (_, a, b, t) => sum(product(a, sum(ONE, t)), product(b, t)),
  dot: (n, a, b) => times(product(a, b), n),
  cross: (_, a, b) => times(product(a, b), 2),
  sign: () => ONE,
  floor: (_, a) => whole(a),
  ceil: (_, a) => whole(a),
  trunc: (_, a) => whole(a),
  round: (_, a) => whole(a),
  fract: (_, a) => ({ top: 1, unit: Math.min(a.unit, 0) }),
  saturate: (_, a) => ({ top: 1, unit: Math.min(a.unit, 0) }),
};

/** An f32 or a vector of them, as text. */
export interface Float {
  readonly text: string;
  readonly grid: Grid;
}

/** The operands of an operation, made so that its result is exact, and the grid of that. */
export function exactly(
  name: string,
  n: number,
  operands: readonly Float[],
): readonly [readonly Float[], Grid] {
  const rule: Rule = rules[name] ?? ((_, ...grids) => joined(grids.slice(0, operands.length)));
  for (const limit of [undefined, HOME, SMALL]) {
    const tamed = limit ? operands.map(operand => tame(operand, limit)) : operands;
    const [a = HOME, b = HOME, c = HOME] = tamed.map(({ grid }) => grid);
    const grid = rule(n, a, b, c);
    if (fits(grid)) return [tamed, grid];
  }
  throw new Error(`${name} fits no grid`);
}

/** Brought onto a grid, exactly at that. */
export function tame({ text, grid }: Float, limit: Grid = HOME): Float {
  const scale = 2 ** -limit.unit;
  const isCoarse = grid.unit >= limit.unit;
  // a floor may be one further
  const top = isCoarse ? grid.top : grid.top + 1 / scale;
  const rounded = isCoarse ? text : `${text}.mul(${scale}).floor().mul(${1 / scale})`;
  return {
    text: top > limit.top ? `${rounded}.clamp(${-limit.top}, ${limit.top})` : rounded,
    grid: { top: Math.min(top, limit.top), unit: Math.max(grid.unit, limit.unit) },
  };
}
