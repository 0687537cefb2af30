import type { Scalar } from '@heddle/core/backend';
import type { Code, Instruction, ValueType } from './instructions.ts';

/** The WebAssembly type of a scalar of the language. A bool is 0 or 1. */
export const typeOf = (scalar: Scalar): ValueType => (scalar === 'f32' ? 'f32' : 'i32');

export const i32 = (value: number): Instruction => ['i32.const', value | 0];
export const f32 = (value: number): Instruction => [
  'f32.const',
  new Uint32Array(Float32Array.of(value).buffer)[0]!,
];
export const get = (local: number): Instruction => ['local.get', local];

/** The number that the code pushes, if the code is a single constant. */
export function constantOf(code: Code): number | undefined {
  const [first] = code;
  return code.length === 1 && first![0] === 'i32.const' ? first![1] : undefined;
}

/** True if the code may be repeated at no cost: it is a constant or a local. */
export function isName(code: Code): boolean {
  const [first] = code;
  return code.length === 1 && (first![0] === 'local.get' || first![0].endsWith('.const'));
}

/** `code * factor`, without operations that a constant makes needless. */
export function times(code: Code, factor: number): Code {
  const known = constantOf(code);
  if (known !== undefined) return [i32(Math.imul(known, factor))];
  if (factor === 1) return code;
  const shift = Math.log2(factor);
  return Number.isInteger(shift) ? [...code, i32(shift), ['i32.shl']] : [...code, i32(factor), ['i32.mul']];
}

/** Returns a new local without a name. */
export type Temporary = (type: ValueType) => number;

/**
 * Emits code that needs its operands more than once. An operand that is neither a constant nor a local is
 * stored in a local first.
 */
export function withNames(
  temporary: Temporary,
  type: ValueType,
  operands: readonly Code[],
  use: (...names: readonly Code[]) => Code,
): Code {
  const pushed: Instruction[] = [];
  const stored: Instruction[] = [];
  const names = operands.map((operand): Code => {
    if (isName(operand)) return operand;
    const local = temporary(type);
    for (const instruction of operand) pushed.push(instruction);
    stored.unshift(['local.set', local]);
    return [get(local)];
  });
  return [...pushed, ...stored, ...use(...names)];
}
