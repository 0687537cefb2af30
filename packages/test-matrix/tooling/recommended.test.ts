// A refusal names the backends that have what a kernel needs: they are those of the table of targets.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backendsWith } from '../../core/src/runtime/loaded-kernel.ts';
import { type Capability, targets } from '../harness/targets.ts';

const packages = join(import.meta.dirname, '../..');

/** Those that are packages: nobody can install an example. */
const backends = [...new Set(targets.map(({ backend }) => backend))].filter(backend =>
  existsSync(join(packages, backend)),
);

const capabilities: Readonly<Record<Capability, true>> = {
  groups: true,
  atomics: true,
  scatter: true,
  subgroups: true,
  f16: true,
  hostMemory: true,
  threads: true,
  reinterpret: true,
};

test.each(Object.keys(capabilities) as Capability[])('%s', capability => {
  const named = backendsWith(capability).match(/\w+/g)!;
  const having = backends.filter(backend =>
    targets.some(target => target.backend === backend && target.capabilities.includes(capability)),
  );
  expect(backends.filter(backend => named.includes(backend))).toEqual(having);
});
