import type { Scalar } from '../types.ts';
import type { Evaluate } from './row.ts';
import type { OpName } from './table.ts';
import { ops } from './table.ts';

/**
 * The definition of an operation on an element type, for callers that use it many times. For `select` the element
 * type is that of its second operand.
 */
export function evaluator(name: OpName, on: Scalar): Evaluate {
  const row = ops[name];
  const evaluate = typeof row.eval === 'function' ? row.eval : row.eval[on];
  if (!evaluate || !row.on.includes(on)) throw new Error(`there is no operation '${name}' on ${on}`);
  return evaluate;
}

/**
 * The result of an operation, which the constant folder uses and every backend must match. Operands and result are
 * numbers of their types: an f32 is rounded, a u32 is not negative, and a bool is 0 or 1.
 */
export function evaluate(name: OpName, on: Scalar, a: number, b = 0, c = 0): number {
  return evaluator(name, on)(a, b, c);
}
