import type {
  AtomicInstruction,
  Block,
  Builtin,
  FunctionNode,
  Instruction,
  Program,
  SubgroupName,
  ValueId,
} from '../ir/ir.ts';
import { ops, resultType } from '../ir/ops/index.ts';
import { BOOL, members, type ScalarNode, sameType, type Type, typeName, U32 } from '../ir/types.ts';
import { blocksOf } from '../ir/walk.ts';
import { checkIndex, checkPlace, elementOf, memberOf, type Surroundings } from './check-place.ts';
import type { Fail } from './fail.ts';

/**
 * Checks four rules. The operands and the result of every instruction have the types that ir.ts defines. The path of a
 * place leads to its type. A declaration's access allows each use. Instructions that only a kernel's body, or only a
 * group kernel, may contain occur nowhere else. The tracer prevents most mistakes of these kinds, and emitters rely on
 * all four rules. It runs after the check of scopes.
 */
export function checkTypes(program: Program, fail: Fail): void {
  const types = new Map<ValueId, Type>();
  const typeOf = (value: ValueId): Type =>
    types.get(value) ?? fail(`instruction ${value} yields no value`, [value]);
  const body = (block: Block, locals: Program['locals'], callee: FunctionNode | undefined): void => {
    const around: Surroundings = { program, locals, callee: callee?.name, fail, typeOf };
    const inBlock = (inner: Block): void => {
      for (const instruction of inner) {
        checkInstruction(instruction, around, callee);
        if ('type' in instruction) types.set(instruction.id, instruction.type);
        blocksOf(instruction).forEach(inBlock);
      }
    };
    inBlock(block);
  };
  for (const callee of program.functions) {
    for (const { id, type } of callee.params) types.set(id, type);
    body(callee.body, callee.locals, callee);
  }
  body(program.body, program.locals, undefined);
}

function checkInstruction(
  instruction: Instruction,
  around: Surroundings,
  callee: FunctionNode | undefined,
): void {
  const { program, fail, typeOf } = around;
  const { id } = instruction;
  const expect = (found: Type, expected: Type, what: string, at: readonly ValueId[] = []): void => {
    if (!sameType(found, expected))
      fail(`${what}: expected ${typeName(expected)}, found ${typeName(found)}`, [id, ...at]);
  };
  const operand = (value: ValueId, expected: Type, what: string): void =>
    expect(typeOf(value), expected, what, [value]);
  const inKernelOnly = (what: string): void => {
    if (callee)
      fail(
        `${what} in function '${callee.name}'`,
        [id],
        'fn() takes and returns values only: pass what it needs as an argument.',
      );
  };
  const inGroupKernelOnly = (what: string): void => {
    inKernelOnly(what);
    if (program.kind !== 'group') fail(`${what} in a kernel over a range`, [id], 'Use groupKernel.');
  };

  switch (instruction.op) {
    case 'const': {
      const { type, bits } = instruction;
      const most = type.scalar === 'bool' ? 1 : 2 ** 32 - 1;
      if (!Number.isInteger(bits) || bits < 0 || bits > most)
        fail(`the bits of a ${typeName(type)} constant are 0 to ${most}, found ${bits}`, [id]);
      return;
    }
    case 'param': {
      inKernelOnly('a parameter of the kernel');
      const param =
        program.params[instruction.param] ?? fail(`parameter ${instruction.param} does not exist`, [id]);
      if (param.access !== 'value')
        fail(`parameter '${param.name}' is a view and no value`, [id], 'Take an element with .at(index).');
      return expect(instruction.type, param.type, `parameter '${param.name}'`);
    }
    case 'builtin':
      inKernelOnly(instruction.builtin);
      if (!builtinsOf(program).includes(instruction.builtin))
        fail(`this kernel has no ${instruction.builtin}`, [id]);
      return expect(instruction.type, U32, instruction.builtin);
    case 'length': {
      inKernelOnly('the length of a view');
      const param =
        program.params[instruction.param] ?? fail(`parameter ${instruction.param} does not exist`, [id]);
      if (param.access === 'value')
        fail(`parameter '${param.name}' is a value and has no ${instruction.axis}`, [id]);
      return expect(instruction.type, U32, instruction.axis);
    }
    case 'compute': {
      const args = instruction.args.map(typeOf);
      if (!Object.hasOwn(ops, instruction.name)) fail(`there is no operation '${instruction.name}'`, [id]);
      const type = resultType(instruction.name, args);
      const call = `${instruction.name}(${args.map(typeName).join(', ')})`;
      return typeof type === 'string'
        ? fail(`${call} does not exist: ${type}`, [id, ...instruction.args])
        : expect(instruction.type, type, call);
    }
    case 'construct': {
      const parts = members(instruction.type);
      if (parts.length !== instruction.args.length || parts.length === 0) {
        fail(`${typeName(instruction.type)} has ${parts.length} members, found ${instruction.args.length}`, [
          id,
        ]);
      }
      for (const [i, part] of parts.entries()) {
        operand(instruction.args[i]!, part, `member ${i} of ${typeName(instruction.type)}`);
      }
      return;
    }
    case 'extract':
      return expect(
        instruction.type,
        memberOf(typeOf(instruction.value), instruction.member, id, fail),
        `member ${instruction.member}`,
      );
    case 'element':
      checkIndex(instruction.index, id, around);
      return expect(instruction.type, elementOf(typeOf(instruction.value), id, fail), 'an element');
    case 'load':
      checkPlace(instruction.place, 'read', id, around);
      return expect(instruction.type, instruction.place.type as Type, 'a read');
    case 'store':
      checkPlace(instruction.place, 'write', id, around);
      return operand(instruction.value, instruction.place.type as Type, 'what is written');
    case 'atomic':
      checkPlace(instruction.place, 'atomic', id, around);
      return checkAtomic(instruction, around);
    case 'uniformLoad':
      inGroupKernelOnly('uniformLoad');
      checkPlace(instruction.place, 'read', id, around);
      if (instruction.place.root.kind !== 'shared') fail('uniformLoad reads shared memory only', [id]);
      return expect(instruction.type, instruction.place.type as Type, 'uniformLoad');
    case 'barrier':
      return inGroupKernelOnly('a barrier');
    case 'subgroup': {
      inGroupKernelOnly('a subgroup operation');
      const args = instruction.args.map(typeOf);
      const type = subgroupType(instruction.name, args);
      return type === undefined
        ? fail(`subgroup.${instruction.name}(${args.map(typeName).join(', ')}) does not exist`, [id])
        : expect(instruction.type, type, `subgroup.${instruction.name}`);
    }
    case 'call': {
      // Callees stand before callers, so a recursive function would call one that is not declared yet.
      const own = callee ? program.functions.indexOf(callee) : program.functions.length;
      const called =
        program.functions[instruction.callee] ?? fail(`function ${instruction.callee} does not exist`, [id]);
      if (instruction.callee >= own)
        fail(
          `function '${callee!.name}' calls '${called.name}': functions cannot be recursive`,
          [id],
          'Use a Loop and a stack array.',
        );
      if (called.params.length !== instruction.args.length) {
        fail(`'${called.name}' takes ${called.params.length} arguments, found ${instruction.args.length}`, [
          id,
        ]);
      }
      for (const [i, { type }] of called.params.entries()) {
        operand(instruction.args[i]!, type, `argument ${i} of '${called.name}'`);
      }
      return expect(instruction.type, called.result, `the result of '${called.name}'`);
    }
    case 'variable': {
      const local =
        around.locals[instruction.local] ?? fail(`variable ${instruction.local} does not exist`, [id]);
      if (instruction.initial !== undefined)
        operand(instruction.initial, local.type, 'the first value of a variable');
      return;
    }
    case 'if':
      return operand(instruction.condition, BOOL, 'the condition of an If');
    case 'for':
      if (instruction.type.scalar !== 'u32' && instruction.type.scalar !== 'i32')
        fail(`For counts in u32 or i32, found ${typeName(instruction.type)}`, [id]);
      for (const part of ['from', 'to', 'step'] as const)
        operand(instruction[part], instruction.type, `\`${part}\` of a For`);
      return;
    case 'return':
      if (callee === undefined)
        return instruction.value === undefined
          ? undefined
          : fail('a kernel returns no value', [id], 'Write to a view.');
      return operand(
        instruction.value ?? fail(`function '${callee.name}' returns no value here`, [id]),
        callee.result,
        `the result of '${callee.name}'`,
      );
    case 'loop':
    case 'break':
    case 'continue':
      return;
  }
}

