import type { Block, Instruction, Local, Place, Program } from './ir.ts';
import { COMPONENTS, type MemoryType, members, type Type, typeName } from './types.ts';

/** Prints a program as text for people: for golden tests, for messages, and to inspect a traced kernel. */
export function print(program: Program): string {
  const { name, kind, dimensions, groupSize, params, shared, functions } = program;
  const size = kind === 'group' ? `(${groupSize})` : dimensions > 1 ? `(${dimensions}d)` : '';
  const list = params.map(
    param => `${param.name}: ${param.access === 'value' ? '' : `${param.access} `}${typeName(param.type)}`,
  );
  const structs = structsOf(program).map(
    ({ name: struct, fields }) =>
      `struct ${struct} { ${Object.entries(fields)
        .map(([field, type]) => `${field}: ${typeName(type)}`)
        .join(', ')} }`,
  );
  const memory = shared.map(({ type, length }, i) => `  shared${i}: ${typeName(type)}[${length}]`);
  const printed = functions.map(({ name: callee, params: own, result, locals, body }) => {
    const typed = own.map(({ id, type }) => `%${id}: ${typeName(type)}`).join(', ');
    const lines = new Printer(program, locals).block(body, '  ');
    return [`fn ${callee}(${typed}): ${typeName(result)} {`, ...lines, '}'].join('\n');
  });
  const body = [
    `${kind}${size} ${name}(${list.join(', ')})${program.precision === 'precise' ? ' precise' : ''} {`,
    ...memory,
    ...new Printer(program, program.locals).block(program.body, '  '),
    '}',
  ].join('\n');
  return `${[...structs, ...printed, body].join('\n')}\n`;
}

class Printer {
  readonly #program: Program;
  readonly #locals: readonly Local[];

  constructor(program: Program, locals: readonly Local[]) {
    this.#program = program;
    this.#locals = locals;
  }

  block(block: Block, indent: string): readonly string[] {
    return block.flatMap(instruction => this.#lines(instruction, indent));
  }

  #lines(instruction: Instruction, indent: string): readonly string[] {
    const inner = `${indent}  `;
    switch (instruction.op) {
      case 'if':
        return [
          `${indent}if %${instruction.condition} {`,
          ...this.block(instruction.then, inner),
          ...(instruction.else.length > 0
            ? [`${indent}} else {`, ...this.block(instruction.else, inner)]
            : []),
          `${indent}}`,
        ];
      case 'loop':
        return [`${indent}loop {`, ...this.block(instruction.body, inner), `${indent}}`];
      case 'for': {
        const { id, type, from, to, step } = instruction;
        return [
          `${indent}for %${id}: ${typeName(type)} = %${from} to %${to} step %${step} {`,
          ...this.block(instruction.body, inner),
          `${indent}}`,
        ];
      }
      default:
        return [indent + this.#line(instruction)];
    }
  }

  #line(instruction: Exclude<Instruction, { readonly op: 'if' | 'loop' | 'for' }>): string {
    const { id } = instruction;
    const typed = (text: string, type: Type): string => `%${id} = ${text}: ${typeName(type)}`;
    switch (instruction.op) {
      case 'const':
        return `%${id} = ${literal(instruction.type.scalar, instruction.bits)}`;
      case 'param':
        return `%${id} = ${this.#param(instruction.param)}`;
      case 'builtin':
        return `%${id} = ${instruction.builtin}`;
      case 'length':
        return `%${id} = ${this.#param(instruction.param)}.${instruction.axis}`;
      case 'compute':
        return typed(instruction.name + args(instruction.args), instruction.type);
      case 'construct':
        return `%${id} = ${typeName(instruction.type)}${args(instruction.args)}`;
      case 'extract':
        return typed(`%${instruction.value}.${instruction.member}`, instruction.type);
      case 'element':
        return typed(`%${instruction.value}[%${instruction.index}]`, instruction.type);
      case 'load':
      case 'uniformLoad':
        return typed(`${instruction.op} ${this.#place(instruction.place)}`, instruction.type);
      case 'atomic': {
        const { name, place, args: operands } = instruction;
        return `%${id} = atomic ${name} ${this.#place(place)}${args(operands)}`;
      }
      case 'call': {
        const callee = this.#program.functions[instruction.callee]!;
        return typed(callee.name + args(instruction.args), instruction.type);
      }
      case 'subgroup':
        return typed(`subgroup ${instruction.name}${args(instruction.args)}`, instruction.type);
      case 'variable': {
        const { local, initial } = instruction;
        const first = initial === undefined ? '' : ` = %${initial}`;
        return `variable local${local}: ${typeName(this.#locals[local]!.type)}${first}`;
      }
      case 'store':
        return `store ${this.#place(instruction.place)} = %${instruction.value}`;
      case 'return':
        return instruction.value === undefined ? 'return' : `return %${instruction.value}`;
      case 'barrier':
      case 'break':
      case 'continue':
        return instruction.op;
    }
  }

  #param(index: number): string {
    return this.#program.params[index]!.name;
  }

  #place({ root, path }: Place): string {
    let text = root.kind === 'param' ? this.#param(root.index) : `${root.kind}${root.index}`;
    const owner = { local: this.#locals, shared: this.#program.shared, param: this.#program.params }[
      root.kind
    ];
    let type: MemoryType | undefined = owner[root.index]!.type;
    path.forEach((step, i) => {
      if ('element' in step) {
        text += `[%${step.element}]`;
        if (i > 0 || root.kind === 'local') type = type && members(type)[0];
      } else {
        text += `.${memberName(type, step.member)}`;
        type = type && members(type)[step.member];
      }
    });
    return text;
  }
}

const args = (values: readonly number[]): string => `(${values.map(value => `%${value}`).join(', ')})`;

function memberName(type: MemoryType | undefined, member: number): string {
  if (type?.kind === 'struct') return Object.keys(type.fields)[member] ?? String(member);
  return type?.kind === 'vec' ? COMPONENTS[member]! : String(member);
}

/** A constant. An f32 is the shortest decimal that reads back to it, and a NaN or infinity is its bits. */
function literal(scalar: string, bits: number): string {
  if (scalar === 'bool') return bits ? 'true' : 'false';
  if (scalar === 'u32') return `${bits}u`;
  if (scalar === 'i32') return `${bits | 0}i`;
  const value = new Float32Array(Uint32Array.of(bits).buffer)[0]!;
  if (Number.isNaN(value)) return `nan(0x${bits.toString(16)})`;
  if (Object.is(value, -0)) return '-0f';
  // Nine digits distinguish any two f32.
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return `${short}f`;
  }
  return `${Number(value.toPrecision(9))}f`;
}

/** Every struct that the program uses, inner ones first. */
function structsOf({
  params,
  shared,
  locals,
  functions,
}: Program): readonly Extract<Type, { kind: 'struct' }>[] {
  const found = new Map<string, Extract<Type, { kind: 'struct' }>>();
  const visit = (type: MemoryType): void => {
    if (type.kind === 'array') visit(type.elem);
    if (type.kind !== 'struct') return;
    Object.values(type.fields).forEach(visit);
    found.set(type.name, type);
  };
  for (const { type } of [...params, ...shared, ...locals]) visit(type);
  for (const { params: own, result, locals: inner } of functions)
    for (const { type } of [...own, { type: result }, ...inner]) visit(type);
  return [...found.values()];
}
