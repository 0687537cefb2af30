import { expect } from 'vitest';
import { KernelError } from '../errors/errors.ts';
import type { KernelArgs, RangeContext } from './kernel.ts';
import { kernel } from './kernel.ts';
import type { Params } from './params.ts';

/**
 * Traces a body that has a mistake, and returns the error. `lines` gives each of the error's locations as a number of
 * lines below the first line of the body.
 */
export function refused<P extends Params>(
  params: P,
  body: (args: KernelArgs<P>, context: RangeContext<1>) => void,
): KernelError {
  try {
    void kernel({ name: 'wrong', params, body: body as never }).ir;
  } catch (error) {
    if (error instanceof KernelError) return error;
    throw error;
  }
  return expect.fail('the body was accepted');
}

/** The line number of a location, which is in the file of the test. */
export function lineOf(location: string | undefined): number {
  const [, line] = /\.test\.ts:(\d+):\d+$/.exec(location ?? '') ?? [];
  return Number(line);
}
/** The line of the call of this function. */
export function here(): number {
  const frame = new Error().stack!.split('\n').find(line => /\.test\.ts:\d+:\d+/.test(line));
  return Number(/\.test\.ts:(\d+):/.exec(frame!)![1]);
}
