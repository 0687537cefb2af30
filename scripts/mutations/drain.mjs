// The virtuals of each backend of a device, resolved at once: a backend that only pretends to wait.

const waits = {
  accelerator: 'accelerator.synchronizeAsync resolves at once',
  stream: 'stream.synchronizeAsync resolves at once',
  buffer: 'buffer.copyToRawAsync resolves at once, with zeros',
};

const pretends = (backend, on, finds, folder = `packages/${backend}`) =>
  Object.entries(finds).map(([part, find]) => ({
    name: `drain/${backend}-${part}`,
    file: `${folder}/src/${part}.ts`,
    find,
    replace:
      part === 'buffer'
        ? 'return Promise.resolve(new Uint8Array(lengthBytes));'
        : 'return Promise.resolve();',
    breaks: waits[part],
    on,
    // all of the drain suite reads back
    suites: part === 'buffer' ? ['drain', 'waits'] : ['drain'],
  }));

export const drain = [
  ...pretends('wasm', 'node-wasm', {
    accelerator: 'return this.waiting(options, () => this.#pool.allFinished());',
    stream: 'return this.waiting(options, () => this.#pool.finished(this.line));',
    buffer:
      'return this.readback(stream, offsetBytes, lengthBytes, place => (place.stream as WasmStream).read(place));',
  }),
  ...pretends('webgpu', 'node-webgpu', {
    accelerator: `return this.waiting(options, () => {
      this.submitAll();
      return this.#device.drained(this.#device.inFlight);
    });`,
    stream: `return this.waiting(options, () => {
      this.submit();
      return this.#device.drained([...this.#inFlight]);
    });`,
    buffer: `return this.readback(stream, offsetBytes, lengthBytes, place =>
      (place.stream as WebGpuStream).read(place),
    );`,
  }),
  ...pretends('webgl', 'chromium-webgl', {
    accelerator: `return this.waiting(options, () => {
      this.submitAll();
      return this.#link.finished(this.#link.fence());
    });`,
    stream: `return this.waiting(options, () => {
      this.submit();
      return this.#link.finished(this.#last);
    });`,
    buffer: `return this.readback(stream, offsetBytes, lengthBytes, place =>
      (place.stream as WebGlStream).read(place),
    );`,
  }),
  ...pretends(
    'null',
    'node-null',
    {
      accelerator: `return this.waiting(options, async () => {
      this.submitAll();
      await Promise.all([...this.#streams].map(stream => stream.done));
    });`,
      stream: `return this.waiting(options, () => {
      this.submit();
      return this.#done;
    });`,
      buffer:
        'return this.readback(stream, offsetBytes, lengthBytes, place => (place.stream as NullStream).read(place));',
    },
    'examples/null-backend',
  ),
];
