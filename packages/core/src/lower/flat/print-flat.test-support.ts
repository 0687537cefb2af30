import type { GroupBlock, GroupProgram } from '../groups/group-program.ts';
import type { FlatBlock, FlatId, FlatInstruction, FlatProgram } from './flat.ts';

/**
 * Prints flat code, one instruction on each line. Inputs are printed at their uses; other values are numbered in order
 * of appearance.
 */
export function printFlat(program: FlatProgram, block: FlatBlock = program.body.block): string {
  return numbered(lines(program, block, ''));
}

export function printGroup(group: GroupProgram): string {
  const { flat, context } = group;
  const kept = [
    ...[...context.values].map(id => `%${id}`),
    ...[...context.locals].map(local => `local ${local}`),
    ...[...context.memories].map(memory => `memory ${memory}`),
    ...(context.ended ? ['ended'] : []),
  ];
  return numbered([
    ...(kept.length > 0 ? [`context ${kept.join(', ')}`] : []),
    ...lines(flat, group.prologue, 'launch '),
    ...groupLines(flat, group.block, ''),
  ]);
}

function numbered(text: readonly string[]): string {
  const numbers = new Map<string, number>();
  return text.join('\n').replace(/%\d+/g, id => {
    if (!numbers.has(id)) numbers.set(id, numbers.size);
    return `%${numbers.get(id)}`;
  });
}

function groupLines(program: FlatProgram, block: GroupBlock, indent: string): readonly string[] {
  const value = (id: FlatId): string => name(program, id);
  return block.flatMap(node => {
    switch (node.op) {
      case 'values':
        return lines(program, node.instructions, `${indent}group `);
      case 'region': {
        const notes = [
          ...node.loads.map(id => `needs %${id}`),
          ...[...node.saves].map(id => `keeps %${id}`),
          ...node.locals.map(
            ({ local, load, save }) =>
              `${load ? 'needs' : ''}${load && save ? '+' : ''}${save ? 'keeps' : ''} local ${local}`,
          ),
          ...(node.endsLanes ? ['ends lanes'] : []),
          ...(node.skipEnded ? ['skips ended'] : []),
        ];
        return [
          `${indent}region${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`,
          ...lines(program, node.body, `${indent}  `),
        ];
      }
      case 'if':
        return [
          `${indent}if ${value(node.condition)}`,
          ...groupLines(program, node.then, `${indent}  `),
          ...(node.else.length > 0
            ? [`${indent}else`, ...groupLines(program, node.else, `${indent}  `)]
            : []),
        ];
      case 'loop':
        return [`${indent}loop`, ...groupLines(program, node.body, `${indent}  `)];
      case 'for':
        return [`${indent}${forHead(program, node)}`, ...groupLines(program, node.body, `${indent}  `)];
      default:
        return [indent + node.op];
    }
  });
}

function lines(program: FlatProgram, block: FlatBlock, indent: string): readonly string[] {
  return block.flatMap(instruction => [
    indent + head(program, instruction),
    ...('body' in instruction ? lines(program, instruction.body, `${indent}  `) : []),
    ...(instruction.op === 'if' ? lines(program, instruction.then, `${indent}  `) : []),
    ...(instruction.op === 'if' && instruction.else.length > 0
      ? [`${indent}else`, ...lines(program, instruction.else, `${indent}  `)]
      : []),
  ]);
}

const forHead = (
  program: FlatProgram,
  { id, from, step, trips }: { id: FlatId; from: FlatId; step: FlatId; trips: FlatId },
): string =>
  `for %${id} from ${name(program, from)} step ${name(program, step)} trips ${name(program, trips)}`;

function head(program: FlatProgram, instruction: FlatInstruction): string {
  const value = (id: FlatId): string => name(program, id);
  const place = (): string => {
    if (!('offset' in instruction)) return '';
    const { memory, address, offset, ok } = instruction;
    const of = memory.kind === 'words' ? 'words' : `${memory.kind}${memory.index}`;
    return `${of}[${address === undefined ? '' : `${value(address)} + `}${offset}]${ok === undefined ? '' : ` if ${value(ok)}`}`;
  };
  switch (instruction.op) {
    case 'compute':
      return `%${instruction.id} = ${instruction.name} ${instruction.args.map(value).join(' ')}`;
    case 'element':
      return `%${instruction.id} = element ${instruction.param} ${value(instruction.index)}`;
    case 'offset':
      return `%${instruction.id} = ${instruction.base === undefined ? '' : `${value(instruction.base)} + `}${value(instruction.index)} * ${instruction.stride}`;
    case 'get':
      return `%${instruction.id} = local ${instruction.local}`;
    case 'load':
      return `%${instruction.id} = ${program.types[instruction.id]} ${place()}`;
    case 'atomic':
      return `%${instruction.id} = ${instruction.name} ${place()} ${instruction.args.map(value).join(' ')}`.trimEnd();
    case 'call':
      return `${instruction.ids.map(id => `%${id}`).join(' ')} = call ${instruction.callee} ${instruction.args.map(value).join(' ')}`;
    case 'declare':
    case 'set':
      return `${instruction.op} local ${instruction.local} = ${value(instruction.value)}`;
    case 'store':
      return `${place()} = ${value(instruction.value)}`;
    case 'clear':
      return `clear memory ${instruction.memory}`;
    case 'if':
      return `if ${value(instruction.condition)}`;
    case 'for':
      return forHead(program, instruction);
    case 'return':
      return `return ${instruction.values.map(value).join(' ')}`.trimEnd();
    default:
      return instruction.op;
  }
}

function name(program: FlatProgram, id: FlatId): string {
  const input = program.inputs.find(candidate => candidate.id === id);
  switch (input?.op) {
    case undefined:
      return `%${id}`;
    case 'const': {
      const type = program.types[id]!;
      if (type === 'bool') return input.bits === 0 ? 'false' : 'true';
      if (type === 'f32') return `${new Float32Array(Uint32Array.of(input.bits).buffer)[0]!}f`;
      return type === 'i32' ? `${input.bits | 0}i` : `${input.bits}`;
    }
    case 'word':
      return `$${input.name}`;
    case 'builtin':
      return input.builtin;
    case 'length':
      return `${program.params[input.param]!.name}.${input.axis}`;
  }
}
