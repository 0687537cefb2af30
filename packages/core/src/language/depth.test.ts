import { expect, test } from 'vitest';
import { check } from '../check/check.ts';
import type { Block } from '../ir/ir.ts';
import { walk } from '../ir/walk.ts';
import { groupKernel } from '../runtime/group-kernel.ts';
import { If } from './control.ts';
import { kernel, tracedOf } from './kernel.ts';
import { readWrite } from './params.ts';
import { array, struct, u32 } from './schema.ts';
import { MAX_DEPTH } from './trace.ts';

const chain = (length: number) =>
  kernel({
    name: 'chain',
    params: { x: readWrite(u32) },
    body({ x }, { index }) {
      let last = If(x.at(index).$.eq(0), () => {});
      for (let i = 1; i < length; i++)
        last = last.ElseIf(
          () => x.at(index).$.eq(i),
          () => {},
        );
    },
  });
const nest = (depth: number) =>
  kernel({
    name: 'nest',
    params: { x: readWrite(u32) },
    body({ x }, { index }) {
      const inner = (left: number): void => {
        if (left > 0) If(x.at(index).$.eq(left), () => inner(left - 1));
      };
      inner(depth);
    },
  });

test.each([
  ['2 000 If in each other', () => nest(2000)],
  ['one block too many', () => nest(MAX_DEPTH + 1)],
])('%s are refused with the line and a remedy, before the stack of an engine ends', (_, make) => {
  expect(() => check(tracedOf(make()))).toThrow(
    expect.objectContaining({
      code: 'HEDDLE_KERNEL',
      message: expect.stringMatching(/more than 100 nested blocks[\s\S]*depth\.test\.ts:\d+/),
    }),
  );
});

test('as many blocks as are allowed', () => {
  expect(check(tracedOf(nest(MAX_DEPTH))).hash).toHaveLength(32);
});

test('a chain of 2 000 ElseIf is a flat row of short ones', () => {
  const depthOf = (block: Block): number =>
    Math.max(0, ...block.map(i => (i.op === 'if' ? 1 + Math.max(depthOf(i.then), depthOf(i.else)) : 0)));
  const { body } = check(tracedOf(chain(2000))).program;
  expect(depthOf(body)).toBeLessThan(20);
  expect([...walk(body)].filter(({ op }) => op === 'if').length).toBeGreaterThanOrEqual(2000);
});

test.each([0, 1, 2])(
  'in a chain of uniform conditions a barrier is as uniform as without sections: %i',
  at => {
    const make = (varying: number) =>
      groupKernel({
        name: 'barriers',
        params: { n: u32, x: readWrite(u32) },
        groupSize: 4,
        body({ n, x }, g) {
          let last = If(n.eq(0), () => g.barrier());
          for (let i = 1; i < 40; i++)
            last = last.ElseIf(
              () => (i === varying ? x.at(g.localIndex).$.eq(i) : n.eq(i)),
              () => (i < varying || i === 39) && g.barrier(),
            );
        },
      });
    // A condition in each section; only the last case has a barrier behind it.
    const varying = 8 + 14 * at;
    expect(() => check(tracedOf(make(varying)))).toThrow(/barrier may not be reached by all/);
    expect(check(tracedOf(make(40 + at))).hash).toHaveLength(32);
  },
);

test.each([
  ['arrays', (type: any) => array(type, 1)],
  ['structs', (type: any) => struct('S', { a: u32, b: type })],
  ['both', (type: any) => struct('S', { b: array(type, 2) })],
])(
  'types inside of each other are refused beyond 100, before the stack of an engine ends: %s',
  (_, around) => {
    let type: any = u32;
    const nestFurther = () => {
      for (let i = 0; i < 20_000; i++) type = around(type);
    };
    expect(nestFurther).toThrow(
      expect.objectContaining({
        code: 'HEDDLE_ARGUMENT',
        message: expect.stringMatching(/at most 100 nested types, found 101/),
      }),
    );
  },
);
