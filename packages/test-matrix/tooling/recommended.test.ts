// A refusal names the backends of the list that may have what a kernel needs, by what they say of themselves: that is
// what the table of targets says.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '@heddle/core';
import { expect, test } from 'vitest';
import { type Capability, targets } from '../harness/targets.ts';

const packages = join(import.meta.dirname, '../..');

/** Those that are packages: nobody can install an example. */
const names = [...new Set(targets.map(({ backend }) => backend))].filter(name =>
  existsSync(join(packages, name)),
);

test.each(names)('%s', async name => {
  const factory = (await import(`../../${name}/src/index.ts`))[name] as () => Backend;
  const having = new Set<Capability>(
    targets.filter(({ backend }) => backend === name).flatMap(({ capabilities }) => capabilities),
  );
  expect([...(factory().mayHave ?? [])].sort()).toEqual([...having].sort());
});
