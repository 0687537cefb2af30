import type { OpName, Place } from '../ir/ir.ts';
import { type ArrayNode, type MemoryType, members, type Type } from '../ir/types.ts';
import { memberName } from '../lower/flat/flatten-storage.ts';
import type { ShaderInstruction, ShaderProgram } from '../lower/shader/shader.ts';

/** A descriptive name for a value. The names of the kernel's source are unknown, because the source is not parsed. */
export function hintFor(
  instruction: Extract<ShaderInstruction, { type: Type }>,
  program: ShaderProgram,
): string {
  const given = program.hints.get(instruction.id);
  if (given !== undefined) return given;
  switch (instruction.op) {
    case 'compute':
      if (instruction.type.kind === 'scalar' && instruction.type.scalar === 'bool') return 'test';
      return OPERATIONS[instruction.name] ?? instruction.name;
    case 'extract': {
      const type = program.types.get(instruction.value)!;
      return type.kind === 'struct' ? memberName(type, instruction.member) : 'part';
    }
    case 'address':
      return `${program.params[instruction.param]!.name}_at`;
    case 'load':
    case 'uniformLoad':
      return placeHint(instruction.place, instruction.type, program);
    case 'call':
      return program.functions[instruction.callee]!.name === 'toI32' ||
        program.functions[instruction.callee]!.name === 'toU32'
        ? 'whole'
        : (typeHint(instruction.type) ?? `${program.functions[instruction.callee]!.name}_result`);
    default:
      return typeHint(instruction.type) ?? 'value';
  }
}

const OPERATIONS: { readonly [name in OpName]?: string } = {
  add: 'sum',
  sub: 'difference',
  mul: 'product',
  div: 'quotient',
  rem: 'rest',
  min: 'least',
  max: 'most',
  neg: 'negative',
  select: 'choice',
  sqrt: 'root',
  fma: 'sum',
  and: 'bits',
  or: 'bits',
  xor: 'bits',
  not: 'bits',
  shl: 'shifted',
  shr: 'shifted',
  bitsU32: 'bits',
  bitsI32: 'bits',
  toF32: 'number',
  toI32: 'signed',
  toU32: 'unsigned',
};

function placeHint({ root, path }: Place, type: MemoryType, program: ShaderProgram): string {
  const ofType = typeHint(type);
  if (ofType !== undefined) return ofType;
  if (root.kind === 'local') return 'value';
  let owner: MemoryType = (root.kind === 'param' ? program.params : program.shared)[root.index]!.type;
  let hint = root.kind === 'param' ? singular(program.params[root.index]!.name) : 'shared_value';
  for (const step of path.slice(1)) {
    if ('member' in step && owner.kind === 'struct') hint = memberName(owner, step.member);
    owner = 'member' in step ? members(owner)[step.member]! : (owner as ArrayNode).elem;
  }
  return hint;
}

/** A name from a type, such as `node` for a Node. */
function typeHint(type: MemoryType): string | undefined {
  return type.kind === 'struct' ? type.name[0]!.toLowerCase() + type.name.slice(1) : undefined;
}

export function localHint(type: Type): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar === 'bool' ? 'flag' : 'value';
    case 'vec':
      return 'vector';
    case 'array':
      return 'items';
    case 'struct':
      return typeHint(type)!;
  }
}

export function loopHint(depth: number): string {
  return 'ijklmn'[Math.min(depth, 5)]!;
}

/** The name of an element, such as `value` for an element of `values`. */
const singular = (name: string): string => (/[^s]s$/.test(name) ? name.slice(0, -1) : `${name}_value`);
