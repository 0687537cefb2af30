import { type Code, encodingOf, type Instruction, VALUE_TYPES, type ValueType } from './instructions.ts';
import { counted, name, signed, unsigned } from './leb.ts';

/** A module with the one memory that every module of this package imports: `heddle.memory`. */
export interface WasmModule {
  /** True if the memory is shared. A shared memory states its maximum size. */
  readonly shared: boolean;
  /** Names of mutable i32 globals, which are initially 0. */
  readonly globals: readonly string[];
  readonly functions: readonly WasmFunction[];
}

export interface WasmFunction {
  readonly name: string;
  readonly isExported: boolean;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** The types of the locals, without the parameters. */
  readonly locals: readonly ValueType[];
  /** The names of named parameters and locals, by index; parameters come first. */
  readonly names: ReadonlyMap<number, string>;
  readonly code: Code;
}

export const MOST_PAGES = 65_536;

export function encodeModule({ shared, globals, functions }: WasmModule): Uint8Array<ArrayBuffer> {
  const types = [...new Set(functions.map(signatureOf))];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      counted(types, text => [0x60, ...JSON.parse(text)]),
    ),
    ...section(2, [1, ...name('heddle'), ...name('memory'), 0x02, ...limits(shared)]),
    ...section(
      3,
      counted(functions, made => unsigned(types.indexOf(signatureOf(made)))),
    ),
    ...(globals.length > 0
      ? section(
          6,
          counted(globals, () => [VALUE_TYPES.i32, 1, 0x41, 0, 0x0b]),
        )
      : []),
    ...section(
      7,
      counted(
        functions.flatMap((made, i) => (made.isExported ? [{ made, i }] : [])),
        ({ made, i }) => [...name(made.name), 0x00, ...unsigned(i)],
      ),
    ),
    ...section(10, counted(functions, body)),
    ...section(0, [...name('name'), ...names(globals, functions)]),
  ]);
}

/** Large code must not become an argument list: a spread would overflow the engine's stack. */
function section(id: number, content: readonly number[]): Iterable<number> {
  return [id, ...unsigned(content.length)].concat(content);
}

function signatureOf({ params, results }: WasmFunction): string {
  const types = (list: readonly ValueType[]): number[] => counted(list, type => [VALUE_TYPES[type]]);
  return JSON.stringify([...types(params), ...types(results)]);
}

function limits(shared: boolean): number[] {
  return shared ? [0x03, 1, ...unsigned(MOST_PAGES)] : [0x00, 1];
}

function body({ locals, code }: WasmFunction): number[] {
  const runs: { type: ValueType; count: number }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  const bytes = counted(runs, ({ type, count }) => [...unsigned(count), VALUE_TYPES[type]]);
  for (const instruction of code) bytes.push(...encode(instruction));
  bytes.push(0x0b);
  return unsigned(bytes.length).concat(bytes);
}

function encode([opcode, immediate = 0]: Instruction): readonly number[] {
  const { code, immediate: kind, align } = encodingOf(opcode);
  const bytes = code > 0xff ? [code >> 8, ...unsigned(code & 0xff)] : [code];
  switch (kind) {
    case undefined:
      return bytes;
    case 'void':
      return [...bytes, 0x40];
    case 'memory':
      return [...bytes, 0];
    case 'memories':
      return [...bytes, 0, 0];
    case 'i32':
    case 'i64':
      return [...bytes, ...signed(immediate)];
    case 'f32':
      return [...bytes, ...new Uint8Array(Uint32Array.of(immediate).buffer)];
    case 'offset':
      return [...bytes, align, ...unsigned(immediate)];
    default:
      return [...bytes, ...unsigned(immediate)];
  }
}

/** The custom section from which tools and stack traces take the names of functions, locals and globals. */
function names(globals: readonly string[], functions: readonly WasmFunction[]): number[] {
  const ofFunctions = counted([...functions.entries()], ([i, made]) => [...unsigned(i), ...name(made.name)]);
  const ofLocals = counted([...functions.entries()], ([i, made]) => [
    ...unsigned(i),
    ...counted([...made.names], ([index, text]) => [...unsigned(index), ...name(text)]),
  ]);
  const ofGlobals = counted([...globals.entries()], ([i, text]) => [...unsigned(i), ...name(text)]);
  return [...section(1, ofFunctions), ...section(2, ofLocals), ...section(7, ofGlobals)];
}
