import { onChromium, onFirefox, onWebKit } from '../runtimes.ts';
import type { TestedBackend } from './tested-backend.ts';

const common = { bitExactFloat: false, capabilities: [] } as const;
const swiftshader = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] as const;

export const webgl: TestedBackend = {
  targets: [
    {
      ...onChromium,
      ...common,
      name: 'chromium-webgl',
      options: { software: 'require', worker: true },
      flags: swiftshader,
      environment: { engine: /in a worker, .*swiftshader/i, isolated: true },
    },
    {
      ...onChromium,
      ...common,
      name: 'chromium-webgl-main-thread',
      options: { software: 'require', worker: false },
      flags: swiftshader,
      environment: { engine: /on the page, .*swiftshader/i, isolated: true },
    },
    {
      ...onFirefox,
      ...common,
      name: 'firefox-webgl',
      options: { software: 'require', worker: true },
      preferences: { 'webgl.force-enabled': true },
      environment: { engine: /in a worker, .*llvmpipe/i, isolated: true },
    },
    {
      ...onWebKit,
      ...common,
      name: 'webkit-webgl',
      // a worker is tried first, and has no WebGL2; WebKit calls every renderer a GPU of Apple's
      options: {},
      environment: { engine: /on the page, on Apple GPU; in no worker: no canvas/, isolated: true },
    },
  ],
  create: async options => (await import('@heddle/webgl')).webgl(options),
  async completion(open) {
    const [{ heldWorkers }, { tappedFences }] = await Promise.all([
      import('../held-completion.ts'),
      import('../platform-fences.ts'),
    ]);
    const fences = tappedFences();
    const held = await heldWorkers(open);
    // On the page the fences report completion, even where a worker was tried first.
    const [chosen] = held.accelerator.report;
    return chosen!.reason.includes('in a worker') ? held : { ...fences, accelerator: held.accelerator };
  },
  async withoutRoom({ open }) {
    const [{ allocatedBehind }, { tappedWebGl, withoutRoom }] = await Promise.all([
      import('../no-room.ts'),
      import('../platform-webgl.ts'),
    ]);
    const { accelerator } = await tappedWebGl(backend => open({ backend }), withoutRoom);
    return allocatedBehind(accelerator);
  },
};
