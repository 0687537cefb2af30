import type { Gate } from '../held-completion.ts';
import type { GpuDevice } from '../platform-gpu.ts';
import { onChromium, onDeno, onFirefox, onNode } from '../runtimes.ts';
import type { TestedBackend } from './tested-backend.ts';

const common = {
  options: { software: 'require' },
  bitExactFloat: false,
  capabilities: ['groups', 'atomics', 'scatter', 'reinterpret'],
} as const;

export const webgpu: TestedBackend = {
  targets: [
    {
      ...onNode,
      ...common,
      name: 'node-webgpu',
      softwareVulkan: true,
      environment: { engine: /swiftshader/i },
    },
    {
      ...onChromium,
      ...common,
      name: 'chromium-webgpu',
      // Chromium's own Vulkan driver, which computes on the CPU and so gives the same results on every machine
      flags: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-unsafe-swiftshader'],
      environment: { engine: /swiftshader/i, isolated: true },
    },
    {
      ...onDeno,
      ...common,
      name: 'deno-webgpu',
      softwareVulkan: true,
      flags: ['--unstable-webgpu'],
      environment: { engine: /swiftshader|llvmpipe/i },
    },
    {
      ...onFirefox,
      ...common,
      name: 'firefox-webgpu',
      preferences: { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true },
      // Firefox does not name it
      environment: { engine: /a software adapter/, isolated: true },
    },
  ],
  async create(options) {
    const [{ webgpu }, { platformGpu }] = await Promise.all([
      import('@heddle/webgpu'),
      import('../platform-gpu.ts'),
    ]);
    return webgpu({ gpu: await platformGpu(), ...options });
  },
  async completion(open) {
    const [{ Gate, held }, { tappedGpu }] = await Promise.all([
      import('../held-completion.ts'),
      import('../platform-gpu.ts'),
    ]);
    const gate = new Gate();
    const gpu = await tappedGpu(device => holdDevice(device, gate));
    return held(await open({ gpu }), gate);
  },
  async withoutRoom({ open }) {
    const [{ allocatedBehind }, { tappedGpu }] = await Promise.all([
      import('../no-room.ts'),
      import('../platform-gpu.ts'),
    ]);
    const gpu = await tappedGpu(device => {
      const real = device.createBuffer.bind(device);
      device.createBuffer = description =>
        real({ ...description, size: description.size > 2 ** 20 ? 2 ** 50 : description.size });
    });
    return allocatedBehind(await open({ backend: { gpu } }));
  },
};

function holdDevice(device: GpuDevice, gate: Gate): void {
  const { queue } = device;
  const onSubmittedWorkDone = queue.onSubmittedWorkDone.bind(queue);
  queue.onSubmittedWorkDone = () => gate.behind(onSubmittedWorkDone());
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = description => {
    const buffer = createBuffer(description);
    const mapAsync = buffer.mapAsync.bind(buffer);
    buffer.mapAsync = (...args) => gate.behind(mapAsync(...args));
    return buffer;
  };
}
