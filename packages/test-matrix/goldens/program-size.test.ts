// Code is as long as the text of a kernel and of its types, and not as the bytes that it moves.
import { array, f32, fn, kernel, read, struct, u32, variable, write } from '@heddle/core';
import { check } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { emitters } from './emitter.ts';

const kernels = {
  'an element is copied': (n: number) => {
    const Row = array(f32, n);
    return kernel({
      name: 'copied',
      params: { from: read(Row), to: write(Row) },
      body: ({ from, to }, { index }) => {
        to.at(index).$ = from.at(index).$;
      },
    });
  },
  'a struct of arrays goes through a variable and a function': (n: number) => {
    const Both = struct('Both', { a: array(f32, n), b: array(array(u32, 5), n) });
    const same = fn('same', [Both], Both, both => variable(Both, both).$);
    return kernel({
      name: 'passed',
      params: { from: read(Both), to: write(f32) },
      body: ({ from, to }, { index }) => {
        const kept = variable(Both);
        kept.$ = same(from.at(index).$);
        to.at(index).$ = kept.a.at(index).$.add(f32(same(kept.$).b.at(1).at(2)));
      },
    });
  },
};

for (const { backend, emit, prepare } of emitters) {
  test.each(Object.entries(kernels))(`${backend}: %s by code of one length`, async (_, make) => {
    const lengths: number[] = [];
    for (const n of [100, 400]) {
      const checked = check({ program: make(n).ir, location: () => undefined });
      // The passes of webgl, each with its code, are as many as the words take
      const code = `${await emit(prepare?.(checked) ?? checked, 'checked')}`;
      lengths.push(code.split('\n// pass')[0] === code ? code.length : code.split('\n// pass')[1]!.length);
    }
    expect(Math.abs(lengths[1]! - lengths[0]!)).toBeLessThan(100);
  });
}
