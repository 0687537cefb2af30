import { onNode } from '../runtimes.ts';
import type { TestedBackend } from './tested-backend.ts';

export const nullBackend: TestedBackend = {
  targets: [
    {
      ...onNode,
      name: 'node-null',
      options: {},
      bitExactFloat: true,
      capabilities: ['groups', 'atomics', 'scatter', 'reinterpret', 'hostMemory'],
      environment: { engine: /interpreter, each batch in a task/ },
    },
  ],
  create: async options => (await import('@heddle-examples/null-backend')).nullBackend(options),
  async completion(open) {
    const { Gate, held } = await import('../held-completion.ts');
    const gate = new Gate();
    const task = () => new Promise<void>(resolve => setTimeout(resolve));
    const later = (work: () => void) => void gate.behind(task()).then(work);
    return held(await open({ later }), gate);
  },
  withoutRoom: async fixtures => (await import('../no-room.ts')).withoutHostMemory(fixtures),
};
