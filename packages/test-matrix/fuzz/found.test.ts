// What the fuzzer has found: its programs, as they were printed.
import { i32, kernel, u32, variable, write } from '@heddle/core';
import { expect, suite, test } from '../src/conformance.ts';

suite('found', () => {
  test('a comparison with a shifted number is no template list', async ({ accelerator }) => {
    const program = kernel({
      name: 'program',
      params: { out: write(u32) },
      body({ out }, { index }) {
        const v0 = variable(i32, i32(index));
        out.at(index).$ = u32(v0.$.lt(i32(6).shr(out.length)));
      },
    });
    const out = accelerator.allocate(u32, 2);
    accelerator.launch(program, 2, { out });
    expect([...(await out.copyToCPUAsync())]).toEqual([1, 0]);
  });
});
