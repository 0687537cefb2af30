// The projects of Vitest: one a target, and those of tests that are about no target.
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { type Runtime, type Target, targets } from '../targets.ts';
import { bun } from './bun.ts';
import { deno } from './deno.ts';
import { node } from './node.ts';
import { chromium, engine } from './pages.ts';
import { untargeted } from './project.ts';

/** Vitest's projects for the targets of each runtime. */
const runners: Readonly<Record<Runtime, (targets: readonly Target[]) => TestProjectInlineConfiguration[]>> = {
  node: targets => targets.map(node),
  deno: targets => targets.map(deno),
  bun: targets => targets.map(bun),
  chromium,
  firefox: targets => targets.map(target => engine('firefox', target)),
  webkit: targets => targets.map(target => engine('webkit', target)),
};

/** All targets but those of `npm run matrix:full` that the command line does not name. */
const wanted = targets.filter(
  ({ name, full }) => !full || process.argv.some(argument => [name, `--project=${name}`].includes(argument)),
);

export const projects: TestProjectInlineConfiguration[] = [
  untargeted('unit', '{packages,examples}/*/{src,harness,programs}/**/*.test.ts', 10_000, [
    'packages/core/src/check/verify-kernels.test-support.ts',
  ]),
  ...(Object.keys(runners) as Runtime[]).flatMap(runtime =>
    runners[runtime](wanted.filter(target => target.runtime === runtime)),
  ),
  untargeted('goldens', 'packages/test-matrix/goldens/*.test.ts', 60_000),
  // slow checks with child processes, and the compile tests, which read the built declarations
  untargeted('tooling', 'packages/test-matrix/tooling/**/*.test.ts', 120_000),
  untargeted('types', 'packages/test-matrix/types/**/*.test.ts', 120_000),
];
