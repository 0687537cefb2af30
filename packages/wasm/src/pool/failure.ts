import { HeddleError, OperationError, OutOfMemoryError } from '@heddle/core/backend';

const NO_MEMORY = {
  remedy:
    'Dispose buffers and let go of arrays that are no longer needed, or work on the data in smaller pieces.',
};

/** What a command that threw is reported as, by whoever did it. */
export interface Thrown {
  readonly message: string;
  /** Whether memory was missing: that of WebAssembly, or the host's for a readback. */
  readonly isMemory: boolean;
  readonly cause?: unknown;
}

/** A memory that cannot be had is a RangeError in every engine, and so is a stack that overflows. */
export function thrown(cause: unknown): Thrown {
  const message = cause instanceof Error ? cause.message : String(cause);
  return { message, isMemory: cause instanceof RangeError && !/call stack/i.test(message), cause };
}

/** A kernel's own failure is a mistake in its body; that of a copy or a readback is not the program's. */
export function failureOf({ message, isMemory, cause }: Thrown, isKernel: boolean): HeddleError {
  if (isMemory) return new OutOfMemoryError(`no room: ${message}`, { ...NO_MEMORY, cause });
  return isKernel
    ? new HeddleError('HEDDLE_KERNEL', message, { cause })
    : new OperationError(message, { cause });
}
