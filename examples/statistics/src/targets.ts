// The one table of targets: a row for each backend in each place where it can run. A target that runs
// elsewhere (a page) sends the values there, has measure.ts do the work, and returns its outcome.
import type { Backend } from '@heddle/core';
import { cpu } from '@heddle/cpu';
import { wasm } from '@heddle/wasm';
import { webgpu } from '@heddle/webgpu';
import { measure, type Outcome } from './measure.ts';
import type { PageBackend } from './page.ts';

export interface Target {
  readonly name: string;
  run(values: Float32Array<ArrayBuffer>, onStep: (step: string) => void): Promise<Outcome>;
}

const inThisProcess = (name: string, backend: () => Backend | Promise<Backend>): Target => ({
  name,
  async run(values, onStep) {
    let opened: Backend;
    try {
      opened = await backend();
    } catch (error) {
      return { available: false, reason: error instanceof Error ? error.message : String(error) };
    }
    return measure(opened, values, onStep);
  },
});

const inBrowser = (name: string, backend: PageBackend, flags: readonly string[] = []): Target => ({
  name,
  async run(values, onStep) {
    // large, and not needed to refuse an input
    const { measureInBrowser } = await import('./browser.ts');
    return measureInBrowser(backend, flags, values, onStep);
  },
});

/** Node has no WebGPU of its own; this package is native code, and does not load on every platform. */
async function webgpuOfNode(): Promise<Backend> {
  const { create } = await import('webgpu');
  return webgpu({ gpu: create([]) });
}

/** Chromium's own Vulkan driver, which computes on the CPU: a machine without a GPU has WebGPU with it. */
const swiftshader = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
];

export const targets: readonly Target[] = [
  inThisProcess('node-cpu', cpu),
  inThisProcess('node-wasm', wasm),
  inThisProcess('node-webgpu', webgpuOfNode),
  inBrowser('chromium-cpu', 'cpu'),
  inBrowser('chromium-wasm', 'wasm'),
  inBrowser('chromium-webgpu', 'webgpu', swiftshader),
  inBrowser('chromium-webgl', 'webgl', ['--enable-unsafe-swiftshader']),
];
