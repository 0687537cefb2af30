import { emitJavaScript } from '../../../cpu/src/emit/emit.ts';
import { run } from '../../../cpu/src/emit/run.test-support.ts';
import type { Emitter } from '../emitter.ts';

export const emitter: Emitter = {
  extension: 'js',
  comment: '//',
  lacks: [],
  emit: (program, form) => emitJavaScript(program, form).source,
  run: (program, form, launch) => [run(program, form, launch)],
};
