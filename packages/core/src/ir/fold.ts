import { decode, encode } from './ops/bits.ts';
import { evaluate, type OpName, ops } from './ops/index.ts';
import type { Scalar } from './types.ts';

/** Operations whose result has the bits of the operand, under another type. */
export const bitMoves: ReadonlySet<OpName> = new Set<OpName>(['bitsF32', 'bitsI32', 'bitsU32', 'strict']);

/**
 * The constant folder: computes the bits of an operation on scalars from the bits of its operands, by the operation
 * table. A NaN that is only moved or selected keeps its payload, which a JavaScript number would lose.
 */
export function fold(name: OpName, on: Scalar, bits: readonly number[]): number {
  if (name === 'select') return bits[0] ? bits[1]! : bits[2]!;
  if (bitMoves.has(name)) return bits[0]! >>> 0;
  // The sign of a NaN is its highest bit, as for any number.
  if (on === 'f32' && name === 'neg') return (bits[0]! ^ 0x8000_0000) >>> 0;
  if (on === 'f32' && name === 'abs') return bits[0]! & 0x7fff_ffff;
  const { operands, result } = ops[name];
  const scalars = operands?.(on);
  const [a = 0, b, c] = bits.map((word, i) => decode(scalars?.[i] ?? on, word));
  return encode(result === 'same' ? on : result, evaluate(name, on, a, b, c));
}
