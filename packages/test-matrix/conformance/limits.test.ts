// A kernel that exceeds a limit of the device: what it needs, what there is, the line of the kernel, and the member of
// `limits`, as fields of the error.
import { f32, groupKernel, kernel, NotSupportedError, read, u32, write } from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { MarkedLine } from '../harness/marked-line.ts';
import { refusal, rejection } from '../harness/refusal.ts';

suite('limits', () => {
  test('more views than the backend binds', async ({ accelerator, target }) => {
    const { maxBindings } = accelerator.limits;
    const names = Array.from({ length: maxBindings + 1 }, (_, i) => `x${i}`);
    const line = new MarkedLine();
    const params = Object.fromEntries(names.map(name => [name, read(f32)]));
    const body = (views: any): void => names.forEach(name => void views[name].at(0).$);
    const wide = line.of(() => kernel({ name: 'wide', params, body }));
    const x = accelerator.allocate(f32, 1);
    const error = refusal(
      () => accelerator.launch(wide, 1, Object.fromEntries(names.map(name => [name, x]))),
      NotSupportedError,
      /'wide'.*views of at most \d+ .*maxBindings.*found \d+/,
    );
    expect(error.limit).toBe('maxBindings');
    expect(error.capability).toBeUndefined();
    line.expectIn(error.locations, target);
    line.expectIn(error.message.split('\n'), target);
    await rejection(() => accelerator.loadKernelAsync(wide), NotSupportedError, /maxBindings/);
    x.dispose();
  });

  test('more shared memory than a group has', { needs: ['groups'] }, ({ accelerator, target }) => {
    const { maxSharedBytes } = accelerator.limits;
    const modest = groupKernel({
      name: 'modest',
      groupSize: 1,
      params: { y: write(u32) },
      body({ y: out }, g) {
        out.at(g.globalIndex).$ = 1;
      },
    });
    // a backend without groups refuses this one already, for another reason
    accelerator.launch(modest, { groups: 1 }, { y: accelerator.allocate(u32, 1) });
    expect(maxSharedBytes).toBeGreaterThanOrEqual(16_384);
    const line = new MarkedLine();
    const length = Math.floor(maxSharedBytes / 4) + 1;
    const greedy = line.of(() =>
      groupKernel({
        name: 'greedy',
        groupSize: 1,
        params: { y: write(u32) },
        body({ y }, g) {
          const shared = g.shared(u32, length);
          y.at(g.globalIndex).$ = shared.at(0).$;
        },
      }),
    );
    const y = accelerator.allocate(u32, 1);
    const error = refusal(
      () => accelerator.launch(greedy, { groups: 1 }, { y }),
      NotSupportedError,
      /'greedy'.*bytes of shared memory of at most \d+ .*maxSharedBytes/,
    );
    expect(error.limit).toBe('maxSharedBytes');
    line.expectIn(error.locations, target);
    y.dispose();
  });

  test('each variable of shared memory takes whole 16 bytes, as WGSL counts', { needs: ['groups'] }, ({
    accelerator,
  }) => {
    const { maxSharedBytes } = accelerator.limits;
    const two = (length: number) =>
      groupKernel({
        name: 'two',
        groupSize: 1,
        params: { y: write(u32) },
        body({ y }, g) {
          const [all, one] = [g.shared(u32, length), g.shared(u32, 1)];
          y.at(g.globalIndex).$ = all.at(0).$.add(one.at(0).$);
        },
      });
    const y = accelerator.allocate(u32, 1);
    // a backend without groups refuses this one already, for another reason
    accelerator.launch(two(1), { groups: 1 }, { y });
    // 4 bytes are left for the second variable, which takes 16
    const length = Math.floor(maxSharedBytes / 4) - 1;
    const error = refusal(
      () => accelerator.launch(two(length), { groups: 1 }, { y }),
      NotSupportedError,
      /'two'.*bytes of shared memory/,
    );
    expect(error.limit).toBe('maxSharedBytes');
    y.dispose();
  });

  test('a capability that is missing is a field of the error', ({ accelerator, target }) => {
    if (target.capabilities.includes('groups')) return;
    const alone = groupKernel({
      name: 'alone',
      groupSize: 1,
      params: { y: write(u32) },
      body({ y }, g) {
        y.at(g.globalIndex).$ = 1;
      },
    });
    const y = accelerator.allocate(u32, 1);
    const error = refusal(() => accelerator.launch(alone, { groups: 1 }, { y }), NotSupportedError);
    expect(error.capability).toBe('groups');
    expect(error.limit).toBeUndefined();
    y.dispose();
  });
});
