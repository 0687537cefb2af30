import { playwright } from '@vitest/browser-playwright';
import type { ProvidedContext } from 'vitest';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { denoPool } from './packages/test-matrix/src/deno/pool.ts';
import { MatrixReporter } from './packages/test-matrix/src/reporter.ts';
import { type Runtime, type Target, targets } from './packages/test-matrix/src/targets.ts';
import { findChromium, vulkanEnvironment } from './scripts/chromium.mjs';
import { findDeno, NO_DENO } from './scripts/deno.mjs';

// Packages of the workspace resolve to their TypeScript source, so that an edit needs no build.
const conditions = ['@heddle/source'];
const source = { resolve: { conditions }, ssr: { resolve: { conditions } } };

const project = (name: string, include: string, timeout: number): TestProjectInlineConfiguration => ({
  ...source,
  test: { name, include: [include], exclude: ['**/fixture/**'], testTimeout: timeout, hookTimeout: timeout },
});

const browser = findChromium();
/** The suites of all targets, and those about what only this backend has. */
const suitesOf = ({ backend }: Target): string[] =>
  ['conformance', backend].map(folder => `packages/test-matrix/${folder}/**/*.test.ts`);

/** Makes a page cross-origin isolated: only such a page has shared memory and precise timers. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
/** `npm run matrix:full` varies these; the table of targets stays as it is. */
const { MATRIX_THREADS, MATRIX_ROUNDS } = process.env;
const provided = (target: Target): ProvidedContext => ({
  target: target.name,
  ...(MATRIX_THREADS &&
    target.capabilities.includes('threads') && { options: { threads: Number(MATRIX_THREADS) } }),
  ...(MATRIX_ROUNDS && { rounds: Number(MATRIX_ROUNDS) }),
});

/** A browser for tests has no business on the network. */
const quiet = [
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const node = (target: Target): TestProjectInlineConfiguration => ({
  ...source,
  test: {
    name: target.name,
    include: suitesOf(target),
    pool: 'forks',
    env: { ...(target.softwareVulkan && vulkanEnvironment(browser)), ...target.env },
    execArgv: [...target.flags],
    testTimeout: 60_000,
    provide: provided(target),
  },
});

/** Where there is no Deno, each test is skipped, and says why. */
const deno = (target: Target): TestProjectInlineConfiguration => {
  const program = findDeno();
  const { test, ...others } = node(target);
  const runs = program
    ? { pool: denoPool(program, target.flags) }
    : { provide: { ...test?.provide, absent: NO_DENO } };
  return { ...others, test: { ...test, execArgv: [], ...runs } };
};

/** One server for all pages that are isolated, or are not; each target has a browser of its own, because launch arguments are a whole browser's. */
const pages = (isolated: boolean, browserTargets: readonly Target[]): TestProjectInlineConfiguration => ({
  ...source,
  server: { headers: isolated ? isolation : {} },
  test: {
    name: isolated ? 'isolated pages' : 'pages',
    include: [...new Set(browserTargets.flatMap(suitesOf))],
    testTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright(),
      instances: browserTargets.map(target => ({
        browser: 'chromium',
        name: target.name,
        include: suitesOf(target),
        provide: provided(target),
        provider: playwright({
          launchOptions: { ...(browser && { executablePath: browser }), args: [...quiet, ...target.flags] },
        }),
      })),
    },
  },
});

const targetsOf = (runtime: Runtime): readonly Target[] =>
  targets.filter(target => target.runtime === runtime);

export default defineConfig({
  test: {
    reporters: ['default', new MatrixReporter()],
    projects: [
      project('unit', '{packages,examples}/*/src/**/*.test.ts', 10_000),
      ...targetsOf('node').map(node),
      ...[true, false].map(isolated =>
        pages(
          isolated,
          targetsOf('chromium').filter(({ environment }) => environment.isolated === isolated),
        ),
      ),
      ...targetsOf('deno').map(deno),
      project('goldens', 'packages/test-matrix/goldens/*.test.ts', 60_000),
      // Slow checks with child processes, and the compile tests, which read the built declarations.
      project('tooling', 'packages/test-matrix/tooling/**/*.test.ts', 120_000),
      project('types', 'packages/test-matrix/types/**/*.test.ts', 120_000),
    ],
  },
});
