import {
  checkInteger,
  checkOptionNames,
  describe,
  HeddleRangeError,
  HeddleTypeError,
} from '@heddle/core/backend';

export interface WasmOptions {
  /**
   * The number of workers that run kernels: 1 to 64. By default one for each core of the machine, and at most
   * 16. Without shared memory there is always one.
   */
  readonly threads?: number | undefined;
  /**
   * The address at which the page serves the script of the workers, for a content security policy that
   * forbids workers made from blobs.
   */
  readonly workerUrl?: string | undefined;
  /**
   * The most bytes that all buffers of the accelerator may take together: 1 MiB to 4 GiB, in steps of 64 KiB,
   * by default 1 GiB. Addresses are reserved for all of it and memory is taken as needed. If the engine
   * refuses the reservation, half of it is tried, and so on.
   */
  readonly maximumBytes?: number | undefined;
}

const LEAST_BYTES = 2 ** 20;
const MOST_BYTES = 2 ** 32;
const MOST_THREADS = 64;

/**
 * Checks the options and copies them at the call.
 *
 * @throws HeddleTypeError for an option that does not exist, or of the wrong type. @throws HeddleRangeError
 * for a number out of its range.
 */
export function checkOptions(options: unknown): WasmOptions {
  checkOptionNames('wasm', options, ['threads', 'workerUrl', 'maximumBytes']);
  const { threads, workerUrl, maximumBytes } = options as Record<keyof WasmOptions, unknown>;
  return {
    threads: wholeNumber('threads', threads, 1, MOST_THREADS),
    workerUrl: url(workerUrl),
    maximumBytes: wholeNumber('maximumBytes', maximumBytes, LEAST_BYTES, MOST_BYTES),
  };
}

const wholeNumber = (name: string, value: unknown, least: number, most: number): number | undefined =>
  value === undefined ? undefined : checkInteger(`wasm: ${name}`, value, least, most);

function url(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    throw new HeddleTypeError(`wasm: workerUrl: expected a string, found ${describe(value)}`, {
      remedy: 'For a URL object, pass url.href.',
    });
  }
  if (value === '') throw new HeddleRangeError("wasm: workerUrl: expected the address of a script, found ''");
  return value;
}
