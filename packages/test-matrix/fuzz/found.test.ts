// Programs by which the fuzzer has found a fault, as it printed them.
import {
  array,
  bool,
  fn,
  i32,
  kernel,
  struct,
  u32,
  variable,
  vec2i,
  vec3i,
  vec3u,
  While,
  write,
} from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';

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

  test('a vector of the parts of a zero', async ({ accelerator }) => {
    const Item = struct('Item', { count: u32, at: vec2i });
    const Pair = array(vec2i, 2);
    const first = fn('first', [vec2i], i32, v => v.x);
    const origin = fn('origin', [u32], vec2i, () => vec2i(0));
    const program = kernel({
      name: 'program',
      params: { out: write(u32) },
      body({ out }, { index }) {
        const unwritten = variable(vec2i);
        const written = variable(vec2i, vec2i(1));
        written.$ = vec2i(0);
        const item = variable(Item);
        const list = variable(array(u32, 3));
        const given = variable(Item, Item({ count: 0, at: vec2i(0) }));
        const pair = variable(Pair, Pair([vec2i(0), vec2i(0)]));
        const parts = [
          ...[unwritten.x.$, written.y.$, item.at.x.$, i32(item.count.$), i32(list.at(1).$)],
          ...[given.at.x.$, pair.at(1).x.$, first(vec2i(0)), origin(index).x],
        ];
        const sum = variable(u32);
        for (const part of parts) {
          sum.$ = sum.$.add(u32(vec3i(part).not().y));
          sum.$ = sum.$.add(vec3u(u32(part)).xor(vec3u(6)).z);
        }
        out.at(index).$ = sum.$;
      },
    });
    const out = accelerator.allocate(u32, 1);
    accelerator.launch(program, 1, { out });
    expect([...(await out.copyToCPUAsync())]).toEqual([9 * 6 - 9]);
  });
});
