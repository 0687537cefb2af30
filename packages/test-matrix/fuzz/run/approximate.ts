// Float expressions on a target: each result must lie in its interval.
import type { Accelerator } from '@heddle/core';
import { approximates } from '../arbitrary/approximate.ts';
import type { ApproximateDraft } from '../model/approximate.ts';
import { writeApproximate } from '../write/approximate.ts';
import { runnable } from './evaluate.ts';
import type { Subject } from './fuzz.ts';
import { testOf } from './print.ts';

export class ApproximateSubject implements Subject<ApproximateDraft> {
  readonly drafts = approximates;
  readonly #alwaysPrecise: boolean;
  readonly #open: () => Promise<Accelerator>;

  /** `alwaysPrecise`: of a target that knows no other precision. */
  constructor(alwaysPrecise: boolean, open: () => Promise<Accelerator>) {
    this.#alwaysPrecise = alwaysPrecise;
    this.#open = open;
  }

  async open(): Promise<readonly Accelerator[]> {
    return [await this.#open()];
  }

  async run(draft: ApproximateDraft, [accelerator]: readonly Accelerator[]): Promise<number> {
    const program = writeApproximate(draft, this.#alwaysPrecise);
    const [out] = await runnable(program)(accelerator!);
    for (const [i, element] of (out as readonly (readonly number[])[]).entries()) {
      for (const [k, found] of element.entries()) {
        const { value, error } = program.intervals[i]![k]!;
        if (error !== Infinity && !(Math.abs(found - value) <= error))
          throw new Error(`out[${i}][${k}]: found ${found}, expected ${value} within ${error}`);
      }
    }
    return program.launches;
  }

  print(draft: ApproximateDraft): string {
    const { declarations, statements, intervals } = writeApproximate(draft, this.#alwaysPrecise);
    const within = intervals.flatMap((element, i) =>
      element.flatMap(({ value, error }, k) =>
        error === Infinity
          ? []
          : [`expect(Math.abs(results[${i}]![${k}]! - ${value})).toBeLessThanOrEqual(${error});`],
      ),
    );
    return testOf({
      needs: [],
      lines: [declarations, statements],
      checks: ['const results = [...(await out.copyToCPUAsync())];', ...within],
    });
  }
}
