// Bugs put in on purpose, which the tests must notice: `npm run mutate` applies each alone to a copy of the
// sources. A row: `name`, the group that `--only` knows before the slash; `file`, and in it `find`, which
// occurs once, and what to `replace` it by; `breaks`, in a sentence; `on` which project of vitest.config.ts
// and in which `suites` it must be noticed, as few as show it, for a short run.
import { readFileSync } from 'node:fs';
import { root } from '../run.mjs';
import { algorithms } from './algorithms.mjs';
import { core } from './core.mjs';
import { cpu } from './cpu.mjs';
import { drain } from './drain.mjs';
import { kernels } from './kernels.mjs';
import { wasm } from './wasm.mjs';
import { webgl } from './webgl.mjs';
import { webgpu } from './webgpu.mjs';

export const mutations = [...core, ...kernels, ...cpu, ...wasm, ...webgpu, ...webgl, ...algorithms, ...drain];

/** The mutated text of the row's file; an error, where the row no longer fits it. */
export function mutated({ name, file, find, replace }) {
  const [before, after, ...more] = readFileSync(`${root}${file}`, 'utf8').split(find);
  if (after === undefined || more.length > 0) {
    const found = after === undefined ? 'it nowhere' : `it ${more.length + 1} times`;
    throw new Error(
      `the mutation '${name}' no longer applies: expected its text once in ${file}, found ${found}`,
    );
  }
  return `${before}${replace}${after}`;
}
