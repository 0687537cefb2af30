import { expect, test } from 'vitest';
import { layout } from '@heddle/core/backend';
import { emitJavaScript } from './emit.ts';
import { ELEMENT, Random, randomProgram } from './random-program.test-support.ts';
import { run, runInterpreted, type TestLaunch } from './run.test-support.ts';

/** NaNs compare equal whatever their payload. */
const canonical = (words: readonly Uint32Array[]) =>
  words.map(array => Array.from(array, word => ((word & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : word)));

const first = Number(process.env['SEED'] ?? 1);
const count = Number(process.env['COUNT'] ?? 300);
test.each(['range', 'group'] as const)('random %s kernels do what the interpreter does', kind => {
  for (let seed = first; seed < first + count; seed++) {
    const program = randomProgram(seed, kind);
    const random = new Random(seed);
    const floats = (n: number) => new Uint32Array(Float32Array.from({ length: n }, () => (random.below(2000) - 1000) / 8).buffer);
    const small = (n: number) => Uint32Array.from({ length: n }, () => random.below(9) - 3);
    const stride = layout(ELEMENT).stride / 4;
    const words = small(20);
    words.set(floats(1), 0);
    const dims = program.program.dimensions;
    const launch: TestLaunch = {
      extent: kind === 'group' ? [4, 1, 1] : dims === 1 ? [11, 1, 1] : dims === 2 ? [4, 3, 1] : [2, 3, 2],
      words,
      views: [
        { words: floats(12), offset: 1, step: 2 },
        { words: small(5 * stride), offset: 1 },
        { words: small(14 * stride), offset: 0, length: random.pick([7, 14]) },
        { words: small(16), offset: 3, step: 1, length: 13 },
        { words: small(6) },
      ],
    };
    let oracle: readonly Uint32Array[];
    try { oracle = runInterpreted(program, launch); } catch (e) { throw new Error(`interpreter, seed ${seed}`, { cause: e }); }
    let got: readonly Uint32Array[];
    try { got = run(program, 'checked', launch); } catch (e) { throw new Error(`seed ${seed}\n${(()=>{try{return emitJavaScript(program,'checked').source}catch{return ''}})()}`, { cause: e }); }
    expect(`${canonical(got)}` === `${canonical(oracle)}`, `seed ${seed}`).toBe(true);
  }
}, 60000);
