import { expect, it } from 'vitest';
import { build } from './build.test-support.ts';
import { check } from './check.ts';
import { hashOf } from './hash.ts';
import { F32 } from './types.ts';

it('checks a program once, and hands out what it found', () => {
  const traced = build({ params: { y: ['readWrite', F32] } }, b => { b.store(b.at('y', b.builtin('index.x')), b.f32(1)); });
  const checked = check(traced);
  expect(check(traced)).toBe(checked);
  expect(checked.hash).toBe(hashOf(traced.program));
  expect(checked.location(1)).toBe('k.ts:1:1');
  expect(checked.needs).toEqual([]);
  expect(checked.access.params).toEqual([{ reads: false, writes: true, readsOwnIndex: false, writesOwnIndex: true }]);
});

it('finds the mistake that others follow from: a value out of its block before its type', () => {
  expect(() => check(build({}, b => {
    let inner = 0;
    b.if(b.bool(true), () => { inner = b.u32(1); });
    b.raw({ op: 'store', place: { root: { kind: 'param', index: 9 }, path: [{ element: inner }], type: F32 }, value: inner });
  }))).toThrow('after the block');
});

it('checks a kernel with ten thousand instructions in a time that grows with them only', () => {
  const traced = build({ groupSize: 64, params: { x: ['read', F32], y: ['readWrite', F32] }, shared: [{ type: F32, length: 64 }] }, b => {
    const lane = b.builtin('localIndex');
    for (let i = 0; i < 1000; i++) {
      b.if(b.compute('lt', lane, b.u32(i % 64)), () => {
        b.store(b.sharedAt(0, lane), b.compute('add', b.load(b.sharedAt(0, b.compute('add', lane, b.u32(i)))), b.load(b.at('x', lane))));
      });
      b.barrier();
    }
  });
  const start = performance.now();
  check(traced);
  // Some tens of milliseconds on a machine that does nothing else.
  expect(performance.now() - start).toBeLessThan(4000);
});
