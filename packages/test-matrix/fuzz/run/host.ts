// Host programs on a target, compared with what their writer has foreseen.

import type { Accelerator } from '@heddle/core';
import * as heddle from '@heddle/core';
import { hostPrograms } from '../arbitrary/host.ts';
import type { HostDraft } from '../model/host.ts';
import { writeHostProgram } from '../write/host.ts';
import type { Subject } from './fuzz.ts';
import * as hostScope from './host-scope.ts';
import { isEqual, testOf } from './print.ts';

const scope = { ...heddle, ...hostScope };
const names = Object.keys(scope).join(', ');
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
      `const { ${names} } = scope;\nconst pending = [];\n${lines.join('\n')}\nreturn Promise.all([${results}]);`,
    );
    const found: readonly Parameters<typeof hostScope.wordsOf>[0][] = await run(scope, this.#accelerator);
    for (const [i, words] of expected.entries()) {
      const own = hostScope.wordsOf(found[i]!);
      const at = words.findIndex((word, k) => word !== own[k]);
      if (own.length !== words.length)
        throw new Error(`r${i}: ${own.length} words, expected ${words.length}`);
      if (at >= 0) throw new Error(`r${i}: word ${at} is ${own[at]}, expected ${words[at]}`);
    }
    return launches;
  }

  async print(draft: HostDraft): Promise<string> {
    const { lines, expected } = writeHostProgram(draft);
    return testOf({
      needs: [],
      lines: ['const pending: Promise<unknown>[] = [];', ...lines],
      checks: expected.map((words, i) => isEqual(`wordsOf(await r${i})`, [...words])),
    });
  }
}
