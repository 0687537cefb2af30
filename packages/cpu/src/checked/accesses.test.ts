import { describe, expect, it } from 'vitest';
import { Accesses, CELL } from './accesses.ts';
import { Clock } from './clock.ts';

interface Past {
  readonly group: number;
  readonly phase: number;
  readonly invocation: number;
  readonly site: number;
}

/** Pseudo-random numbers in [0, 1), the same in every run. */
function* numbers(seed: number): Generator<number, never, undefined> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** True if no barrier orders the two, by definition. */
const areConcurrent = (a: Past, b: Past): boolean =>
  a.invocation !== b.invocation && (a.group !== b.group || a.phase === b.phase);

describe('accesses', () => {
  // Groups run in turn, and so do the phases of a group; within a phase the order is arbitrary. Shared memory
  // starts anew with each group.
  it.each([
    ['a buffer', 1, false],
    ['a buffer, each invocation a group of its own', 2, false],
    ['shared memory', 3, true],
  ] as const)('tell of %s what all pairs of accesses tell', (_, seed, isShared) => {
    const random = numbers(seed);
    const below = (count: number): number => Math.floor(random.next().value * count);
    const clock = new Clock();
    const accesses = new Accesses(clock, new Uint32Array(2 * CELL), 1);
    let asked = 0;
    let found = 0;
    for (let launch = 0; launch < 1_000; launch++) {
      const size = seed === 2 ? 1 : 1 + below(4);
      clock.begin(4 * size, size);
      let past: Past[] = [];
      for (let group = 0; group < 4; group++) {
        clock.enter(group);
        if (isShared) past = [];
        for (let phase = 0; phase < 3; phase++) {
          for (let left = below(6); left > 0; left--) {
            clock.lane(below(size));
            const now = { group, phase, invocation: clock.invocation, site: past.length };
            const rivals = past.filter(before => areConcurrent(before, now));
            const since = isShared ? clock.group : clock.launch;
            const rival = accesses.mayRival(1, since) ? accesses.rival(1) : undefined;
            // The reported access must be one of the rivals.
            const isRight = rival
              ? rivals.some(({ invocation, site }) => invocation === rival.invocation && site === rival.site)
              : rivals.length === 0;
            if (!isRight) expect({ past, now, rival }).toBe('answered like this');
            asked++;
            if (rival) found++;
            if (below(3) === 0) {
              accesses.note(1, now.site, since);
              past.push(now);
            }
          }
          clock.barrier();
        }
      }
    }
    // Both answers must be common.
    expect(found / asked).toBeGreaterThan(0.1);
    expect(found / asked).toBeLessThan(0.9);
  });
});
