import { expect, test } from 'vitest';
import { f32, fn, If, isNan, kernel, read, select, struct, u32, variable, write } from '../index.ts';
import { type KernelArgs, tracedOf } from './kernel.ts';
import { bool, vec3f } from './schema.ts';

const Hit = struct('Hit', { distance: f32, inside: bool });
const params = {
  flag: bool,
  n: u32,
  x: read(f32),
  hits: read(Hit),
  flags: read(bool),
  v: vec3f,
  y: write(f32),
};
const isSmall = fn('isSmall', [f32], bool, x => x.lt(1));
const warnings = (body: (args: KernelArgs<typeof params>) => void): readonly string[] =>
  tracedOf(kernel({ name: 'k', params, body })).warnings!;

/** The condition of a JavaScript `if` in a body, where an object counts as true. */
const conditions: [name: string, told: RegExp, condition: (args: any) => unknown][] = [
  ['a comparison', /the result of eq/, ({ n }) => n.eq(1)],
  ['a && b', /the result of lt/, ({ x }) => x.at(0).$.lt(1) && 1],
  ['isNan(x)', /the result of isNan/, ({ x }) => isNan(x.at(0).$)],
  ['a parameter', /the parameter 'flag'/, ({ flag }) => flag],
  ['a.and(b)', /the result of and/, ({ x }) => x.at(0).$.lt(1).and(x.at(1).$.lt(1))],
  ['!a.not()', /the result of not/, ({ n }) => !n.eq(0).not()],
  ['an element', /a Bool that was read/, ({ flags }) => flags.at(0).$],
  ['a field', /a Bool that was read/, ({ hits }) => hits.at(0).inside.$],
  ['a field of a value', /a member that is a Bool/, ({ hits }) => hits.at(0).$.inside],
  ['a variable', /a Bool that was read/, () => variable(bool).$],
  ['a function', /the result of isSmall/, ({ x }) => isSmall(x.at(0).$)],
  ['a mask', /a comparison of vectors/, ({ v }) => v.lt(v)],
  ['a select', /the result of select/, ({ n, flags }) => select(n.lt(1), flags.at(0).$, true)],
];

test.each(conditions)('a Bool that nothing uses is reported: if (%s)', (_, told, condition) => {
  const found = warnings(args => {
    if (condition(args)) args.y.at(0).$ = 1;
    if (told.source.includes('flag')) return;
    // The Bool has a use here, so that only the mistake is reported.
    If(args.flag, () => {
      args.y.at(1).$ = 1;
    });
  });
  expect(found.filter(warning => told.test(warning))).toHaveLength(1);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(
    /^kernel 'k': nothing uses .*\n {2}at .*\.test\.ts:\d+:\d+\n.*If\(a, .*a\.and\(b\).*select/,
  );
});

test('a Bool that nothing uses in the body of a function is reported', () => {
  const doubled = fn('doubled', [f32], f32, (x: any) => (x.lt(1) ? x.add(x) : x));
  const found = warnings(({ flag, x, y }) => {
    y.at(0).$ = select(flag, doubled(x.at(0).$), 1);
  });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/nothing uses the result of lt\n {2}at .*\.test\.ts:\d+:\d+/);
});

test('Bools that are used, and values of other types, are not reported', () => {
  expect(
    warnings(({ flag, x, flags, n, y }) => {
      void x.at(0).$.add(1);
      void n;
      const kept = variable(bool, flag);
      If(kept.$.or(flags.at(0).$), () => {
        y.at(0).$ = select(isSmall(x.at(0).$), f32(1), 2);
      });
    }),
  ).toEqual([]);
});
