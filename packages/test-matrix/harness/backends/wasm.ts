import { onBun, onChromium, onFirefox, onNode, onWebKit } from '../runtimes.ts';
import type { TestedBackend } from './tested-backend.ts';

const common = {
  options: {},
  bitExactFloat: true,
  capabilities: ['groups', 'atomics', 'scatter', 'reinterpret', 'hostMemory', 'threads'],
} as const;

export const wasm: TestedBackend = {
  targets: [
    { ...onNode, ...common, name: 'node-wasm', environment: { engine: /shared memory/ } },
    {
      ...onChromium,
      ...common,
      name: 'chromium-wasm',
      environment: { engine: /shared memory/, isolated: true },
    },
    {
      ...onChromium,
      ...common,
      name: 'chromium-wasm-unisolated',
      // the memory lives in a worker, and the host cannot share it
      capabilities: ['groups', 'atomics', 'scatter', 'reinterpret'],
      environment: { engine: /one worker/, isolated: false },
    },
    { ...onBun, ...common, name: 'bun-wasm', environment: { engine: /shared memory/ } },
    {
      ...onFirefox,
      ...common,
      name: 'firefox-wasm',
      environment: { engine: /shared memory/, isolated: true },
    },
    {
      ...onWebKit,
      ...common,
      name: 'webkit-wasm',
      environment: { engine: /shared memory/, isolated: true },
    },
  ],
  create: async options => (await import('@heddle/wasm')).wasm(options),
  completion: async open => (await import('../held-completion.ts')).heldWorkers(open),
  async withoutRoom({ open }) {
    const { refusedAllocation } = await import('../no-room.ts');
    const { f32 } = await import('@heddle/core');
    const accelerator = await open({ backend: { maximumBytes: 6 * 2 ** 20 } });
    accelerator.allocate(f32, 3 * 2 ** 18);
    return refusedAllocation(accelerator);
  },
};