function builtinsOf({ kind, dimensions }: Program): readonly Builtin[] {
  if (kind === 'group') return ['localIndex', 'groupIndex', 'globalIndex', 'groupCount'];
  return (['x', 'y', 'z'] as const)
    .slice(0, dimensions)
    .flatMap(axis => [`index.${axis}`, `extent.${axis}`] as const);
}

function checkAtomic(
  { id, name, type, place, args }: AtomicInstruction,
  { fail, typeOf }: Surroundings,
): void {
  const elem = (place.type as { readonly elem: ScalarNode }).elem;
  const arity = name === 'load' ? 0 : name === 'compareExchange' ? 2 : 1;
  if (args.length !== arity) fail(`atomic ${name} takes ${arity} operands, found ${args.length}`, [id]);
  for (const found of [...args.map(typeOf), type]) {
    if (!sameType(found, elem))
      fail(`atomic ${name}: expected ${typeName(elem)}, found ${typeName(found)}`, [id, ...args]);
  }
}

/** The result type; undefined if the operation does not exist. Operands are scalars or vectors of numbers. */
function subgroupType(name: SubgroupName, args: readonly Type[]): Type | undefined {
  const [value, other] = args;
  const number =
    value !== undefined &&
    (value.kind === 'vec' || value.kind === 'scalar') &&
    (value.kind === 'vec' ? value.elem.scalar : value.scalar) !== 'bool';
  switch (name) {
    case 'size':
    case 'invocationIndex':
      return args.length === 0 ? U32 : undefined;
    case 'elect':
      return args.length === 0 ? BOOL : undefined;
    case 'any':
    case 'all':
      return args.length === 1 && sameType(value!, BOOL) ? BOOL : undefined;
    case 'shuffle':
      return args.length === 2 && number && sameType(other!, U32) ? value : undefined;
    default:
      return args.length === 1 && number ? value : undefined;
  }
}
