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

  constructor(open: () => Promise<Accelerator>) {
    this.#open = open;
  }

  async open(): Promise<readonly Accelerator[]> {
    return [await this.#open()];
  }

  async run(draft: HostDraft, [accelerator]: readonly Accelerator[]): Promise<number> {
    const { lines, expected, launches } = writeHostProgram(draft);
    const results = expected.map((_, i) => `r${i}`);
    const run = AsyncFunction(
      'scope',
      'accelerator',
      `const { ${names} } = scope;\nconst pending = [];\n${lines.join('\n')}\nreturn Promise.all([${results}]);`,
    );
    const found: readonly Parameters<typeof hostScope.wordsOf>[0][] = await run(scope, accelerator);
    for (const [i, words] of expected.entries()) {
      const own = hostScope.wordsOf(found[i]!);
      const at = words.findIndex((word, k) => word !== own[k]);
      if (own.length !== words.length)
        throw new Error(`r${i}: ${own.length} words, expected ${words.length}`);
      if (at >= 0) throw new Error(`r${i}: word ${at} is ${own[at]}, expected ${words[at]}`);
    }
    return launches;
  }

  print(draft: HostDraft): string {
    const { lines, expected } = writeHostProgram(draft);
    return testOf({
      needs: [],
      lines: ['const pending: Promise<unknown>[] = [];', ...lines],
      checks: expected.map((words, i) => isEqual(`wordsOf(await r${i})`, [...words])),
    });
  }
}
