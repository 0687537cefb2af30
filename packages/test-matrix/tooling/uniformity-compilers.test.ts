// Core's rule of uniformity against two WGSL compilers that have nothing in common: whatever one of them
// refuses, core must refuse; what core accepts, both must take. Naga as Deno has it checks no uniformity, so
// it only takes part in the second half; the first asks it all the same.
import { describe, expect, test } from 'vitest';
import { accepted, refused } from '../programs/uniformity-kernels.ts';
import type { Row } from '../programs/uniformity-scene.ts';
import { handWritten } from './uniformity/hand-written.ts';
import { randomBarriers } from './uniformity/random-barriers.ts';
import { type Verdict, verdictOn } from './uniformity/unchecked.ts';
import { runShaders, type ShaderJob } from './wgsl/run-shaders.ts';

const WHY = /uniform/;
/** Core takes a struct for varying as soon as a member is; Tint looks at the member. */
const STRICTER = ['under a member of a struct that has a varying one'];

const names = <T extends { readonly name: string }>(list: readonly T[]): readonly string[] =>
  list.map(({ name }) => name);
const isRefused = ({ isRefused }: Verdict): boolean => isRefused;
const written = handWritten.map(({ wgsl, kernel }) => ({ name: kernel[0], code: wgsl }));

describe.each(['tint', 'naga'] as const)('%s', compiler => {
  const errorsOf = (jobs: readonly ShaderJob[]): ReadonlyMap<string, readonly string[]> =>
    new Map(runShaders(compiler, jobs).map(({ name, errors }) => [name, errors]));
  /** Those that it refuses, all of them for their uniformity. */
  const refusedOf = (verdicts: readonly Verdict[]): readonly Verdict[] => {
    const errors = errorsOf(verdicts.flatMap(({ shaders }) => shaders));
    expect([...errors.values()].flat().filter(error => !WHY.test(error))).toEqual([]);
    return verdicts.filter(({ shaders }) => shaders.some(({ name }) => errors.get(name)!.length > 0));
  };

  test('takes what core accepts, to the pipeline', () => {
    const verdicts = accepted.map(verdictOn);
    expect(names(verdicts.filter(isRefused))).toEqual([]);
    const jobs = verdicts.flatMap(({ shaders }) => shaders).map(job => ({ ...job, pipeline: true }));
    const errors = errorsOf(jobs);
    expect(errors.size).toBe(2 * accepted.length);
    expect([...errors].filter(([, found]) => found.length > 0)).toEqual([]);
  });

  test('refuses nothing in the table but what core refuses', () => {
    const verdicts = refused.map(([name, body]): Row => [name, body]).map(verdictOn);
    expect(names(verdicts.filter(verdict => !verdict.isRefused))).toEqual([]);
    const expected = compiler === 'tint' ? names(verdicts).filter(name => !STRICTER.includes(name)) : [];
    expect(names(refusedOf(verdicts))).toEqual(expected);
  });

  test('refuses no kernel made at random that core accepts', () => {
    const verdicts = Array.from({ length: 150 }, (_, seed) => verdictOn(randomBarriers(seed)));
    const bad = refusedOf(verdicts);
    expect(names(bad.filter(verdict => !verdict.isRefused))).toEqual([]);
    // Enough of either kind, and core refuses few that Tint takes.
    const byCore = verdicts.filter(isRefused).length;
    expect(byCore).toBeGreaterThan(50);
    expect(byCore).toBeLessThan(100);
    if (compiler === 'tint') expect(byCore - bad.length).toBeLessThan(8);
  });

  test('refuses shaders written by hand, and core their kernels', () => {
    expect(names(handWritten.map(({ kernel }) => verdictOn(kernel)).filter(v => !v.isRefused))).toEqual([]);
    const errors = errorsOf(written);
    const found = names(written).filter(name => errors.get(name)!.some(error => WHY.test(error)));
    expect(found).toEqual(compiler === 'tint' ? names(written) : []);
    expect([...errors.values()].flat().filter(error => !WHY.test(error))).toEqual([]);
  });
});
