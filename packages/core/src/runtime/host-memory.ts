import { HeddleError, HeddleTypeError, OperationError, OutOfMemoryError } from '../errors/errors.ts';
import { isStackOverflow } from '../language/trace.ts';

/**
 * An engine throws a RangeError if it has no room for an array; the RangeError of a stack overflow is
 * excluded.
 */
export const isOutOfRoom = (error: unknown): boolean =>
  error instanceof RangeError && !HeddleError.is(error) && !isStackOverflow(error);

/**
 * The error for an operation, which `what` may name: a HeddleError stays as it is, a lack of room becomes an
 * OutOfMemoryError, and any other exception is reported with its own message.
 */
export function failureOf(cause: unknown, what = ''): HeddleError {
  if (HeddleError.is(cause)) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return isOutOfRoom(cause)
    ? new OutOfMemoryError(`${what}the host has no room: ${message}`, {
        remedy: 'Release arrays and buffers that are no longer needed, or work on the data in pieces.',
        cause,
      })
    : new OperationError(`${what}${message}`, { remedy: undefined, cause });
}

/** Runs code that allocates memory of the host. */
export function withRoom<R>(what: string, take: () => R): R {
  try {
    return take();
  } catch (error) {
    throw failureOf(error, `${what}: `);
  }
}

/** Zeroed bytes of the host. */
export const hostBytes = (byteLength: number, what: string): Uint8Array<ArrayBuffer> =>
  withRoom(`${what}: ${byteLength} bytes`, () => new Uint8Array(byteLength));

const { keys } = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;

/**
 * Refuses a typed array that has lost its memory: its ArrayBuffer was transferred, or is resizable and has
 * shrunk. Such an array reports a length of 0; only its methods reveal that it is out of bounds.
 */
export function checkAttached(what: string, array: ArrayBufferView, when = ''): void {
  try {
    keys.call(array as Uint8Array);
  } catch (cause) {
    throw new HeddleTypeError(
      `${what}: expected an array with its memory, found one whose ArrayBuffer was detached, or has shrunk${when}`,
      { remedy: 'Pass a copy: array.slice().', cause },
    );
  }
}
