import type { CheckedProgram, Form } from '@heddle/core/backend';
import { layout, valueOffsets } from '@heddle/core/backend';
import { emitJavaScript } from './emit.ts';

/** What a view of a test is bound to: words of a buffer, and optionally where in it. */
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

function bind(
  program: CheckedProgram,
  { extent, views, words }: TestLaunch,
  copies: readonly Uint32Array<ArrayBuffer>[],
) {
  const params = program.program.params.flatMap(({ access, type }, param) =>
    access === 'value' ? [] : [{ param, type }],
  );
  return {
    extent,
    words: words ?? new Uint32Array(valueOffsets(program.program.params).total),
    views: params.map(({ param, type }, i) => {
      const {
        offset = 0,
        step = 1,
        length = Math.ceil(((views[i]!.words.length * 4) / layout(type).stride - offset) / step),
      } = views[i]!;
      const { width = length, height = 1 } = views[i]!;
      const memory = copies[i]!.buffer;
      return {
        param,
        offset,
        step,
        length,
        width,
        height,
        depth: length / (width * height),
        f32: new Float32Array(memory),
        i32: new Int32Array(memory),
        u32: new Uint32Array(memory),
      };
    }),
  };
}

/** The words of every view after a launch of the emitted code. */
export function run(program: CheckedProgram, form: Form, launch: TestLaunch): readonly Uint32Array[] {
  const copies = launch.views.map(view => view.words.slice());
  emitJavaScript(program, form).link()(bind(program, launch, copies));
  return copies;
}
