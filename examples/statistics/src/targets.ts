// The one table of targets: a row for each backend in each place where it can run. A target that runs elsewhere (a page)
// sends the values there, has measure.ts do the work, and returns its outcome.
import type { Backend } from '@heddle/core';
import { cpu } from '@heddle/cpu';
import { measure, type Outcome } from './measure.ts';

export interface Target {
  readonly name: string;
  run(values: Float32Array<ArrayBuffer>, onStep: (step: string) => void): Promise<Outcome>;
}

const inThisProcess = (name: string, backend: () => Backend): Target => ({
  name,
  run: (values, onStep) => measure(backend(), values, onStep),
});

export const targets: readonly Target[] = [inThisProcess('node-cpu', cpu)];
