import type { Target } from './targets.ts';

/** A conformance test that is known to fail somewhere. It still runs: if it passes, the run fails. */
export interface Skip {
  /** The name of a target or of a backend, or '*' for all. */
  readonly where: string;
  /** The file's name without .test.ts. */
  readonly suite: string;
  /** The full name, as in the report. */
  readonly test: string;
  readonly reason: string;
  /** It does not end, so it is not run. */
  readonly hangs?: true;
}

/** With which the browsers of `npm run matrix:full` render. */
const onLlvmpipe = (suite: string, test: string): Skip[] =>
  ['firefox-webgl', 'firefox-webgpu', 'webkit-webgl'].map(where => ({
    where,
    suite,
    test: `${suite} > ${test}`,
    reason: "Mesa's llvmpipe ends the loops of an invocation after 65,535 trips in all",
  }));

const inWebKitGtk = (reason: string, tests: readonly string[]): Skip[] =>
  tests.map(test => ({ where: 'webkit-webgl', suite: 'options', test: `options > ${test}`, reason }));

export const skips: readonly Skip[] = [
  ...inWebKitGtk("WebKitGTK's workers have no WebGL2", [
    'worker > true: in a worker',
    'worker > undefined: in a worker',
  ]),
  ...inWebKitGtk("WebKit calls every renderer a GPU of Apple's", [
    "software > 'avoid': refused, with the renderer's name",
    "software > 'allow': taken ahead of another",
    'software > not given: another that works is taken, and the report says why',
    'software > not given, and there is no other: taken, and the report says although what',
  ]),
  ...[
    'the first worker dies during a launch: the launch fails, once, and nothing else does',
    'the last worker dies during a launch: the launch fails, once, and nothing else does',
    'one dies, and one of those that came instead',
  ].map(test => ({
    where: 'bun-wasm',
    suite: 'workers',
    test: `workers > ${test}`,
    reason: 'Bun does not terminate a thread that is inside of a WebAssembly loop',
    hangs: true as const,
  })),
  ...onLlvmpipe('for-loop', 'a million trips, and a loop as long in two levels'),
  ...onLlvmpipe('control-flow', 'in a range kernel > more than 100 000 iterations'),
  ...onLlvmpipe('control-flow', 'in a function > more than 100 000 iterations'),
  // in WebGL2 refused for want of groups
  ...onLlvmpipe('control-flow', 'in a group kernel, behind a barrier > more than 100 000 iterations').filter(
    ({ where }) => where === 'firefox-webgpu',
  ),
];

export function skipFor(
  table: readonly Skip[],
  target: Pick<Target, 'name' | 'backend'>,
  suite: string,
  test: string,
): Skip | undefined {
  return table.find(skip => skip.suite === suite && skip.test === test && applies(skip, target));
}

export function applies(skip: Skip, target: Pick<Target, 'name' | 'backend'>): boolean {
  return skip.where === '*' || skip.where === target.name || skip.where === target.backend;
}

/** Runs `body` as the skip says. `markSkipped` must throw, as Vitest's `skip` does. */
export async function runDespite(
  skip: Skip,
  body: () => Promise<void>,
  markSkipped: (reason: string) => never,
): Promise<void> {
  if (skip.hangs) markSkipped(skip.reason);
  const failed = await body().then(
    () => false,
    () => true,
  );
  if (failed) markSkipped(skip.reason);
  throw new Error(
    `unexpected pass: remove this test from packages/test-matrix/harness/skips.ts (${skip.reason})`,
  );
}

/** `/x/conformance/streams.test.ts` is the suite `streams`. */
export function suiteOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.test\.ts$/, '');
}
