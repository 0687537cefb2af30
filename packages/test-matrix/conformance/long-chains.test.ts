// If with hundreds of ElseIf: no compiler takes as many blocks inside of each other.
import { If, kernel, read, u32, variable, write } from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';

/** Case `i` holds where the key is at most `keys[i]`; `visited` counts the conditions that were computed. */
const longChain = (length: number, withElse: boolean) =>
  kernel({
    name: 'longChain',
    params: { keys: read(u32), x: read(u32), which: write(u32), visited: write(u32) },
    body({ keys, x, which, visited }, { index }) {
      const key = x.at(index).$;
      const count = variable(u32, 1);
      const found = variable(u32, 7);
      const is = (i: number) => key.le(keys.at(i).$);
      let last = If(is(0), () => {
        found.$ = 1000;
      });
      for (let i = 1; i < length; i++)
        last = last.ElseIf(
          () => {
            count.$ = count.$.add(1);
            return is(i);
          },
          () => {
            found.$ = 1000 + i;
          },
        );
      if (withElse)
        last.Else(() => {
          found.$ = 5;
        });
      which.at(index).$ = found.$;
      visited.at(index).$ = count.$;
    },
  });

suite('long-chains', () => {
  for (const [length, withElse] of [
    [17, true],
    [300, false],
  ] as const)
    test(`the first of ${length} conditions that holds decides, and none behind it is computed`, async ({
      accelerator,
    }) => {
      const chosen = [0, 1, 15, 16, 17, 31, 32, 33, 48, length - 2, length - 1].filter(i => i < length);
      const x = [...chosen.map(i => 2 * i + 1), 2 * length + 9];
      const which = accelerator.allocate(u32, x.length);
      const visited = accelerator.allocate(u32, x.length);
      accelerator.launch(longChain(length, withElse), x.length, {
        keys: accelerator.allocate(
          u32,
          Uint32Array.from({ length }, (_, i) => 2 * i + 1),
        ),
        x: accelerator.allocate(u32, x),
        which,
        visited,
      });
      expect([...(await which.copyToCPUAsync())]).toEqual([...chosen.map(i => 1000 + i), withElse ? 5 : 7]);
      expect([...(await visited.copyToCPUAsync())]).toEqual([...chosen.map(i => i + 1), length]);
    });

  // The compilers of the software GPUs take a second for a hundred conditions.
  test('a thousand conditions that read memory', async ({ accelerator, target }) => {
    const length = target.bitExactFloat ? 2000 : 400;
    const chain = kernel({
      name: 'chain',
      params: { keys: read(u32), x: read(u32), which: write(u32) },
      body({ keys, x, which }, { index }) {
        const key = x.at(index).$;
        let last = If(key.le(keys.at(0).$), () => {
          which.at(index).$ = 1000;
        });
        for (let i = 1; i < length; i++)
          last = last.ElseIf(
            () => key.le(keys.at(i).$),
            () => {
              which.at(index).$ = 1000 + i;
            },
          );
      },
    });
    const chosen = [0, 15, 16, 17, 31, 32, 33, 300, length - 1];
    const which = accelerator.allocate(u32, chosen.length + 1);
    accelerator.launch(chain, chosen.length + 1, {
      keys: accelerator.allocate(
        u32,
        Uint32Array.from({ length }, (_, i) => 2 * i + 1),
      ),
      x: accelerator.allocate(u32, [...chosen.map(i => 2 * i + 1), 2 * length]),
      which,
    });
    expect([...(await which.copyToCPUAsync())]).toEqual([...chosen.map(i => 1000 + i), 0]);
  });
});
