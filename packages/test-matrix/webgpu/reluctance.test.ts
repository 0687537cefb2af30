// Which backend of a list is taken where WebGPU runs on the CPU.
import { createAccelerator } from '@heddle/core';
import { cpu } from '@heddle/cpu';
import { wasm } from '@heddle/wasm';
import { webgpu } from '@heddle/webgpu';
import { expect, suite, test } from '../harness/conformance.ts';
import { platformGpu } from '../harness/platform-gpu.ts';

suite('reluctance', () => {
  test('webgpu on a software adapter stays before cpu, which is slower, and says so', async () => {
    const gpu = webgpu({ gpu: await platformGpu() });
    const accelerator = await createAccelerator([gpu, cpu()]);
    expect(accelerator.report).toEqual([
      {
        backend: 'webgpu',
        chosen: true,
        reason: expect.stringMatching(/runs on the CPU: of cpu no faster one works here$/),
      },
      { backend: 'cpu', chosen: false, reason: 'not needed: webgpu works' },
    ]);
    await accelerator.disposeAsync();
  });

  test('webgpu on a software adapter gives way to wasm, wherever it is listed', async () => {
    const gpu = webgpu({ gpu: await platformGpu() });
    for (const list of [
      [gpu, wasm({ threads: 1 })],
      [gpu, cpu(), wasm({ threads: 1 })],
    ]) {
      const accelerator = await createAccelerator(list);
      expect(accelerator.backend).toBe('wasm');
      expect(accelerator.report[0]!.reason).toMatch(/^the adapter is .*runs on the CPU, and wasm is faster$/);
      await accelerator.disposeAsync();
    }
  });
});
