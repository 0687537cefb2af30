// A device that is destroyed under the backend.
import { suite } from '../harness/conformance.ts';
import { testLoss } from '../harness/loss.ts';
import { type GpuDevice, tappedGpu } from '../harness/platform-gpu.ts';

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
});
