import { playwright } from '@vitest/browser-playwright';
import type { ProvidedContext } from 'vitest';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import type { BrowserProviderOption } from 'vitest/node';
import { denoPool } from './packages/test-matrix/harness/deno/pool.ts';
import { type Engine, engines, startOf } from './packages/test-matrix/harness/engines.ts';
import { MatrixReporter } from './packages/test-matrix/harness/reporter.ts';
import { spawnedBrowser } from './packages/test-matrix/harness/spawned-browser.ts';
import { foldersOf, type Runtime, type Target, targets } from './packages/test-matrix/harness/targets.ts';
import { findChromium, vulkanEnvironment } from './scripts/chromium.mjs';
import { findDeno, NO_DENO } from './scripts/deno.mjs';
import { findEngine } from './scripts/engines.mjs';

// Packages of the workspace resolve to their TypeScript source, so that an edit needs no build.
const conditions = ['@heddle/source'];
const source = { resolve: { conditions }, ssr: { resolve: { conditions } } };

const project = (name: string, include: string, timeout: number): TestProjectInlineConfiguration => ({
  ...source,
  test: { name, include: [include], exclude: ['**/fixture/**'], testTimeout: timeout, hookTimeout: timeout },
});

const browser = findChromium();
const suitesOf = (target: Target): string[] =>
  foldersOf(target).map(folder => `packages/test-matrix/${folder}/**/*.test.ts`);

/** Makes a page cross-origin isolated: only such a page has shared memory and precise timers. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
/** `npm run matrix:full` and `npm run fuzz` vary these; the table of targets stays as it is. */
const { MATRIX_THREADS, MATRIX_ROUNDS, MATRIX_AUDIT, FUZZ } = process.env;
const provided = (target: Target): ProvidedContext => ({
  target: target.name,
  ...(MATRIX_THREADS &&
    target.capabilities.includes('threads') && { options: { threads: Number(MATRIX_THREADS) } }),
  ...(MATRIX_ROUNDS && { rounds: Number(MATRIX_ROUNDS) }),
  ...(FUZZ && { fuzz: JSON.parse(FUZZ) }),
  ...(MATRIX_AUDIT && { audit: true }),
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

/** Where there is no Deno, or no such browser, each test is skipped, and says why. */
const deno = (target: Target): TestProjectInlineConfiguration => {
  const program = findDeno();
  if (!program) return absent(target, NO_DENO);
  const { test, ...others } = node(target);
  return { ...others, test: { ...test, execArgv: [], pool: denoPool(program, target.flags) } };
};

const absent = (target: Target, reason: string): TestProjectInlineConfiguration => {
  const { test, ...others } = node({ ...target, flags: [] });
  return { ...others, test: { ...test, provide: { ...test?.provide, absent: reason } } };
};

/** One server for all pages that are isolated, or are not; each target has a browser of its own, because launch arguments are a whole browser's. */
const pages = (
  name: string,
  isolated: boolean,
  browsers: readonly Browser[],
): TestProjectInlineConfiguration => ({
  ...source,
  server: { headers: isolated ? isolation : {} },
  test: {
    name,
    include: [...new Set(browsers.flatMap(({ target }) => suitesOf(target)))],
    testTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: browsers[0]!.provider,
      instances: browsers.map(({ target, engine, provider }) => ({
        browser: engine,
        name: target.name,
        include: suitesOf(target),
        provide: provided(target),
        provider,
      })),
    },
  },
});

interface Browser {
  readonly target: Target;
  readonly engine: 'chromium' | 'firefox' | 'webkit';
  readonly provider: BrowserProviderOption;
}

const chromium = (target: Target): Browser => ({
  target,
  engine: 'chromium',
  provider: playwright({
    launchOptions: { ...(browser && { executablePath: browser }), args: [...quiet, ...target.flags] },
  }),
});

/** Vitest wants one provider a project, and these bring one each. */
const engine = (target: Target, engine: Engine): TestProjectInlineConfiguration => {
  const found = findEngine(engine);
  if (typeof found === 'string') return absent(target, found);
  const provider = spawnedBrowser(startOf[engine](found, target));
  return pages(`page of ${target.name}`, target.environment.isolated === true, [
    { target, engine, provider },
  ]);
};

/** All but those of `npm run matrix:full` that nobody has named. */
const wanted = targets.filter(
  ({ name, full }) => !full || process.argv.some(argument => [name, `--project=${name}`].includes(argument)),
);
const targetsOf = (runtime: Runtime): readonly Target[] =>
  wanted.filter(target => target.runtime === runtime);

export default defineConfig({
  test: {
    reporters: ['default', new MatrixReporter()],
    projects: [
      project('unit', '{packages,examples}/*/{src,harness,programs}/**/*.test.ts', 10_000),
      ...targetsOf('node').map(node),
      ...[true, false].map(isolated =>
        pages(
          isolated ? 'isolated pages' : 'pages',
          isolated,
          targetsOf('chromium')
            .filter(({ environment }) => environment.isolated === isolated)
            .map(chromium),
        ),
      ),
      ...engines.flatMap(runtime => targetsOf(runtime).map(target => engine(target, runtime))),
      ...targetsOf('deno').map(deno),
      project('goldens', 'packages/test-matrix/goldens/*.test.ts', 60_000),
      // Slow checks with child processes, and the compile tests, which read the built declarations.
      project('tooling', 'packages/test-matrix/tooling/**/*.test.ts', 120_000),
      project('types', 'packages/test-matrix/types/**/*.test.ts', 120_000),
    ],
  },
});
