import { type CheckedProgram, check, type Form, launchIsProven, type Program } from '@heddle/core/backend';
import { bind, type TestLaunch, type TestView } from '../../wasm/src/emit/run.test-support.ts';

/** A kernel that every emitter translates, and launches to run its code with. */
export interface Example {
  /** The first line of its golden files. */
  readonly shows: string;
  readonly kernel: { readonly name: string; readonly ir: Program };
  /** The forms whose code is kept, in `<backend>/<kernel>.<form>.*`. */
  readonly goldens: readonly Form[];
  readonly launches: readonly ExampleLaunch[];
}

export interface ExampleLaunch extends TestLaunch {
  /**
   * What the views hold afterwards, computed without any code of ours; undefined where only the interpreter
   * says it.
   */
  readonly yields?: readonly (TestView | undefined)[];
}

export const bothForms: readonly Form[] = ['proven', 'checked'];

export const checkedOf = ({ kernel }: Example): CheckedProgram =>
  check({ program: kernel.ir, location: () => undefined });

/** The forms that a launch may run in, where nothing is known of its values. */
export function formsOf(program: CheckedProgram, launch: TestLaunch): readonly Form[] {
  const { params } = program.program;
  const { extent, views } = bind(program, launch);
  const isProven = launchIsProven(program.access, {
    extent,
    views: params.map((_, i) => views.find(({ param }) => param === i)),
    values: params.map(() => undefined),
  });
  return isProven ? bothForms : ['checked'];
}
