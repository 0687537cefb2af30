/**
 * The program of a worker. It is started from its text if the page allows that (worker-source.ts), else as
 * this file by `workerUrl`, so it imports only types. `pool/control.ts` explains the control memory.
 */
import type { Memory, WebAssemblyLike } from './platform.ts';
import type {
  ControlLayout,
  FromWorker,
  LoadKernel,
  ServerCommand,
  ToServer,
  ToThread,
  WorkerName,
} from './pool/protocol.ts';

type Run = (block: number, start: number, end: number, scratch: number) => void;
interface Port {
  postMessage(message: FromWorker, transfer?: readonly ArrayBuffer[]): void;
  on?(event: 'message' | 'messageerror', listener: (message: ToThread | ToServer) => void): void;
  onmessage?: (event: { readonly data: ToThread | ToServer }) => void;
  onmessageerror?: () => void;
}
interface Global extends Partial<Port> {
  readonly WebAssembly: WebAssemblyLike;
  readonly process?: { getBuiltinModule?(name: string): { readonly parentPort: Port | null } | undefined };
}

const NAME: WorkerName = '@heddle/wasm worker 1';
/** The number of polls of an idle worker before it yields its core: about 20 microseconds. */
const SPINS = 2000;
/** The time that it then waits in `Atomics.wait`, where it is woken faster than by a message. */
const LINGER_MILLISECONDS = 2;

const scope = globalThis as unknown as Global;
// Bun's threads also have the global functions of a browser's worker, but receive no messages through them.
const port: Port = scope.process?.getBuiltinModule?.('node:worker_threads')?.parentPort ?? (scope as Port);
const kernels = new Map<number, Run>();
let thread: Thread | undefined;
let server: Server | undefined;

function receive(message: ToThread | ToServer): void {
  switch (message.kind) {
    case 'join':
      thread = new Thread(message.memory, message.control, message.layout, message.index);
      return post({ kind: 'ready', worker: NAME });
    case 'serve':
      server = new Server(message.pages, message.maximumPages);
      return post({ kind: 'ready', worker: NAME });
    case 'kernel':
      load(message, (thread ?? server)!.memory);
      return thread?.work();
    case 'forget':
      kernels.delete(message.id);
      return;
    case 'wake':
      return thread!.work();
    case 'grow':
      return server!.grow(message.pages);
    case 'batch':
      return server!.batch(message.commands, message.last);
  }
}

/** Launches of a kernel that cannot be loaded fail. A worker without any entry for it would wait for it. */
function load({ id, module, entry }: LoadKernel, memory: Memory): void {
  let run: Run;
  try {
    const { exports } = new scope.WebAssembly.Instance(module, { heddle: { memory } });
    run = exports[entry] as Run;
  } catch (error) {
    run = () => {
      throw error;
    };
  }
  kernels.set(id, run);
}

/**
 * The host waits for these messages, so a message that the platform refuses once is sent again. If it is
 * refused again, the error ends the worker, and the platform reports that to the host.
 */
function post(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  try {
    port.postMessage(message, transfer);
  } catch {
    port.postMessage(message, transfer);
  }
}

function postTrap(sequence: number, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  // Engines report a stack overflow with the same class.
  const isMemory = error instanceof RangeError && !/call stack/i.test(message);
  post({
    kind: 'trap',
    sequence,
    message,
    isMemory,
    isTrap: error instanceof scope.WebAssembly.RuntimeError,
  });
}

/** One of several workers, which share memory and work. */
class Thread {
  readonly memory: Memory;
  readonly #control: Int32Array;
  readonly #layout: ControlLayout;
  readonly #index: number;
  readonly #state: number;
  readonly #cursor: number;

  constructor(memory: Memory, control: Int32Array, layout: ControlLayout, index: number) {
    this.memory = memory;
    this.#control = control;
    this.#layout = layout;
    this.#index = index;
    this.#state = layout.state + index * layout.workerWords;
    this.#cursor = layout.cursor + index * layout.workerWords;
  }

