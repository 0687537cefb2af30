import { type HeddleError, OperationError, OutOfMemoryError } from '@heddle/core/backend';
import { COPY_DST } from './usage.ts';

/** A failure of calls of the device. */
export interface Fault {
  /** The error scope in which the device reported it; undefined for a call that threw or rejected instead. */
  readonly filter: GPUErrorFilter | undefined;
  readonly outOfMemory: boolean;
  readonly message: string;
}

/** Innermost last; an error goes to the innermost scope of its kind. */
const FILTERS: readonly GPUErrorFilter[] = ['internal', 'out-of-memory', 'validation'];

/** Firefox reports a loss up to 100 ms after the calls that fail because of it. */
const LOSS_TOLD_MS = 250;

/** @types/webgpu declares no timers, and every runtime has them. */
declare function setTimeout(callback: () => void, milliseconds: number): unknown;

/** Deno reports a destroyed device one turn after its answers to calls on that device. */
export const lossIsTold = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0));

interface Guarded<R> {
  /** Undefined if `body` threw. */
  readonly result: R | undefined;
  /** The exception of `body`, if it threw. */
  readonly thrown: Fault | undefined;
  /**
   * Resolves with `thrown`, or with the error that the device reports later, if there is one. Never rejects.
   */
  readonly fault: Promise<Fault | undefined>;
}

/** Runs `body` in error scopes. It never throws. A loss of the device is no fault: `device.lost` reports it. */
export function guarded<R>(device: GPUDevice, body: () => R): Guarded<R> {
  let pushed = 0;
  let result: R | undefined;
  let thrown: Fault | undefined;
  try {
    for (const filter of FILTERS) {
      device.pushErrorScope(filter);
      pushed += 1;
    }
    result = body();
  } catch (error) {
    thrown = faultOf(error);
  }
  const popped = popScopes(device, FILTERS.slice(0, pushed));
  return { result, thrown, fault: popped.then(found => thrown ?? found) };
}

async function popScopes(device: GPUDevice, filters: readonly GPUErrorFilter[]): Promise<Fault | undefined> {
  const popped = [...filters].reverse().map(filter => popScope(device, filter));
  const found = (await Promise.all(popped)).find(fault => fault !== undefined);
  return found && (await isOfLoss(device)) ? undefined : found;
}

async function popScope(device: GPUDevice, filter: GPUErrorFilter): Promise<Fault | undefined> {
  try {
    const error = await device.popErrorScope();
    return error ? { filter, outOfMemory: filter === 'out-of-memory', message: error.message } : undefined;
  } catch (error) {
    return faultOf(error);
  }
}

/** Firefox refuses everything on a lost device, and reports the loss only after that. */
async function isOfLoss(device: GPUDevice): Promise<boolean> {
  return (await probe(device)) !== undefined && isLost(device);
}

/**
 * True if a call that rejected without a reason of its own did so because the device is lost. The loss is
 * reported separately, at the latest shortly after the device has answered once more.
 */
export async function isLost(device: GPUDevice): Promise<boolean> {
  const told = device.lost.then(() => true);
  const untold = probe(device)
    .then(() => new Promise<void>(resolve => setTimeout(resolve, LOSS_TOLD_MS)))
    .then(() => false);
  return Promise.race([told, untold]);
}

/** The device's error for a valid call. */
async function probe(device: GPUDevice): Promise<Fault | undefined> {
  try {
    device.pushErrorScope('validation');
    const buffer = device.createBuffer({ label: 'is it lost?', size: 4, usage: COPY_DST });
    device.queue.writeBuffer(buffer, 0, new Uint32Array(1));
    buffer.destroy();
  } catch (error) {
    await popScope(device, 'validation');
    return faultOf(error);
  }
  return popScope(device, 'validation');
}

/** An engine throws a RangeError if the host has no memory for what a call needs, and for nothing else here. */
export function faultOf(exception: unknown): Fault {
  return {
    filter: undefined,
    outOfMemory: exception instanceof RangeError,
    message: String(exception),
  };
}

export function errorOf({ outOfMemory, message }: Fault): HeddleError {
  const text = `WebGPU reports: ${message.trim()}`;
  return outOfMemory
    ? new OutOfMemoryError(text, {
        remedy: 'Dispose buffers that are no longer needed, or work on the data in pieces.',
      })
    : new OperationError(text);
}
