// A float as a value and how far a device may be from it, carried through operations by the table of functions.
import { accuracy, evaluator, type OpName, ops } from '@heddle/core/backend';

export interface Interval {
  readonly value: number;
  /** Infinity where the language promises nothing. */
  readonly error: number;
  /** The sum of the magnitudes that were added: a device may add in another order. */
  readonly scale: number;
}

export const exact = (value: number): Interval => ({ value, error: 0, scale: Math.abs(value) });

const ANY: Interval = { value: 0, error: Infinity, scale: 0 };
const MIN_NORMAL = 2 ** -126;
const MOST = 1e36;
const unit = (x: number): number => 2 ** (Math.floor(Math.log2(Math.max(Math.abs(x), MIN_NORMAL))) - 23);

export function apply(name: OpName, args: readonly Interval[], bound: 'portable' | 'precise'): Interval {
  const row = accuracy[name];
  const evaluate = evaluator(name, 'f32');
  const at = (point: readonly number[]): number => evaluate(point[0]!, point[1] ?? 0, point[2] ?? 0);
  if (args.some(({ error }) => error === Infinity)) return ANY;
  const corners = args.reduce<number[][]>(
    (heads, { value, error }) =>
      heads.flatMap(head =>
        (error === 0 ? [value] : [value, value - error, value + error]).map(x => [...head, x]),
      ),
    [[]],
  );
  const value = at(args.map(arg => arg.value));
  const scale = scaleOf(name, args, value);
  let [moved, own] = [0, 0];
  for (const corner of corners) {
    const [a = 0, b = 0, c = 0] = corner;
    if (row && !row.domain.contains(a, b, c)) return ANY;
    // subnormal operands may be flushed
    if (corner.some(x => x !== 0 && Math.abs(x) < MIN_NORMAL)) return ANY;
    const there = at(corner);
    moved = Math.max(moved, Math.abs(there - value));
    if (row) own = Math.max(own, row[bound](there, a, b, c));
  }
  // twice: between its corners a function may be a little further from its middle
  const error = 2 * (moved + own) + 2 * unit(scale) + MIN_NORMAL;
  return Math.abs(value) + error < MOST && scale < MOST ? { value, error, scale } : ANY;
}

function scaleOf(name: OpName, args: readonly Interval[], value: number): number {
  const [a = 0, b = 0, c = 0] = args.map(({ scale }) => scale);
  switch (name) {
    case 'add':
    case 'sub':
      return a + b;
    case 'mul':
      return a * b;
    case 'fma':
      return a * b + c;
    default:
      return Math.max(
        Math.abs(value),
        ...(['neg', 'abs', 'min', 'max', 'strict'].includes(name) ? [a, b] : []),
      );
  }
}
