import { expect, it } from 'vitest';
import { build } from '../ir/build.test-support.ts';
import { F32, U32 } from '../ir/types.ts';
import { check } from './check.ts';
import { checkTraced, verifyTraced } from './check-traced.ts';

/** Programs that the tracer cannot build: a wrong type, a value out of its block, a parameter twice. */
const broken = [
  () => build({ params: { y: ['write', F32] } }, b => b.store(b.at('y', b.u32(0)), b.u32(1))),
  () =>
    build({ params: { y: ['write', U32] } }, b => {
      let inner = 0;
      b.if(b.bool(true), () => {
        inner = b.u32(1);
      });
      b.store(b.at('y', inner), inner);
    }),
  () => {
    const traced = build({ params: { n: U32 } }, b => void b.param('n'));
    const { params } = traced.program;
    return { ...traced, program: { ...traced.program, params: [...params, ...params] } };
  },
];

it.each(broken)('a program from elsewhere is refused: %#', make => {
  expect(() => check(make())).toThrow(/expected f32, found u32|after the block|two parameters are named/);
});

it.each(broken)('the tests verify what is taken for traced: %#', make => {
  expect(() => checkTraced(make())).toThrow(
    /expected f32, found u32|after the block|two parameters are named/,
  );
});

it('a program is verified by `check` although it was checked before', () => {
  const seen: unknown[] = [];
  const make = broken[0]!();
  verifyTraced(traced => seen.push(traced));
  checkTraced(make);
  expect(seen).toEqual([make]);
  expect(() => check(make)).toThrow('expected f32, found u32');
});
