import fc from 'fast-check';
import { expect, it } from 'vitest';
import { build } from '../../ir/build.test-support.ts';
import { evaluate } from '../../ir/ops/index.ts';
import { F32 } from '../../ir/types.ts';
import type { IndexRange, LaunchShape } from '../checked.ts';
import { accessOf } from './access.ts';
import { interval, launchIsProven } from './launch-proof.ts';

const words = fc.oneof(
  fc.nat(70),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  fc.constantFrom(0, 1, 31, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1),
);
const shape = (extent: number, length: number, value: number): LaunchShape => ({
  extent: [extent, 1, 1],
  views: [{ length, width: length, height: 1, depth: 1 }, undefined],
  values: [undefined, value],
});
type Operation = 'add' | 'sub' | 'mul' | 'div' | 'rem' | 'min' | 'max' | 'shl' | 'shr' | 'and';
const operations: readonly Operation[] = [
  'add',
  'sub',
  'mul',
  'div',
  'rem',
  'min',
  'max',
  'shl',
  'shr',
  'and',
];

const { range: ranges } = fc.letrec<{ range: IndexRange }>(tie => ({
  range: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    words.map(value => ({ kind: 'const' as const, value })),
    fc.constantFrom<IndexRange>(
      { kind: 'builtin', builtin: 'index.x' },
      { kind: 'builtin', builtin: 'extent.x' },
      { kind: 'unknown' },
      { kind: 'length', param: 0, axis: 'length' },
      { kind: 'value', param: 1 },
    ),
    fc.record({ kind: fc.constantFrom(...operations), left: tie('range'), right: tie('range') }),
    fc.record({
      kind: fc.constant('selectBelow' as const),
      when: tie('range'),
      limit: tie('range'),
      then: tie('range'),
      else: tie('range'),
    }),
    fc.record({ kind: fc.constant('counter' as const), from: tie('range'), to: tie('range') }),
    fc.record({
      kind: fc.constantFrom('below', 'atMost', 'above', 'atLeast'),
      left: tie('range'),
      right: tie('range'),
    }),
  ),
}));

/**
 * The index that an invocation computes, with values from `free` for all unknowns. Undefined if the conditions exclude
 * the invocation.
 */
function run(range: IndexRange, launch: LaunchShape, index: number, free: () => number): number | undefined {
  const inner = (part: IndexRange): number | undefined => run(part, launch, index, free);
  switch (range.kind) {
    case 'const':
      return range.value;
    case 'builtin':
      return range.builtin === 'index.x' ? index : launch.extent[0];
    case 'length':
      return launch.views[0]!.length;
    case 'value':
      return launch.values[1];
    case 'unknown':
      return free();
    case 'counter': {
      const [from, to] = [inner(range.from), inner(range.to)];
      return from === undefined || to === undefined || from >= to ? undefined : from + (free() % (to - from));
    }
    case 'selectBelow': {
      const [when, limit] = [inner(range.when), inner(range.limit)];
      const [then, otherwise] = [inner(range.then), inner(range.else)];
      return when === undefined || limit === undefined ? undefined : when < limit ? then : otherwise;
    }
    default: {
      const [left, right] = [inner(range.left), inner(range.right)];
      if (left === undefined || right === undefined) return undefined;
      const holds = {
        below: left < right,
        atMost: left <= right,
        above: left > right,
        atLeast: left >= right,
      };
      if (range.kind in holds) return holds[range.kind as keyof typeof holds] ? left : undefined;
      return evaluate(range.kind as Operation, 'u32', left, right);
    }
  }
}

it('bounds whatever an invocation can compute, for one launch and for every launch', () => {
  fc.assert(
    fc.property(
      ranges,
      words,
      words,
      words,
      words,
      fc.array(words, { minLength: 1, maxLength: 8 }),
      (range, extent, length, value, place, anything) => {
        fc.pre(extent > 0);
        const launch = shape(extent, length, value);
        let next = 0;
        const computed = run(range, launch, place % extent, () => anything[next++ % anything.length]!);
        fc.pre(computed !== undefined);
        for (const [low, high] of [interval(range, launch), interval(range)]) {
          expect(computed).toBeGreaterThanOrEqual(low);
          expect(computed).toBeLessThanOrEqual(high);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

const saxpy = accessOf(
  build({ params: { a: F32, x: ['read', F32], y: ['readWrite', F32] } }, b => {
    const i = b.builtin('index.x');
    b.store(
      b.at('y', i),
      b.compute('add', b.compute('mul', b.param('a'), b.load(b.at('x', i))), b.load(b.at('y', i))),
    );
  }).program,
).summary;
const of = (extent: number, x: number, y: number): LaunchShape => {
  const view = (length: number) => ({ length, width: length, height: 1, depth: 1 });
  return {
    extent: [extent, 1, 1],
    views: [undefined, view(x), view(y)],
    values: [undefined, undefined, undefined],
  };
};

it('proves saxpy where both views are long enough, and an empty launch anyway', () => {
  expect(launchIsProven(saxpy, of(100, 100, 100))).toBe(true);
  expect(launchIsProven(saxpy, of(100, 99, 100))).toBe(false);
  expect(launchIsProven(saxpy, of(100, 100, 99))).toBe(false);
  expect(launchIsProven(saxpy, of(0, 0, 0))).toBe(true);
});
