// What the fuzzer has found: its programs, as they were printed.
import { bool, i32, kernel, u32, variable, While, write } from '@heddle/core';
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

  test('a loop that is never entered is no loop without an end', async ({ accelerator }) => {
    const program = kernel({
      name: 'program',
      params: { out: write(u32) },
      body({ out }, { index }) {
        const v0 = variable(u32, 1);
        While(
          () => v0.$.gt(0).and(bool(false)),
          () => {
            v0.$ = v0.$.sub(1);
          },
        );
        out.at(index).$ = v0.$;
      },
    });
    const out = accelerator.allocate(u32, 2);
    accelerator.launch(program, 2, { out });
    expect([...(await out.copyToCPUAsync())]).toEqual([1, 1]);
  });
});
