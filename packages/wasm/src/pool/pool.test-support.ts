// Pools with real workers, and hand-made commands for them.
import type { AcceleratorStream, Operation } from '@heddle/core/backend';
import { get, i32 } from '../emit/code.ts';
import { FunctionBuilder } from '../emit/function-builder.ts';
import type { Code } from '../emit/instructions.ts';
import { emitMemoryOperations } from '../emit/memory-operations.ts';
import { encodeModule } from '../emit/module.ts';
import { Heap } from '../memory/heap.ts';
import type { PinnedBlock } from '../memory/pinned-block.ts';
import { webAssembly } from '../platform.ts';
import { layout } from './control.ts';
import type { Pool, PoolOptions } from './pool.ts';
import type { FromWorker, ToServer, ToThread } from './protocol.ts';
import { ServerPool } from './server-pool.ts';
import { SharedPool } from './shared-pool.ts';
import { type Command, Line, type PoolKernel, type Task } from './task.ts';

const [BLOCK, START, END] = [0, 1, 2];
const word = (byte: number): Code => [get(BLOCK), ['i32.load', byte]];
const params = ['block', 'start', 'end', 'scratch'].map(name => ({ name, type: 'i32' }) as const);

/**
 * Repeats `word = 31 * word + by` on the word of each unit. The block holds address, by and the number of
 * rounds.
 */
function step() {
  const builder = new FunctionBuilder({ name: 'step', isExported: true, params });
  const [at, left] = [builder.local('i32', 'at'), builder.local('i32', 'left')];
  builder.loop(next => {
    builder.emit(...word(0), get(START), i32(4), ['i32.mul'], ['i32.add'], ['local.set', at]);
    builder.emit(...word(8), ['local.set', left]);
    builder.loop(again => {
      builder.emit(get(at), get(at), ['i32.load', 0], i32(31), ['i32.mul'], ...word(4), ['i32.add']);
      builder.emit(['i32.store', 0], get(left), i32(1), ['i32.sub'], ['local.tee', left]);
      builder.branchIf(again);
    });
    builder.emit(get(START), i32(1), ['i32.add'], ['local.tee', START], get(END), ['i32.ne']);
    builder.branchIf(next);
  });
  return builder.finish();
}

/**
 * Sets the word at the block's second address to 1, and waits until the word at the first address is not 0.
 */
function gate() {
  const builder = new FunctionBuilder({ name: 'gate', isExported: true, params });
  builder.emit(...word(4), i32(1), ['i32.atomic.store', 0]);
  builder.loop(again => {
    builder.emit(...word(0), ['i32.atomic.load', 0], ['i32.eqz']);
    builder.branchIf(again);
  });
  return builder.finish();
}

function trap() {
  const builder = new FunctionBuilder({ name: 'trap', isExported: true, params });
  builder.emit(['unreachable']);
  return builder.finish();
}

export interface Scene<P extends Pool> {
  readonly pool: P;
  readonly failures: readonly {
    readonly operation: string;
    readonly message: string;
    readonly code: string;
  }[];
  readonly lost: readonly string[];
  readonly step: (at: PinnedBlock, units: number, by: number, how?: StepOptions) => Command;
  readonly gate: (opener: PinnedBlock, begun: PinnedBlock) => Command;
  readonly trap: () => Command;
  /** A launch of a kernel that no worker can load, because it imports another kind of memory. */
  readonly unloadable: () => Command;
}
export interface StepOptions {
  readonly rounds?: number;
  /** Unknown if omitted, so that the host does not run the command itself. */
  readonly cost?: number;
  /** The number of words of the block, if it is to be longer than necessary. */
  readonly words?: number;
}

function sceneOf<P extends Pool>(
  shared: boolean,
  workerUrl: string | undefined,
  make: (options: PoolOptions) => P,
): Scene<P> {
  const { Module } = webAssembly();
  const failures: { operation: string; message: string; code: string }[] = [];
  const lost: string[] = [];
  const pool = make({
    workerUrl,
    memoryOperations: new Module(emitMemoryOperations(shared)),
    submitted() {},
    failed: (_, { description }, { message, code }) =>
      failures.push({ operation: description, message, code }),
    lost: message => lost.push(message),
  });
  const module = new Module(encodeModule({ shared, globals: [], functions: [step(), gate(), trap()] }));
  const kernels = {
    step: pool.kernel(module, 'step'),
    gate: pool.kernel(module, 'gate'),
    trap: pool.kernel(module, 'trap'),
    unloadable: pool.kernel(
      new Module(encodeModule({ shared: !shared, globals: [], functions: [trap()] })),
      'trap',
    ),
  };
  const run = (
    kernel: PoolKernel,
    block: Uint32Array<ArrayBuffer>,
    units: number,
    cost?: number,
  ): Command => ({ kind: 'run', kernel, block, units, cost });
  return {
    pool,
    failures,
    lost,
    step(at, units, by, { rounds = 1, cost, words = 3 } = {}) {
      const block = new Uint32Array(words);
      block.set([at.address, by, rounds]);
      return run(kernels.step, block, units, cost);
    },
    gate: (opener, begun) => run(kernels.gate, Uint32Array.of(opener.address, begun.address), 1),
    trap: () => run(kernels.trap, new Uint32Array(1), 1),
    unloadable: () => run(kernels.unloadable, new Uint32Array(1), 1),
  };
}

