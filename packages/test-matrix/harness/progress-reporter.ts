import type { TestCase, TestSuite } from 'vitest/node';
import { MatrixReporter } from './reporter.ts';
import { suiteOf } from './skips.ts';

/** What `npm run matrix:full` hears of a run: a sign of life, or that a suite was gone through once more. */
export interface Progress {
  readonly suite: string;
  readonly round: number;
}

/** Tells the process that has started this one of each test that ended. Named on Vitest's command line. */
export default class ProgressReporter extends MatrixReporter {
  readonly #rounds = new Map<string, number>();

  constructor() {
    // not with what Vitest hands over, the options of a command line
    super();
  }

  onTestCaseResult({ module }: TestCase): void {
    this.#tell(suiteOf(module.moduleId));
  }

  onTestSuiteResult({ module, parent }: TestSuite): void {
    if (parent !== module) return;
    const suite = suiteOf(module.moduleId);
    this.#rounds.set(suite, (this.#rounds.get(suite) ?? 0) + 1);
    this.#tell(suite);
  }

  #tell(suite: string): void {
    const progress: Progress = { suite, round: this.#rounds.get(suite) ?? 0 };
    process.send?.(progress);
  }
}
