import type { Scalar, Type } from '../types.ts';
import { plainType, sameType, scalarNodes } from '../types.ts';
import type { OpRow } from './row.ts';
import type { OpName } from './table.ts';
import { ops } from './table.ts';

const shaped = (scalar: Scalar, n: number): Type =>
  n === 1 ? scalarNodes[scalar] : plainType({ kind: 'vec', n: n as 2 | 3 | 4, elem: scalarNodes[scalar] });

/**
 * The type of an operation's result, or else a description of the expected operands, to be put after "expected". On
 * vectors all operands have the same width, except the condition of `select`, which is one bool. There are no vectors
 * of bool.
 */
export function resultType(name: OpName, operands: readonly Type[]): Type | string {
  const row = ops[name];
  // The operand that has the element type, which is the second one of `select`.
  const leading = operands[name === 'select' ? 1 : 0];
  if (operands.length !== row.arity || !leading) return expected(name, row);
  const vector = leading.kind === 'vec';
  if (leading.kind !== 'scalar' && !(vector && row.vectors)) return expected(name, row);
  const on = vector ? leading.elem.scalar : leading.scalar;
  if (!row.on.includes(on) || (vector && on === 'bool')) return expected(name, row);
  const n = vector ? leading.n : 1;
  const scalars = row.operands?.(on) ?? Array<Scalar>(row.arity).fill(on);
  const matches = operands.every((operand, i) =>
    sameType(operand, shaped(scalars[i]!, name === 'select' && i === 0 ? 1 : n)),
  );
  return matches ? shaped(row.result === 'same' ? on : row.result, n) : expected(name, row);
}

const COUNTS = { 1: 'one operand', 2: 'two operands of one type', 3: 'three operands of one type' };

function expected(name: OpName, { arity, on, operands, vectors }: OpRow): string {
  const alternatives = vectors
    ? [...on, `a vector of ${on.some(scalar => scalar !== on[0]) ? 'these' : 'it'}`]
    : on;
  const types = alternatives.join(', ').replace(/, ([^,]*)$/, ' or $1');
  if (name === 'select') return `a bool and ${COUNTS[2]}: ${types}`;
  if (operands) return `${types}, and a u32 of the same width`;
  return `${COUNTS[arity]}: ${types}`;
}
