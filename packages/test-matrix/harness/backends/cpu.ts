import { onBun, onChromium, onNode } from '../runtimes.ts';
import type { TestedBackend } from './tested-backend.ts';

const common = {
  bitExactFloat: true,
  capabilities: ['groups', 'atomics', 'scatter', 'reinterpret', 'hostMemory'],
} as const;

export const cpu: TestedBackend = {
  targets: [
    {
      ...onNode,
      ...common,
      name: 'node-cpu',
      options: {},
      environment: { engine: /generated JavaScript/ },
    },
    {
      ...onNode,
      ...common,
      name: 'node-cpu-interpreter',
      options: { engine: 'interpreter' },
      environment: { engine: /interpreter/ },
    },
    {
      ...onNode,
      ...common,
      name: 'node-cpu-checked',
      // many suites read and write out of bounds, and expect zeros and no effect
      options: { checked: { bounds: false } },
      suites: ['races'],
      environment: { engine: /generated JavaScript, checked/ },
    },
    {
      ...onChromium,
      ...common,
      name: 'chromium-cpu',
      options: {},
      environment: { engine: /generated JavaScript/, isolated: true },
    },
    {
      ...onBun,
      ...common,
      name: 'bun-cpu',
      options: {},
      environment: { engine: /generated JavaScript/ },
    },
  ],
  create: async options => (await import('@heddle/cpu')).cpu(options),
  completion: 'blocks',
  withoutRoom: async fixtures => (await import('../no-room.ts')).withoutHostMemory(fixtures),
};
