import type { CheckedProgram, Form } from '@heddle/core/backend';
import { layout, type Program } from '@heddle/core/backend';
import { expect } from 'vitest';
import {
  bind,
  checked,
  runInterpreted,
  type TestLaunch,
} from '../../../core/src/interpreter/launch.test-support.ts';
import { webAssembly } from '../platform.ts';
import { type EmittedKernel, emitWasm } from './emit.ts';
import { blockBytes, writeBlock } from './launch-block.ts';

export type Run = (block: number, start: number, end: number, scratch: number) => void;

/** The contents of memory that the code must neither read nor write. */
const GARBAGE = 0xdeadbeef;
const ZERO_BYTES = 64;

const aligned = (bytes: number): number => 16 * Math.ceil(bytes / 16);

/** A memory like a backend's: zeros at the start, garbage elsewhere. */
export function memoryOf(bytes: number, shared: boolean): { words: Uint32Array; memory: unknown } {
  const pages = Math.ceil(bytes / 65_536);
  const memory = new (webAssembly().Memory)({ initial: pages, maximum: 65_536, shared });
  const words = new Uint32Array(memory.buffer).fill(GARBAGE);
  words.fill(0, 0, ZERO_BYTES / 4);
  return { words, memory };
}

/** The exports of a module over a memory. */
export function load<Name extends string>(
  bytes: Uint8Array<ArrayBuffer>,
  memory: unknown,
): Readonly<Record<Name, Run>> {
  const wasm = webAssembly();
  if (!wasm.validate(bytes)) throw new Error('the module is not valid');
  const { exports } = new wasm.Instance(new wasm.Module(bytes), { heddle: { memory } });
  return exports as Readonly<Record<Name, Run>>;
}

/** A range of invocations (or groups). */
export type Piece = readonly [start: number, end: number];

/** A whole launch, cut at these invocations. */
export function piecesOf({ extent: [x, y, z] }: TestLaunch, cuts: readonly number[] = []): readonly Piece[] {
  return [...cuts, x * y * z].map((end, i) => [i === 0 ? 0 : cuts[i - 1]!, end] as const);
}

/**
 * The words of every view after a launch of the emitted code, run in these pieces, one after the other.
 * Throws if anything else in the memory has changed.
 */
function runEmitted(
  program: CheckedProgram,
  { bytes, scratchBytes }: EmittedKernel,
  launch: TestLaunch,
  pieces: readonly Piece[],
  shared: boolean,
): readonly Uint32Array[] {
  const { params } = program.program;
  const bound = bind(program, launch);
  const block = ZERO_BYTES;
  const scratch = aligned(block + blockBytes(bound.views.length, bound.words.length));
  let end = scratch + scratchBytes + 16;
  const places = launch.views.map(view => {
    const place = end;
    end = aligned(end + view.words.length * 4) + 16;
    return place;
  });
  const { words, memory } = memoryOf(end, shared);
  const views = bound.views.map((view, i) => ({ ...view, buffer: places[i]! }));
  const strideOf = (param: number): number => layout(params[param]!.type).stride / 4;
  writeBlock(words, block / 4, { shape: bound, views, words: bound.words }, strideOf, place => place);
  for (const [i, view] of launch.views.entries()) words.set(view.words, places[i]! / 4);
  const before = words.slice();
  const { run } = load<'run'>(bytes, memory);
  for (const [start, end] of pieces) run(block, start, end, scratch);
  const results = launch.views.map((view, i) =>
    words.slice(places[i]! / 4, places[i]! / 4 + view.words.length),
  );
  words.set(before.subarray(scratch / 4, (scratch + scratchBytes) / 4), scratch / 4);
  for (const [i, view] of launch.views.entries()) words.set(view.words, places[i]! / 4);
  for (const [word, was] of before.entries()) {
    if (words[word] !== was) throw new Error(`word ${word} is nobody's, and has changed`);
  }
  return results;
}

export function run(
  program: CheckedProgram,
  form: Form,
  launch: TestLaunch,
  pieces: readonly Piece[] = piecesOf(launch),
  shared = true,
): readonly Uint32Array[] {
  return runEmitted(program, emitWasm(program, form, shared), launch, pieces, shared);
}

/**
 * The result, after a check that the interpreter agrees, for the whole launch and invocation by invocation.
 */
export function both(
  kernel: { readonly ir: Program },
  launch: TestLaunch,
  form: Form = 'checked',
): readonly Uint32Array[] {
  const program = checked(kernel);
  const result = run(program, form, launch);
  expect(result).toEqual(runInterpreted(program, launch));
  const [x, y, z] = launch.extent;
  const single = piecesOf(
    launch,
    Array.from({ length: x * y * z }, (_, i) => i),
  );
  expect(run(program, form, launch, single, false)).toEqual(result);
  return result;
}
