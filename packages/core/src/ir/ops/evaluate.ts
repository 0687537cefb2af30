import type { Scalar } from '../types.ts';
import type { Evaluate } from './row.ts';
import type { OpName } from './table.ts';
import { ops } from './table.ts';

/**
 * What defines an operation on an element type (of `select`: that of its second operand), for callers that
 * need it many times.
 */
export function evaluator(name: OpName, on: Scalar): Evaluate {
  const row = ops[name];
  const evaluate = typeof row.eval === 'function' ? row.eval : row.eval[on];
  if (!evaluate || !row.on.includes(on)) throw new Error(`there is no operation '${name}' on ${on}`);
  return evaluate;
}

/**
 * The result of an operation: what the constant folder puts in its place and what every backend must come to.
 * Numbers are those of their type (an f32 is already rounded, a u32 is not negative, a bool is 0 or 1), the
 * result too.
 */
export function evaluate(name: OpName, on: Scalar, a: number, b = 0, c = 0): number {
  return evaluator(name, on)(a, b, c);
}
