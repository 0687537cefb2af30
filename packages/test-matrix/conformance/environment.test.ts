// What each target claims of itself in src/targets.ts is true here: no target can silently test something else.
import { expect, suite, test } from '../src/conformance.ts';

suite('environment', () => {
  test('the runtime is the one named, and recent enough', ({ target }) => {
    expect(process.release.name).toBe(target.runtime);
    const [major, minor] = process.versions.node.split('.').map(Number);
    const [lowestMajor, lowestMinor] = target.environment.minimumVersion;
    expect(major! > lowestMajor || (major === lowestMajor && minor! >= lowestMinor)).toBe(true);
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
    expect(accelerator.detectHostBufferRaces).toBe(true);
  });
});
