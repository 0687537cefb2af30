import {
  type CheckedProgram,
  check,
  type Form,
  launchIsProven,
  type Program,
  valueOffsets,
} from '@heddle/core/backend';
import { bind, type TestLaunch, type TestView } from '../../core/src/interpreter/launch.test-support.ts';

/** A kernel that every emitter translates if it can, and launches to run its code with. */
export interface Example {
  /** The first line of its golden files. */
  readonly shows: string;
  readonly kernel: { readonly name: string; readonly ir: Program };
  /** The forms whose code is kept, in `<backend>/<kernel>.<form>.*`. */
  readonly goldens: readonly Form[];
  /** With floats such that no device rounds: not every one divides to the last bit, but by a power of two. */
  readonly launches: readonly ExampleLaunch[];
}

export interface ExampleLaunch extends TestLaunch {
  /**
   * The views' contents after the launch, computed without any code of Heddle; undefined if only the interpreter
   * computes them.
   */
  readonly yields?: readonly (TestView | undefined)[];
}

export const bothForms: readonly Form[] = ['proven', 'checked'];

export const checkedOf = ({ kernel }: Example): CheckedProgram =>
  check({ program: kernel.ir, location: () => undefined });

/** The forms that a launch may run in. */
export function formsOf(program: CheckedProgram, launch: TestLaunch): readonly Form[] {
  const { params } = program.program;
  const { extent, views, words } = bind(program, launch);
  const { offsets } = valueOffsets(params);
  const isProven = launchIsProven(program.access, {
    extent,
    views: params.map((_, i) => views.find(({ param }) => param === i)),
    values: offsets.map(offset => (offset === undefined ? undefined : words[offset])),
  });
  return isProven ? bothForms : ['checked'];
}