export const sharedScene = (
  threads: number,
  heap: Heap = Heap.shared(2 ** 24),
  workerUrl?: string,
): Scene<SharedPool> => sceneOf(true, workerUrl, options => new SharedPool(threads, heap, options));
export const serverScene = (maximumBytes: number = 2 ** 24, workerUrl?: string): Scene<ServerPool> =>
  sceneOf(false, workerUrl, options => new ServerPool(maximumBytes, options));

/** The number of words that a step of the tests changes. */
export const UNITS: number = 64;
export const wordsAt = (heap: Heap, { address }: PinnedBlock, count = UNITS): Uint32Array =>
  heap.words().subarray(address / 4, address / 4 + count);
export const open = (heap: Heap, { address }: PinnedBlock): void =>
  void Atomics.store(heap.words(), address / 4, 1);

export async function withPool(
  threads: number,
  body: (scene: Scene<SharedPool>, heap: Heap) => Promise<void>,
  heap: Heap = Heap.shared(2 ** 24),
): Promise<void> {
  const scene = sharedScene(threads, heap);
  await scene.pool.start();
  try {
    await body(scene, heap);
  } finally {
    scene.pool.close();
  }
}

export function stepOnHost(words: Uint32Array, by: number, rounds = 1): void {
  for (let round = 0; round < rounds; round++)
    words.forEach((word, i) => {
      words[i] = Math.imul(word, 31) + by;
    });
}

export const newLine = (): Line => new Line({} as AcceleratorStream);
export const named = (description: string): Operation => ({ description }) as Operation;

export function read(pool: Pool, line: Line, { address }: PinnedBlock, words: number): Promise<Uint32Array> {
  return new Promise((resolve, reject) => {
    const task: Task = pool.push(
      line,
      {
        kind: 'read',
        address,
        bytes: 4 * words,
        resolve: bytes => resolve(new Uint32Array(bytes.buffer)),
        reject,
      },
      undefined,
      [],
    );
    pool.want(task);
    pool.flush(line);
  });
}

/** A worker of the platform that records what a test may need to know. */
export interface TappedWorker {
  /** Ends the worker, and resolves when it has ended. */
  crash(): Promise<unknown>;
  /** True if the worker keeps the process alive. */
  isReferenced: boolean;
  post(message: ToThread): void;
  /** The worker's first message. */
  joined: Extract<ToThread, { kind: 'join' }> | undefined;
  /** The kernels that the worker was told to forget. */
  readonly forgotten: number[];
}

/**
 * Runs `body` with the workers that are made meanwhile. Their messages reach the pool when `deliver` calls
 * the function that it is given.
 */
export async function tapped(
  body: (workers: readonly TappedWorker[]) => Promise<void>,
  deliver: (hand: () => void, message: FromWorker, worker: number) => void = hand => hand(),
  /** The fate of the worker with this number; undefined for an ordinary one. */
  fate: (worker: number) => 'dies' | undefined = () => undefined,
): Promise<void> {
  const threads = process.getBuiltinModule('node:worker_threads');
  const { Worker: Real } = threads;
  const workers: TappedWorker[] = [];
  class Tapped extends Real {
    readonly #own: TappedWorker;
    readonly #index: number;
    constructor(...args: ConstructorParameters<typeof Real>) {
      super(...args);
      this.#own = {
        crash: () => this.terminate(),
        isReferenced: true,
        post: message => super.postMessage(message),
        joined: undefined,
        forgotten: [],
      };
      this.#index = workers.push(this.#own) - 1;
      if (fate(this.#index) === 'dies') void this.terminate();
    }
    // Node passes every event through `emit`, for every kind of listener.
    override emit(event: string | symbol, ...args: unknown[]): boolean {
      if (event === 'message') deliver(() => super.emit(event, ...args), args[0] as FromWorker, this.#index);
      else return super.emit(event, ...args);
      return true;
    }
    override postMessage(message: ToThread | ToServer, transfer: never): void {
      if (message.kind === 'join') this.#own.joined = message;
      if (message.kind === 'forget') this.#own.forgotten.push(message.id);
      super.postMessage(message, transfer);
    }
    override ref(): void {
      this.#own.isReferenced = true;
      super.ref();
    }
    override unref(): void {
      this.#own.isReferenced = false;
      super.unref();
    }
  }
  Object.assign(threads, { Worker: Tapped });
  try {
    await body(workers);
  } finally {
    Object.assign(threads, { Worker: Real });
  }
}

/** Keeps this thread busy until the condition holds. No message is received meanwhile. */
export function spinUntil(isSo: () => boolean): void {
  for (const end = Date.now() + 5000; !isSo(); )
    if (Date.now() > end) throw new Error('it is not so for 5 seconds');
}
/** Spins until all published tasks are done. */
export const spinUntilDone = ({ joined }: TappedWorker): void =>
  spinUntil(
    () => Atomics.load(joined!.control, layout.watermark) === Atomics.load(joined!.control, layout.tail),
  );

export const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds));
