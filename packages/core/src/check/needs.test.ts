import { expect, it } from 'vitest';
import { type Builder, build, type Options } from '../ir/build.test-support.ts';
import { BOOL, U32 } from '../ir/types.ts';
import { check } from './check.ts';

const params: Options['params'] = { y: ['readWrite', U32], a: ['atomics', U32] };
const needs = (options: Options, body: (b: Builder) => void): readonly string[] =>
  check(build({ params, ...options }, body)).needs.map(
    ({ capability, what, location }) => `${capability}: ${what} at ${location}`,
  );

it('asks for nothing where an invocation writes at its own index', () => {
  expect(
    needs({}, b => {
      b.store(b.at('y', b.builtin('index.x')), b.u32(1));
    }),
  ).toEqual([]);
});

it('names the first line that asks for a capability', () => {
  expect(
    needs({}, b => {
      const i = b.builtin('index.x');
      b.atomic('add', b.at('a', i), i);
      b.atomic('add', b.at('a', i), i);
      b.store(b.at('y', i), i);
      b.if(b.compute('lt', i, b.length('y')), () => b.store(b.at('y', b.u32(0)), i));
    }),
  ).toEqual([
    'atomics: an atomic at k.ts:1:1',
    'scatter: a write to the element of another invocation at k.ts:8:1',
  ]);
});

it('names what makes a group kernel one', () => {
  expect(
    needs({ groupSize: 8 }, b => {
      b.u32(0);
      b.barrier();
      b.subgroup('elect', BOOL);
    }),
  ).toEqual(['groups: a barrier at k.ts:1:1', 'subgroups: a subgroup operation at k.ts:2:1']);
  expect(
    needs({ groupSize: 8, shared: [{ type: { kind: 'atomic', elem: U32 }, length: 1 }] }, b => {
      b.atomic('load', b.sharedAt(0, b.u32(0)));
    }),
  ).toEqual(['groups: shared memory at k.ts:1:1', 'atomics: an atomic at k.ts:1:1']);
  expect(
    needs({ groupSize: 8 }, b => {
      b.u32(0);
    }),
  ).toEqual(['groups: a group kernel at k.ts:0:1']);
  expect(needs({ groupSize: 8 }, () => {})).toEqual(['groups: a group kernel at undefined']);
});