  /**
   * Runs the available tasks. Returns when there has been none for a while, or when a message must be
   * received first.
   */
  work(): void {
    const control = this.#control;
    const { tail } = this.#layout;
    let at = this.#wake();
    for (;;) {
      const end = Atomics.load(control, tail);
      if (at !== end) {
        if (!this.#help(at)) break;
        at = (at + 1) | 0;
        Atomics.store(control, this.#cursor, at);
        this.#makeRoom();
        continue;
      }
      Atomics.store(control, this.#state, this.#layout.looking);
      const isMore = this.#linger(tail, end, LINGER_MILLISECONDS);
      Atomics.store(control, this.#state, this.#layout.awake);
      if (!isMore) {
        Atomics.store(control, this.#state, this.#layout.asleep);
        // The host may have handed over a task before it could see this state.
        if (Atomics.load(control, tail) === end) return;
        at = this.#wake();
      }
    }
    Atomics.store(control, this.#state, this.#layout.asleep);
    this.#makeRoom();
  }

  /** Notifies a host that has found no slot for its next task because of this worker's cursor. */
  #makeRoom(): void {
    const control = this.#control;
    const { wantsRoom } = this.#layout;
    if (Atomics.load(control, wantsRoom) === 0) return;
    if (Atomics.exchange(control, wantsRoom, 0) === 1) post({ kind: 'room' });
  }

  #wake(): number {
    const control = this.#control;
    const { watermark, awake } = this.#layout;
    for (;;) {
      const at = Atomics.load(control, watermark);
      Atomics.store(control, this.#cursor, at);
      Atomics.store(control, this.#state, awake);
      if (Atomics.load(control, watermark) !== at) continue;
      this.#makeRoom();
      return at;
    }
  }

  /** Waits for a word to change. Returns false if it did not. */
  #linger(word: number, known: number, milliseconds: number): boolean {
    const control = this.#control;
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(control, word) !== known) return true;
    return Atomics.wait(control, word, known, milliseconds) !== 'timed-out';
  }

  /**
   * Runs chunks of a task until there are none left. Returns false if its kernel is in a message that was not
   * received yet.
   */
  #help(sequence: number): boolean {
    const control = this.#control;
    const layout = this.#layout;
    const slot = this.#slot(sequence);
    const next = slot + layout.next;
    const chunks = control[slot + layout.chunks]!;
    if (Atomics.load(control, next) >= chunks) return true;
    const run = kernels.get(control[slot + layout.kernel]!);
    if (!run) return false;
    for (;;) {
      const finished = Atomics.load(control, layout.finished);
      if (this.#mayBegin(slot)) break;
      this.#linger(layout.finished, finished, Infinity);
    }
    const block = control[slot + layout.block]!;
    const units = control[slot + layout.units]! >>> 0;
    const chunk = control[slot + layout.chunk]! >>> 0;
    const scratch = control[slot + layout.scratch]! + this.#index * control[slot + layout.scratchStride]!;
    for (;;) {
      const taken = Atomics.add(control, next, 1);
      if (taken >= chunks) return true;
      const start = taken * chunk;
      // After a failure the remaining chunks are only counted.
      if (Atomics.load(control, slot + layout.trapped) === 0) {
        try {
          run(block, start, Math.min(start + chunk, units), scratch);
        } catch (error) {
          postTrap(sequence, error);
          Atomics.store(control, slot + layout.trapped, 1);
        }
      }
      if (Atomics.sub(control, slot + layout.left, 1) === 1) this.#finish(sequence, slot);
    }
  }

  #mayBegin(slot: number): boolean {
    const control = this.#control;
    const { watermark, after, isAfterOne, outcome } = this.#layout;
    const count = control[slot + after]!;
    if (((Atomics.load(control, watermark) - count) | 0) >= 0) return true;
    // If the slot of the previous task has been reused, the watermark is past that task and has moved since.
    return (
      control[slot + isAfterOne] === 1 && Atomics.load(control, this.#slot((count - 1) | 0) + outcome) !== 0
    );
  }

  #slot(sequence: number): number {
    const { slots, slotCount, slotWords } = this.#layout;
    return slots + (sequence & (slotCount - 1)) * slotWords;
  }

  #finish(sequence: number, slot: number): void {
    const control = this.#control;
    const { outcome, trapped, notify, done, failed, finished } = this.#layout;
    Atomics.store(control, slot + outcome, Atomics.load(control, slot + trapped) === 0 ? done : failed);
    this.#advance();
    Atomics.add(control, finished, 1);
    Atomics.notify(control, finished);
    if (Atomics.load(control, slot + notify) === 1) post({ kind: 'done', sequence });
  }

  #advance(): void {
    const control = this.#control;
    const { tail, watermark, outcome } = this.#layout;
    for (;;) {
      const at = Atomics.load(control, watermark);
      if (at === Atomics.load(control, tail)) return;
      // If the slot has been reused, the watermark has moved, and the exchange fails.
      if (Atomics.load(control, this.#slot(at) + outcome) === 0) return;
      Atomics.compareExchange(control, watermark, at, (at + 1) | 0);
    }
  }
}

/** The only worker, which has the memory for itself. Everything comes by message, in order. */
class Server {
  readonly memory: Memory;
  /** Once growth was refused the memory does not grow again, because the host was told its final length. */
  #isRefused = false;

  constructor(pages: number, maximumPages: number) {
    this.memory = new scope.WebAssembly.Memory({ initial: pages, maximum: maximumPages });
  }

  grow(pages: number): void {
    if (this.#isRefused) return;
    try {
      this.memory.grow(pages);
    } catch {
      this.#isRefused = true;
      post({ kind: 'refused', bytes: this.memory.buffer.byteLength });
    }
  }

  batch(commands: readonly ServerCommand[], last: number): void {
    for (const command of commands) {
      try {
        this.#do(command);
      } catch (error) {
        postTrap(command.sequence, this.#isRefused ? outOfBounds(error) : error);
      }
    }
    post({ kind: 'done', sequence: last });
  }

  #do(command: ServerCommand): void {
    const bytes = new Uint8Array(this.memory.buffer);
    switch (command.kind) {
      case 'run': {
        const { kernel, block, blockAddress, units, scratch } = command;
        new Uint32Array(bytes.buffer, blockAddress, block.length).set(block);
        return kernels.get(kernel)!(blockAddress, 0, units, scratch);
      }
      case 'write': {
        const { address, pieceBytes, strideBytes, count } = command.target;
        for (let i = 0; i < count; i++) {
          const piece = command.bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes);
          bytes.set(piece, address + i * strideBytes);
        }
        return;
      }
      case 'clear':
        bytes.fill(0, command.address, command.address + command.bytes);
        return;
      case 'read': {
        const { sequence, address } = command;
        if (address + command.bytes > bytes.length) throw new RangeError('read beyond the memory');
        const read = bytes.slice(address, address + command.bytes) as Uint8Array<ArrayBuffer>;
        return post({ kind: 'bytes', sequence, bytes: read }, [read.buffer]);
      }
    }
  }
}

/**
 * After a refused growth, blocks that the host has allocated may lie beyond the memory. An access to them is
 * no mistake of the kernel.
 */
function outOfBounds(error: unknown): unknown {
  return error instanceof Error && /bounds/i.test(error.message) ? new RangeError(error.message) : error;
}

/** The lost message is unknown, and later ones depend on it. The error ends the worker, and the host is told. */
function unreadable(): never {
  throw new Error('it could not read a message; perhaps it had no memory');
}

if (port.on) {
  port.on('message', receive);
  port.on('messageerror', unreadable);
} else {
  port.onmessage = event => receive(event.data);
  port.onmessageerror = unreadable;
}
