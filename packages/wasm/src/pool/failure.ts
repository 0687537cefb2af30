import { HeddleError, OperationError, OutOfMemoryError } from '@heddle/core/backend';
import { webAssembly } from '../platform.ts';

const NO_MEMORY = {
  remedy:
    'Dispose buffers and release arrays that are no longer needed, or work on the data in smaller pieces.',
};

/** The report of an exception that a command has thrown. */
export interface Thrown {
  readonly message: string;
  /** True if memory was missing: WebAssembly's, or the host's for a readback. */
  readonly isMemory: boolean;
  /** True if the code of a kernel has trapped. */
  readonly isTrap: boolean;
  readonly cause?: unknown;
}

/** Every engine reports missing memory with a RangeError, and a stack overflow too. */
export function thrown(cause: unknown): Thrown {
  const message = cause instanceof Error ? cause.message : String(cause);
  return {
    message,
    isMemory: cause instanceof RangeError && !/call stack/i.test(message),
    isTrap: cause instanceof webAssembly().RuntimeError,
    cause,
  };
}

/**
 * The error of an operation. Only a trap is known to be a mistake in the kernel's body: a worker may also fail to load
 * a kernel, to reach the arguments of a launch, or to copy.
 */
export function failureOf({ message, isMemory, isTrap, cause }: Thrown): HeddleError {
  if (isMemory) return new OutOfMemoryError(`no room: ${message}`, { ...NO_MEMORY, cause });
  return isTrap
    ? new HeddleError('HEDDLE_KERNEL', message, { cause })
    : new OperationError(message, { cause });
}
