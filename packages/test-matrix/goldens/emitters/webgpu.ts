import { emitWgsl } from '../../../webgpu/src/emit/emit.ts';
import type { Emitter } from '../emitter.ts';

export const emitter: Emitter = {
  extension: 'wgsl',
  comment: '//',
  lacks: [],
  emit: (program, form) => emitWgsl(program, form).code,
};
