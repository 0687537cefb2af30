// The form in which tests of all emitters write a launch, and its run by the interpreter. The unit tests of the
// backends and packages/test-matrix share it.
import { check } from '../check/check.ts';
import type { CheckedProgram } from '../check/checked.ts';
import type { Program } from '../ir/ir.ts';
import { layout } from '../ir/layout.ts';
import { valueOffsets } from '../ir/value-words.ts';
import { type InterpreterView, interpret } from './interpret.ts';

/** A view over words of a buffer, optionally with its offset and step. */
export interface TestView {
  readonly words: Uint32Array<ArrayBuffer>;
  readonly offset?: number;
  readonly step?: number;
  readonly length?: number;
  readonly width?: number;
  readonly height?: number;
}

export interface TestLaunch {
  readonly extent: readonly [number, number, number];
  readonly views: readonly TestView[];
  readonly words?: Uint32Array;
}

export const floats = (...values: number[]): TestView => ({
  words: new Uint32Array(Float32Array.from(values).buffer),
});
export const words = (...values: number[]): TestView => ({ words: Uint32Array.from(values) });
export const zeros = (n: number): TestView => ({ words: new Uint32Array(n) });
export const counted = (n: number, value: (i: number) => number): readonly number[] =>
  Array.from({ length: n }, (_, i) => value(i));

export interface BoundLaunch {
  readonly extent: readonly [number, number, number];
  readonly words: Uint32Array;
  readonly views: readonly Omit<InterpreterView, 'memory' | 'byteOffset'>[];
}

/** The launch with all defaults, in the form that a backend gets. */
export function bind(program: CheckedProgram, { extent, views, words }: TestLaunch): BoundLaunch {
  const { params } = program.program;
  const bound = params.flatMap(({ access, type }, param) => (access === 'value' ? [] : [{ param, type }]));
  return {
    extent,
    words: words ?? new Uint32Array(valueOffsets(params).total),
    views: bound.map(({ param, type }, i) => {
      const view = views[i]!;
      const { offset = 0, step = 1 } = view;
      const elements = (view.words.length * 4) / layout(type).stride;
      const { length = Math.ceil((elements - offset) / step) } = view;
      const { width = length, height = 1 } = view;
      return { param, offset, step, length, width, height, depth: length / (width * height) };
    }),
  };
}

/** Runs the launch in the interpreter, and returns the words of every view. */
export function runInterpreted(program: CheckedProgram, launch: TestLaunch): readonly Uint32Array[] {
  const copies = launch.views.map(view => view.words.slice());
  const { views, ...bound } = bind(program, launch);
  interpret(program, {
    ...bound,
    views: views.map((view, i) => ({ ...view, memory: copies[i]!.buffer, byteOffset: 0 })),
  });
  return copies;
}

export const checked = ({ ir }: { readonly ir: Program }): CheckedProgram =>
  check({ program: ir, location: () => undefined });
