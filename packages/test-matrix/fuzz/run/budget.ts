// The budget of fuzzing: small in every run of the matrix, and as asked for in `npm run fuzz`.
import { inject } from 'vitest';
import type { Target } from '../../harness/targets.ts';
import type { Budget } from './fuzz.ts';

export type Kind = 'kernels' | 'floats' | 'approximate' | 'host';

/** Each kind's share of the time. */
const SHARES: Readonly<Record<Kind, number>> = { kernels: 5, floats: 2, approximate: 1, host: 2 };

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
  cpu: { kernels: 100, floats: 50, approximate: 40, host: 150 },
  null: { kernels: 10, floats: 10, approximate: 10, host: 150 },
  wasm: { kernels: 80, floats: 40, approximate: 40, host: 150 },
  webgpu: { kernels: 60, floats: 0, approximate: 40, host: 80 },
  webgl: { kernels: 30, floats: 0, approximate: 20, host: 60 },
};

/** The kinds of programs that the target is to run, among those of one test file. */
export function budgets(target: Target, kinds: readonly Kind[]): readonly (readonly [Kind, Budget])[] {
  const asked = inject('fuzz');
  const possible = kinds.filter(kind => kind !== 'floats' || target.bitExactFloat);
  // the interpreter beside itself has little to say
  const programs = PROGRAMS[target.options.engine === 'interpreter' ? 'null' : target.backend];
  if (!asked) return possible.map(kind => [kind, { seed: SEED, programs: programs[kind] }]);
  const { only, seconds, ...others } = asked;
  const all = Object.entries(SHARES).filter(([kind]) => kind !== 'floats' || target.bitExactFloat);
  const sum = all.reduce((total, [, share]) => total + share, 0);
  return possible
    .filter(kind => only === undefined || kind === only)
    .map(kind => [
      kind,
      { ...others, seconds: only === undefined ? (seconds * SHARES[kind]) / sum : seconds },
    ]);
}
