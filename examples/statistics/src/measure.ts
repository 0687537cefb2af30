// One backend: opened, given the data, timed, closed. Runs in a page as well as in Node.
import { type Accelerator, type Backend, createAccelerator, NoBackendError } from '@heddle/core';
import { summationDepth } from './bounds.ts';
import { computeStatistics, type Statistics } from './statistics.ts';

/**
 * `available` says that the backend opened; one that opened and has no results failed, for that reason. Plain
 * data: it may come from a page.
 */
export type Outcome =
  | { readonly available: false; readonly reason: string }
  | { readonly available: true; readonly reason: string; readonly results?: never }
  | {
      readonly available: true;
      readonly results: Statistics;
      /** From the upload to the last readback, the compilation of the kernels included. */
      readonly milliseconds: number;
      /** The number of additions, one after the other, that an element goes through in this backend's sums. */
      readonly depth: number;
    };

export async function measure(
  backend: Backend,
  values: Float32Array<ArrayBuffer>,
  onStep?: (step: string) => void,
): Promise<Outcome> {
  onStep?.('opening');
  let accelerator: Accelerator;
  try {
    accelerator = await createAccelerator([backend]);
  } catch (error) {
    if (!(error instanceof NoBackendError)) throw error;
    return { available: false, reason: error.reasons.map(({ reason }) => reason).join('; ') };
  }
  try {
    const start = performance.now();
    const results = await computeStatistics(accelerator, values, onStep);
    const milliseconds = performance.now() - start;
    const { preferredGrain } = accelerator.limits;
    // Rejects with a failure that none of the waits above has covered.
    await accelerator.disposeAsync();
    // NaN and infinities would become null on the way to a reader of JSON.
    const [lost] = Object.entries(results).filter(([, value]) => !Number.isFinite(value));
    if (lost) return { available: true, reason: `expected finite results, found ${lost.join(' = ')}` };
    return { available: true, results, milliseconds, depth: summationDepth(preferredGrain, values.length) };
  } catch (error) {
    await accelerator.disposeAsync().catch(() => {});
    return { available: true, reason: error instanceof Error ? error.message : String(error) };
  }
}
