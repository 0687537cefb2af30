import { emitPasses } from '../../../webgl/src/emit/emit.ts';
import { planPasses } from '../../../webgl/src/emit/pass-plan.ts';
import type { Emitter } from '../emitter.ts';

export const emitter: Emitter = {
  extension: 'glsl',
  comment: '//',
  lacks: ['groups', 'atomics', 'scatter'],
  /** The shader of each pass, as on a device with the fewest attachments, where all views begin at one place. */
  emit(program, form) {
    const planned = planPasses(program, 4, () => true);
    const passes = emitPasses(program, form, planned).map(({ fragment }) => fragment);
    if (passes.length === 1) return passes[0]!;
    return passes.map((code, i) => `\n// pass ${i + 1} of ${passes.length}\n${code}`).join('');
  },
};
