// Each target's declarations in harness/backends hold on this platform: no target can silently test something else.
import { inject } from 'vitest';
import { expect, suite, test } from '../harness/conformance.ts';
import { type Globals, runtimes } from '../harness/runtimes.ts';
import { isPage } from '../harness/targets.ts';

const here = globalThis as unknown as Globals & {
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
};

function runtime(): { readonly name: string; readonly version: string } {
  for (const [name, row] of Object.entries(runtimes)) {
    const version = row.version(here);
    if (version) return { name, version };
  }
  return { name: '', version: '' };
}

suite('environment', () => {
  test('the runtime is the one named, and recent enough', ({ target }) => {
    const { name, version } = runtime();
    expect(name).toBe(target.runtime);
    const [major, minor] = version.split('.').map(Number);
    const [lowestMajor, lowestMinor] = runtimes[target.runtime].minimumVersion;
    expect(major! > lowestMajor || (major === lowestMajor && minor! >= lowestMinor), version).toBe(true);
  });

  test('a page is isolated from other origins as the target says, and so has shared memory or not', ({
    target,
  }) => {
    const { isolated } = target.environment;
    expect(isolated !== undefined).toBe(isPage(target));
    expect(here.crossOriginIsolated).toBe(isolated);
    expect(here.SharedArrayBuffer !== undefined).toBe(isolated !== false);
  });

  test('the backend is the one named, and it says which engine is in use', ({ target, accelerator }) => {
    expect(accelerator.backend).toBe(target.backend);
    expect(accelerator.report).toHaveLength(1);
    expect(accelerator.report[0]).toMatchObject({ backend: target.backend, chosen: true });
    expect(accelerator.report[0]!.reason).toMatch(target.environment.engine);
  });

  test('the capabilities are those that the tests count on', ({ target, accelerator }) => {
    expect([...accelerator.capabilities].sort()).toEqual([...target.capabilities].sort());
  });

  test('race detection is on', ({ accelerator }) => {
    const mode = inject('audit') ? 'report' : true;
    expect(accelerator.detectHostBufferRaces).toBe(mode);
    expect(accelerator.detectStreamRaces).toBe(mode);
  });
});
