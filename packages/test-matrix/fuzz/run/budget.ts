// How much a run of the tests fuzzes: a little in every run of the matrix, as much as was asked for by `npm run fuzz`.
import { inject } from 'vitest';
import type { Target } from '../../src/targets.ts';
import type { Budget } from './fuzz.ts';

export type Kind = 'kernels' | 'floats' | 'host';

declare module 'vitest' {
  interface ProvidedContext {
    readonly fuzz?: {
      readonly seed: number;
      readonly seconds: number;
      readonly only?: Kind;
      readonly path?: string;
    };
  }
}

/** Programs of a kind in every run: together they take some two minutes. The seed is always this one. */
const SEED = 1;
const PROGRAMS: Readonly<Record<Target['backend'], Readonly<Record<Kind, number>>>> = {
  cpu: { kernels: 100, floats: 50, host: 40 },
  null: { kernels: 10, floats: 10, host: 40 },
  wasm: { kernels: 80, floats: 40, host: 40 },
  webgpu: { kernels: 60, floats: 0, host: 30 },
  webgl: { kernels: 30, floats: 0, host: 20 },
};

/** Of the kinds in a file those that the target is to run. */
export function budgets(target: Target, kinds: readonly Kind[]): readonly (readonly [Kind, Budget])[] {
  const asked = inject('fuzz');
  const possible = kinds.filter(kind => kind !== 'floats' || target.bitExactFloat);
  // the interpreter beside itself has little to say
  const programs = PROGRAMS[target.options.engine === 'interpreter' ? 'null' : target.backend];
  if (!asked) return possible.map(kind => [kind, { seed: SEED, programs: programs[kind] }]);
  const { only, seconds, ...others } = asked;
  const kindsOfTarget = target.bitExactFloat ? 3 : 2;
  return possible
    .filter(kind => only === undefined || kind === only)
    .map(kind => [kind, { ...others, seconds: only === undefined ? seconds / kindsOfTarget : seconds }]);
}
