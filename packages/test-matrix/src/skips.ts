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
  /** It would not end, and is not run. */
  readonly hangs?: true;
}

/** On Linux the browsers of `npm run matrix:full` render with it. */
const onLlvmpipe = (skip: Omit<Skip, 'where'>): Skip[] =>
  ['firefox-webgl', 'webkit-webgl'].map(where => ({ where, ...skip }));

export const skips: readonly Skip[] = [
  ...onLlvmpipe({
    suite: 'for-loop',
    test: 'for-loop > a million trips, and a loop as long in two levels',
    reason: "Mesa's llvmpipe ends the loops of an invocation after 65,535 trips in all",
  }),
  ...[
    'the first worker dies during a launch: the launch fails, once, and nothing else does',
    'the last worker dies during a launch: the launch fails, once, and nothing else does',
    'one dies, and one of those that came instead',
  ].map(test => ({
    where: 'webkit-wasm',
    suite: 'workers',
    test: `workers > ${test}`,
    reason: 'WebKit does not interrupt WebAssembly to end a worker',
    hangs: true as const,
  })),
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
  const failed = await body().then(
    () => false,
    () => true,
  );
  if (failed) markSkipped(skip.reason);
  throw new Error(
    `unexpected pass: remove this test from packages/test-matrix/src/skips.ts (${skip.reason})`,
  );
}

/** `/x/conformance/streams.test.ts` is the suite `streams`. */
export function suiteOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.test\.ts$/, '');
}
