const at = file => `packages/wasm/src/${file}`;

export const wasm = [
  {
    name: 'wasm/unordered-fill',
    file: at('stream.ts'),
    find: 'return this.#push(command, operation, [bufferOf(target.buffer).block]);',
    replace: `this.#pool.push(new Line(this), command, operation, [bufferOf(target.buffer).block]);
        return this.#pool.flushAll();`,
    breaks: 'A fill has no place in its stream.',
    on: 'node-wasm',
    suites: ['ordering'],
  },
  {
    name: 'wasm/wait-for-ignored',
    file: at('stream.ts'),
    find: 'return this.#pool.waitFor(this.line, (operation.other as WasmStream).line);',
    replace: 'return;',
    breaks: 'A stream does not wait for another.',
    on: 'node-wasm',
    suites: ['ordering'],
  },
  {
    name: 'wasm/task-before-its-predecessor',
    file: at('worker-source.ts'),
    find: 'if (((Atomics.load(control, watermark) - count) | 0) >= 0)',
    replace: 'if (((Atomics.load(control, watermark) - count) | 0) >= -1)',
    breaks: 'A worker begins a task while another is at the one before it.',
    on: 'node-wasm',
    suites: ['chains'],
  },
  {
    name: 'wasm/chunk-too-long',
    file: at('worker-source.ts'),
    find: 'Math.min(start + chunk, units)',
    replace: 'start + chunk',
    breaks: 'The last chunk of a launch goes on beyond the extent.',
    on: 'node-wasm',
    suites: ['kernels'],
  },
  {
    name: 'wasm/plain-atomic-add',
    file: at('emit/atomics.ts'),
    find: 'return builder.emit(...address, ...operands, [opcodes[name], offset]);',
    replace: `if (name === 'add') {
        const old = builder.local('i32');
        builder.emit(...address, ...address, ['i32.load', offset], ['local.tee', old]);
        return builder.emit(...operands, ['i32.add'], ['i32.store', offset], get(old));
      }
      return builder.emit(...address, ...operands, [opcodes[name], offset]);`,
    breaks: 'An atomic add is a read and a write, with other workers in between.',
    on: 'node-wasm',
    suites: ['atomics'],
  },
  {
    name: 'wasm/bounds-guard-lost',
    file: at('emit/memory-access.ts'),
    find: 'if (access.ok === undefined) return [...address, [load, offset], ...test];',
    replace: 'if (access) return [...address, [load, offset], ...test];',
    breaks: 'A read out of bounds yields what is there.',
    on: 'node-wasm',
    suites: ['bounds-reads'],
  },
  {
    name: 'wasm/division-by-zero',
    file: at('emit/spellings.ts'),
    find: "return withNames(temporary, 'i32', [a, b], (x = [], y = []) => [...x, ...nonZero(y), ['i32.div_u']]);",
    replace: "return withNames(temporary, 'i32', [a, b], (x = [], y = []) => [...x, ...y, ['i32.div_u']]);",
    breaks: 'A division by 0 traps.',
    on: 'node-wasm',
    suites: ['semantics'],
  },
  {
    name: 'wasm/growth-not-noticed',
    file: at('memory/heap.ts'),
    find: 'if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);',
    replace: '',
    breaks: 'After the memory has grown the host sees it as it was.',
    on: 'node-wasm',
    suites: ['pool-memory'],
  },
  {
    name: 'wasm/memory-not-zeroed',
    file: at('memory/heap.ts'),
    find: 'this.bytes().fill(0, block.address, block.freshFrom);',
    replace: '',
    breaks: 'An allocation finds what a disposed buffer has left.',
    on: 'node-wasm',
    suites: ['memory'],
  },
  {
    name: 'wasm/freed-before-its-work',
    file: at('memory/pinned-block.ts'),
    find: `this.#freed = true;
    if (this.#pins === 0) this.#owner.release(this.address);`,
    replace: `this.#owner.release(this.address);
    if (this.#pins === 0) return;`,
    breaks: 'A disposed buffer is given back while work on it is queued.',
    on: 'node-wasm',
    suites: ['disposal'],
  },
  {
    name: 'wasm/upload-not-staged',
    file: at('pool/shared-pool.ts'),
    find: `this.#heap.bytes().set(command.bytes, address);
    return copyCommand(this.memoryKernels, staged, command.target);`,
    replace: `this.#heap.bytes().set(command.bytes, command.target.address);
    return copyCommand(this.memoryKernels, denseRange(command.target.address, bytes), command.target);`,
    breaks: 'An upload is written at once, ahead of the work before it.',
    on: 'node-wasm',
    suites: ['memory'],
  },
  {
    name: 'wasm/one-start-of-replacements',
    file: at('pool/shared-pool.ts'),
    find: 'if (failures > 2 && this.#count === 1)',
    replace: 'if (failures > 0)',
    breaks: 'The accelerator is lost if a replacement worker dies at its start.',
    on: 'unit',
    suites: ['pool/worker-death'],
  },
  {
    name: 'wasm/held-bytes-not-named',
    file: at('memory/pinned-block.ts'),
    find: 'else this.#owner.heldBytes += this.#bytes;',
    replace: '',
    breaks: 'The error of a full memory does not say that queued work holds disposed buffers.',
    on: 'node-wasm',
    suites: ['pool-memory'],
  },
];
