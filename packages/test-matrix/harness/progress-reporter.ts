import type { TestCase, TestSuite } from 'vitest/node';
import { MatrixReporter } from './reporter.ts';
import { suiteOf } from './skips.ts';

/** A message to `npm run matrix:full`: a test ended, or a suite has run once more. */
export interface Progress {
  readonly suite: string;
  readonly round: number;
}

/** Reports each test that ended to the parent process. Named on Vitest's command line. */
export default class ProgressReporter extends MatrixReporter {
  readonly #rounds = new Map<string, number>();

  constructor() {
    // without the argument that Vitest passes, which are the options of a command line
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
