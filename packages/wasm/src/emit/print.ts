import { encodingOf, type Instruction, opensBlock } from './instructions.ts';
import { MOST_PAGES, type WasmFunction, type WasmModule } from './module.ts';

/** A module in WebAssembly's text format. */
export function printModule({ shared, globals, functions }: WasmModule): string {
  const lines = [
    '(module',
    `  (import "heddle" "memory" (memory ${shared ? `1 ${MOST_PAGES} shared` : '1'}))`,
    ...globals.map(name => `  (global $${name} (mut i32) (i32.const 0))`),
  ];
  const printed = functions.flatMap(made => printFunction(made, globals, functions));
  return `${lines.concat(printed).join('\n')})\n`;
}

function printFunction(
  made: WasmFunction,
  globals: readonly string[],
  functions: readonly WasmFunction[],
): readonly string[] {
  const { params, results, locals, code } = made;
  const local = (index: number): string => {
    const known = made.names.get(index);
    return known === undefined ? `${index}` : `$${known}`;
  };
  const declared = (keyword: string, types: readonly string[], first: number): string[] =>
    types.map((type, i) => `(${keyword} ${made.names.has(first + i) ? `${local(first + i)} ` : ''}${type})`);
  const head = [
    `(func $${made.name}`,
    ...(made.isExported ? [`(export "${made.name}")`] : []),
    ...declared('param', params, 0),
    ...results.map(type => `(result ${type})`),
  ];
  const lines = [`  ${head.join(' ')}`];
  if (locals.length > 0) lines.push(`    ${declared('local', locals, params.length).join(' ')}`);
  let depth = 2;
  for (const instruction of code) {
    const [name] = instruction;
    if (name === 'end' || name === 'else') depth--;
    lines.push('  '.repeat(depth) + text(instruction));
    if (opensBlock(name) || name === 'else') depth++;
  }
  lines[lines.length - 1] += ')';
  return lines;

  function text([name, value = 0]: Instruction): string {
    const { immediate } = encodingOf(name);
    switch (immediate) {
      case undefined:
      case 'void':
      case 'memory':
      case 'memories':
        return name;
      case 'local':
        return `${name} ${local(value)}`;
      case 'global':
        return `${name} $${globals[value]!}`;
      case 'function':
        return `${name} $${functions[value]!.name}`;
      case 'offset':
        return value === 0 ? name : `${name} offset=${value}`;
      case 'f32':
        return `${name} ${float(value)}`;
      default:
        return `${name} ${value}`;
    }
  }
}

/**
 * The shortest decimal of the double with the same value names an f32 exactly. A NaN is named by its payload.
 */
function float(bits: number): string {
  const value = new Float32Array(Uint32Array.of(bits).buffer)[0]!;
  const sign = bits >>> 31 ? '-' : '';
  if (Number.isNaN(value)) return `${sign}nan:0x${(bits & 0x7fffff).toString(16)}`;
  return `${sign}${Math.abs(value) === Infinity ? 'inf' : Math.abs(value)}`;
}
