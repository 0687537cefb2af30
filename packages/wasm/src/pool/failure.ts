import { HeddleError, OperationError, OutOfMemoryError } from '@heddle/core/backend';

const NO_MEMORY = {
  remedy:
    'Dispose buffers and release arrays that are no longer needed, or work on the data in smaller pieces.',
};

/** The report of an exception that a command has thrown. */
export interface Thrown {
  readonly message: string;
  /** True if memory was missing: WebAssembly's, or the host's for a readback. */
  readonly isMemory: boolean;
  readonly cause?: unknown;
}

/** Every engine reports missing memory with a RangeError, and a stack overflow too. */
export function thrown(cause: unknown): Thrown {
  const message = cause instanceof Error ? cause.message : String(cause);
  return { message, isMemory: cause instanceof RangeError && !/call stack/i.test(message), cause };
}

/**
 * A failure within a kernel is a mistake in its body. A failure of a copy or a readback is not the program's
 * fault.
 */
export function failureOf({ message, isMemory, cause }: Thrown, isKernel: boolean): HeddleError {
  if (isMemory) return new OutOfMemoryError(`no room: ${message}`, { ...NO_MEMORY, cause });
  return isKernel
    ? new HeddleError('HEDDLE_KERNEL', message, { cause })
    : new OperationError(message, { cause });
}
