// A device that is destroyed under the backend.
import { DeviceLostError } from '@heddle/core';
import { suite, test } from '../harness/conformance.ts';
import { testLoss } from '../harness/loss.ts';
import { type GpuDevice, tappedGpu } from '../harness/platform-gpu.ts';
import { rejection } from '../harness/refusal.ts';
import { count } from '../harness/steps.ts';

suite('loss', () => {
  testLoss(async (open, { hangs, ...options }) => {
    let device!: GpuDevice;
    const gpu = await tappedGpu(made => {
      device = made;
      if (hangs) made.queue.onSubmittedWorkDone = () => new Promise(() => {});
    });
    const accelerator = await open({ ...options, backend: { gpu } });
    return { accelerator, doom: () => device.destroy() };
  });

  for (const order of ['before', 'behind'] as const) {
    test(`in the turn of loadKernelAsync, ${order} the call: it rejects`, async ({ open }) => {
      let device!: GpuDevice;
      const gpu = await tappedGpu(made => {
        device = made;
      });
      const accelerator = await open({ backend: { gpu } });
      if (order === 'before') device.destroy();
      const loading = rejection(() => accelerator.loadKernelAsync(count), DeviceLostError);
      if (order === 'behind') device.destroy();
      await loading;
    });
  }
});
