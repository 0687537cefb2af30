import { kernel, readWrite, u32, write } from '@heddle/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checked,
  runInterpreted,
  type TestLaunch,
  zeros,
} from '../../../core/src/interpreter/launch.test-support.ts';
import { type Piece, piecesOf, run } from './run.test-support.ts';

describe('the range', () => {
  const place = kernel({
    name: 'place',
    dimensions: 3,
    params: { out: readWrite(u32) },
    body({ out }, { index: { x, y, z }, extent }) {
      const at = out.at(z.mul(extent.y).add(y).mul(extent.x).add(x));
      // Values that depend only on the row, or on nothing, are computed before the loops.
      at.$ = at.$.add(x.add(1)).add(y.mul(y).mul(100)).add(z.mul(extent.z).mul(10_000));
    },
  });
  const program = checked(place);
  const emitted = (launch: TestLaunch, pieces: readonly Piece[]) => run(program, 'proven', launch, pieces);

  it('is done in any pieces, in any order, each invocation once', () => {
    const side = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.boolean(),
        (x, y, z, at, back) => {
          const total = x * y * z;
          const cuts = at.map(cut => cut % (total + 1)).sort((a, b) => a - b);
          const launch: TestLaunch = { extent: [x, y, z], views: [zeros(total)] };
          const pieces = piecesOf(launch, cuts);
          expect(emitted(launch, back ? [...pieces].reverse() : pieces)).toEqual(
            runInterpreted(program, launch),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does nothing where nothing is asked for, of nothing neither', () => {
    expect([
      ...emitted({ extent: [2, 2, 1], views: [zeros(4)] }, [
        [1, 1],
        [4, 4],
        [3, 2],
      ])[0]!,
    ]).toEqual([0, 0, 0, 0]);
    expect(emitted({ extent: [0, 5, 1], views: [zeros(1)] }, [[0, 0]])).toEqual([new Uint32Array(1)]);
  });

  it('goes to the end of what a u32 counts', () => {
    const far = 2 ** 32 - 5;
    const last = kernel({
      name: 'last',
      params: { out: write(u32) },
      body({ out }, { index, extent }) {
        out.at(index.sub(far)).$ = extent.sub(index);
      },
    });
    const launch: TestLaunch = { extent: [2 ** 32 - 1, 1, 1], views: [zeros(5)] };
    expect([...run(checked(last), 'checked', launch, [[far, 2 ** 32 - 1]])[0]!]).toEqual([4, 3, 2, 1, 0]);

    const flat = kernel({
      name: 'flat',
      dimensions: 2,
      params: { out: write(u32) },
      body({ out }, { index: { x, y } }) {
        out.at(x.sub(65_532).add(y.sub(65_535).mul(4))).$ = x.mul(y);
      },
    });
    const wide: TestLaunch = { extent: [65_536, 65_536, 1], views: [zeros(3)] };
    const end = 2 ** 32 - 1;
    expect([...run(checked(flat), 'checked', wide, [[end - 3, end]])[0]!]).toEqual(
      [65_532, 65_533, 65_534].map(x => x * 65_535),
    );
  });
});
