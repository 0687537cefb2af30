import type { CheckedProgram, Form } from '@heddle/core/backend';
import { bind, type TestLaunch } from '../../../core/src/interpreter/launch.test-support.ts';
import { emitJavaScript } from './emit.ts';

/** The words of every view after a launch of the emitted code. */
export function run(program: CheckedProgram, form: Form, launch: TestLaunch): readonly Uint32Array[] {
  const copies = launch.views.map(view => view.words.slice());
  const { views, ...bound } = bind(program, launch);
  emitJavaScript(program, form).link()({
    ...bound,
    views: views.map((view, i) => {
      const memory = copies[i]!.buffer;
      return {
        ...view,
        f32: new Float32Array(memory),
        i32: new Int32Array(memory),
        u32: new Uint32Array(memory),
      };
    }),
  });
  return copies;
}
