import type { Block, Instruction, Local, Place, Program, ValueId } from './ir.ts';
import type { MemoryType } from './types.ts';

/**
 * The structural hash of a program, which determines its code and is the key of every cache. Names are part of it
 * (people read generated code), source locations are not. Ids are renumbered in order of appearance, so that ids
 * which the tracer skipped make no difference. It has 128 bits; two programs with the same hash are treated as equal.
 */
export function hashOf(program: Program): string {
  return hash128(serialize(program));
}

/** A canonical text of a program, which does not depend on the order of the keys of its objects. */
export function serialize(program: Program): string {
  const { name, kind, dimensions, groupSize, precision, params, shared, locals, functions, body } = program;
  const ids = new Map<ValueId, number>();
  return JSON.stringify([
    name,
    kind,
    dimensions,
    groupSize,
    precision,
    params.map(param => [param.name, param.access, typeOf(param.type)]),
    shared.map(({ type, length }) => [typeOf(type), length]),
    localsOf(locals),
    functions.map(declared => [
      declared.name,
      declared.params.map(({ id, type }) => [define(id, ids), typeOf(type)]),
      typeOf(declared.result),
      localsOf(declared.locals),
      blockOf(declared.body, ids),
    ]),
    blockOf(body, ids),
  ]);
}

type Data = string | number | boolean | undefined | readonly Data[];

function define(id: ValueId, ids: Map<ValueId, number>): number {
  ids.set(id, ids.size);
  return ids.size - 1;
}

const localsOf = (locals: readonly Local[]): Data => locals.map(({ type }) => typeOf(type));
const blockOf = (block: Block, ids: Map<ValueId, number>): Data =>
  block.map(instruction => instructionOf(instruction, ids));

function instructionOf(instruction: Instruction, ids: Map<ValueId, number>): Data {
  const value = (id: ValueId | undefined): Data => (id === undefined ? -1 : ids.get(id)!);
  const values = (list: readonly ValueId[]): Data => list.map(value);
  const head = (...rest: readonly Data[]): Data => [instruction.op, define(instruction.id, ids), ...rest];
  switch (instruction.op) {
    case 'const':
      return head(typeOf(instruction.type), instruction.bits);
    case 'param':
      return head(instruction.param);
    case 'builtin':
      return head(instruction.builtin);
    case 'length':
      return head(instruction.param, instruction.axis);
    case 'compute':
      return head(instruction.name, typeOf(instruction.type), values(instruction.args));
    case 'construct':
      return head(typeOf(instruction.type), values(instruction.args));
    case 'extract':
      return head(value(instruction.value), instruction.member);
    case 'element':
      return head(value(instruction.value), value(instruction.index));
    case 'load':
    case 'uniformLoad':
      return head(placeOf(instruction.place, value));
    case 'atomic':
      return head(instruction.name, placeOf(instruction.place, value), values(instruction.args));
    case 'call':
      return head(instruction.callee, values(instruction.args));
    case 'subgroup':
      return head(instruction.name, typeOf(instruction.type), values(instruction.args));
    case 'variable':
      return head(instruction.local, value(instruction.initial));
    case 'store':
      return head(placeOf(instruction.place, value), value(instruction.value));
    case 'if':
      return head(
        value(instruction.condition),
        blockOf(instruction.then, ids),
        blockOf(instruction.else, ids),
      );
    case 'loop':
      return head(blockOf(instruction.body, ids));
    case 'for':
      return head(
        typeOf(instruction.type),
        value(instruction.from),
        value(instruction.to),
        value(instruction.step),
        blockOf(instruction.body, ids),
      );
    case 'return':
      return head(value(instruction.value));
    case 'barrier':
    case 'break':
    case 'continue':
      return head();
  }
}

const placeOf = ({ root, path }: Place, value: (id: ValueId) => Data): Data => [
  root.kind,
  root.index,
  path.map(step => ('element' in step ? ['[', value(step.element)] : ['.', step.member])),
];

function typeOf(type: MemoryType): Data {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'vec':
      return ['vec', type.n, type.elem.scalar];
    case 'array':
      return ['array', typeOf(type.elem), type.length];
    case 'struct':
      return ['struct', type.name, Object.entries(type.fields).map(([name, field]) => [name, typeOf(field)])];
    case 'atomic':
      return ['atomic', type.elem.scalar];
  }
}

/**
 * A multiply-and-rotate hash with four 32-bit states. Every character is mixed into each state with a different odd
 * multiplier, and then the states are mixed with each other. It avoids accidental collisions, not those of an
 * attacker: a program hashes only its own author's kernels.
 */
export function hash128(text: string): string {
  let a = 0x9e3779b9;
  let b = 0x7f4a7c15;
  let c = 0x6a09e667;
  let d = 0x3c6ef372;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = rotate(Math.imul(a ^ code, 0x85ebca6b), 13);
    b = rotate(Math.imul((b + a) ^ code, 0xc2b2ae35), 17);
    c = rotate(Math.imul((c ^ b) + code, 0x27d4eb2f), 11);
    d = rotate(Math.imul((d + c) ^ code, 0x165667b1), 19);
  }
  const lanes = [a, b, c, d];
  for (let round = 0; round < 8; round++) {
    const i = round % 4;
    lanes[i] = finish(lanes[i]! + lanes[(i + 3) % 4]! + text.length);
  }
  return lanes.map(lane => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

const rotate = (bits: number, by: number): number => (bits << by) | (bits >>> (32 - by));

/** Mixes 32 bits, so that every bit of the input affects every bit of the output. */
function finish(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
