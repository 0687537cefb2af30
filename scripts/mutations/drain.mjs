// The virtuals of each backend of a device, resolved at once: a backend that only pretends to wait. Every backend writes
// them in the same files and with the same methods of core.

const waits = [
  ['accelerator', 'this.waiting(', 'Promise.resolve()', 'accelerator.synchronizeAsync resolves at once'],
  ['stream', 'this.waiting(', 'Promise.resolve()', 'stream.synchronizeAsync resolves at once'],
  [
    'buffer',
    'this.readback(',
    'Promise.resolve(new Uint8Array(lengthBytes))',
    'buffer.copyToRawAsync resolves at once, with zeros',
  ],
];

const pretends = (backend, on, folder = `packages/${backend}`) =>
  waits.map(([part, waiting, resolved, breaks]) => ({
    name: `drain/${backend}-${part}`,
    file: `${folder}/src/${part}.ts`,
    find: `return ${waiting}`,
    replace: `return ${resolved};\n    return ${waiting}`,
    breaks,
    on,
    // all of the drain suite reads back
    suites: part === 'buffer' ? ['drain', 'waits'] : ['drain'],
  }));

export const drain = [
  ...pretends('wasm', 'node-wasm'),
  ...pretends('webgpu', 'node-webgpu'),
  ...pretends('webgl', 'chromium-webgl'),
  ...pretends('null', 'node-null', 'examples/null-backend'),
];
