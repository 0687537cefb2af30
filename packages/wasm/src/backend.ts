import type { Accelerator, Backend } from '@heddle/core';
import { NotSupportedError } from '@heddle/core';
import { showAs } from '@heddle/core/backend';
import { WasmAccelerator, WITH_SHARED_MEMORY } from './accelerator.ts';
import { emitMemoryOperations } from './emit/memory-operations.ts';
import { Heap } from './memory/heap.ts';
import { checkOptions, type WasmOptions } from './options.ts';
import { type Module, webAssembly } from './platform.ts';
import type { PoolOptions } from './pool/pool.ts';
import { ServerPool } from './pool/server-pool.ts';
import { SharedPool } from './pool/shared-pool.ts';

const DEFAULT_MAXIMUM_BYTES = 2 ** 30;
/** A memory-bound kernel gains nothing from more workers, and each costs some megabytes. */
const DEFAULT_MOST_THREADS = 16;

interface Host {
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
  readonly WebAssembly?: unknown;
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly process?: { getBuiltinModule?(name: 'node:os'): { availableParallelism(): number } | undefined };
}

/**
 * Runs kernels as WebAssembly in a pool of workers: in browsers, Node, Deno and Bun. With shared memory
 * (always in Node; on a page if it is cross-origin isolated) there are several workers, and the host can
 * access the memory (`view.host`). Without it there is one worker.
 *
 * @example
 * ```ts
 * const accelerator = await createAccelerator([wasm({ threads: 2 })]);
 * accelerator.capabilities.has('threads'); // true
 * await accelerator.disposeAsync();
 * ```
 */
export function wasm(options: WasmOptions = {}): Backend<Accelerator> {
  const { threads, workerUrl, maximumBytes = DEFAULT_MAXIMUM_BYTES } = checkOptions(options);
  const backend: Backend<Accelerator> = {
    name: 'wasm',
    mayHave: WITH_SHARED_MEMORY,
    async isSupported() {
      const compiled = memoryOperations(hasSharedMemory());
      return typeof compiled === 'string' ? { ok: false, reason: compiled } : { ok: true, fast: true };
    },
    async open(openOptions) {
      const shared = hasSharedMemory();
      const compiled = memoryOperations(shared);
      if (typeof compiled === 'string') throw new NotSupportedError(`wasm: ${compiled}`, 'another backend');
      const poolOptions = (events: object) =>
        ({ workerUrl, memoryOperations: compiled, ...events }) as PoolOptions;
      if (!shared) {
        return WasmAccelerator.open({
          ...openOptions,
          shared,
          workerUrl,
          maximumBytes,
          note: 'one worker, without shared memory, as the page is not cross-origin isolated: no view.host',
          pool: events => new ServerPool(maximumBytes, poolOptions(events)),
        });
      }
      const heap = Heap.shared(maximumBytes);
      const count = threads ?? Math.min(parallelism(), DEFAULT_MOST_THREADS);
      return WasmAccelerator.open({
        ...openOptions,
        shared,
        workerUrl,
        maximumBytes: heap.maximumBytes,
        note: `${count} worker${count === 1 ? '' : 's'} with shared memory of at most ${heap.maximumBytes / 2 ** 20} MiB`,
        pool: events => new SharedPool(count, heap, poolOptions(events)),
      });
    },
  };
  showAs(backend, () => 'wasm()');
  return backend;
}

const host = (): Host => globalThis as Host;

/**
 * Browsers provide `SharedArrayBuffer`, and allow it to be sent to workers, only on cross-origin isolated
 * pages. Other runtimes have no isolation.
 */
function hasSharedMemory(): boolean {
  return host().SharedArrayBuffer !== undefined && host().crossOriginIsolated !== false;
}

function parallelism(): number {
  const { navigator, process } = host();
  return (
    navigator?.hardwareConcurrency ?? process?.getBuiltinModule?.('node:os')?.availableParallelism() ?? 1
  );
}

/**
 * The compiled module, or the reason why it cannot be compiled. It uses the same WebAssembly features as
 * kernels.
 */
function memoryOperations(shared: boolean): Module | string {
  if (host().WebAssembly === undefined) return 'this runtime has no WebAssembly';
  const bytes = emitMemoryOperations(shared);
  try {
    return new (webAssembly().Module)(bytes);
  } catch (error) {
    return webAssembly().validate(bytes)
      ? `this page's content security policy forbids WebAssembly (script-src needs 'wasm-unsafe-eval'): ${(error as Error).message}`
      : 'this runtime has no WebAssembly with threads, bulk memory and saturating conversions';
  }
}
