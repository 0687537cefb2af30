// Host programs on a target, compared with what their writer has foreseen.

import type { Accelerator, StructArray } from '@heddle/core';
import * as heddle from '@heddle/core';
import { randomWords } from '../../src/random.ts';
import { blend, mix, tiny } from '../../src/steps.ts';
import { hostPrograms } from '../arbitrary/host.ts';
import type { HostDraft } from '../model/host.ts';
import { writeHostProgram } from '../write/host.ts';
import type { Subject } from './fuzz.ts';

/** What a program knows besides the accelerator. */
const scope = {
  ...heddle,
  randomWords,
  mix,
  tiny,
  blend,
  elementsOf: (words: Uint32Array, width: number): number[][] =>
    Array.from({ length: words.length / width }, (_, i) => [...words.subarray(i * width, (i + 1) * width)]),
  races(operation: () => unknown): void {
    try {
      operation();
    } catch (error) {
      if (error instanceof heddle.StreamRaceError) return;
      throw error;
    }
    throw new Error('expected a StreamRaceError');
  },
};
const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

export class HostSubject implements Subject<HostDraft> {
  readonly drafts = hostPrograms;
  readonly #open: () => Promise<Accelerator>;
  #accelerator: Accelerator | undefined;

  constructor(open: () => Promise<Accelerator>) {
    this.#open = open;
  }

  async renew(): Promise<void> {
    await this.close();
    this.#accelerator = await this.#open();
  }
  async close(): Promise<void> {
    await this.#accelerator?.disposeAsync();
    this.#accelerator = undefined;
  }

  async run(draft: HostDraft): Promise<number> {
    const { lines, expected, launches } = writeHostProgram(draft);
    const results = expected.map((_, i) => `r${i}`);
    const run = AsyncFunction(
      'scope',
      'accelerator',
      `const { ${Object.keys(scope).join(', ')} } = scope;\nconst pending = [];\n${lines.join('\n')}\nreturn Promise.all([${results}]);`,
    );
    const found: readonly (Uint32Array | StructArray<unknown>)[] = await run(scope, this.#accelerator);
    for (const [i, words] of expected.entries()) {
      const array = found[i]!;
      const own = array instanceof Uint32Array ? array : new Uint32Array(array.bytes.buffer);
      const at = words.findIndex((word, k) => word !== own[k]);
      if (own.length !== words.length)
        throw new Error(`r${i}: ${own.length} words, expected ${words.length}`);
      if (at >= 0) throw new Error(`r${i}: word ${at} is ${own[at]}, expected ${words[at]}`);
    }
    return launches;
  }

  async print(draft: HostDraft): Promise<string> {
    return writeHostProgram(draft).lines.join('\n');
  }
}
