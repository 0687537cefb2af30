import { type Form, launchIsProven, layout, valueOffsets } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { runInterpreted, type TestLaunch } from '../../../core/src/interpreter/launch.test-support.ts';
import { emitters } from '../../goldens/emitter.ts';
import { ELEMENT, Random, randomProgram } from './random-program.ts';

/** `FUZZ_FIRST=1000 FUZZ_COUNT=5000` for a night; a failure names its seed. */
const first = Number(process.env.FUZZ_FIRST ?? 1);
const count = Number(process.env.FUZZ_COUNT ?? 20);

/** NaNs are equal whatever their payload. */
const canonical = (views: readonly Uint32Array[]): string =>
  views.map(words => words.map(word => ((word & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : word))).join('\n');

function randomLaunch(
  seed: number,
  kind: 'range' | 'group',
  dimensions: 1 | 2 | 3,
  parameterWords: number,
): TestLaunch {
  const random = new Random(seed);
  const floats = (n: number) =>
    new Uint32Array(Float32Array.from({ length: n }, () => (random.below(2000) - 1000) / 8).buffer);
  const small = (n: number) => Uint32Array.from({ length: n }, () => random.below(9) - 3);
  const extents = { 1: [11, 1, 1], 2: [4, 3, 1], 3: [2, 3, 2] } as const;
  const words = small(parameterWords);
  words.set(floats(1), 0);
  const stride = layout(ELEMENT).stride / 4;
  return {
    extent: kind === 'group' ? [4, 1, 1] : extents[dimensions],
    words,
    views: [
      { words: floats(12), offset: 1, step: 2 },
      { words: small(5 * stride), offset: 1 },
      { words: small(16 * stride), length: random.pick([7, 16]) },
      { words: small(24), offset: 3, length: random.pick([13, 21]) },
      { words: small(6) },
    ],
  };
}

const running = emitters.filter(({ run }) => run !== undefined);
const cases = running.flatMap(emitter => (['range', 'group'] as const).map(kind => ({ ...emitter, kind })));

test.each(cases)(
  'the code of random $kind kernels for $backend does what the interpreter does',
  ({ kind, prepare, run }) => {
    for (let seed = first; seed < first + count; seed++) {
      const random = randomProgram(seed, kind);
      const program = prepare?.(random) ?? random;
      const { dimensions, params } = program.program;
      const launch = randomLaunch(seed, kind, dimensions, valueOffsets(params).total);
      const expected = canonical(runInterpreted(program, launch));
      const agrees = (form: Form): boolean =>
        run!(program, form, launch).every(found => canonical(found) === expected);
      expect(agrees('checked'), `seed ${seed}`).toBe(true);
      const lengths = params.map(({ access }, i) => (access === 'value' ? undefined : launch.views[i - 4]));
      const views = lengths.map((view, i) => {
        if (!view) return undefined;
        const {
          words,
          offset = 0,
          step = 1,
          length = Math.ceil(((words.length * 4) / layout(params[i]!.type).stride - offset) / step),
        } = view;
        return { length, width: length, height: 1, depth: 1 };
      });
      const values = params.map((_, i) =>
        i === 1 ? launch.words![4]! : i === 2 ? launch.words![8]! | 0 : undefined,
      );
      if (!launchIsProven(program.access, { extent: launch.extent, views, values })) continue;
      expect(agrees('proven'), `seed ${seed}, proven form`).toBe(true);
    }
  },
);
