// Targets in pages: the server that serves their tests, and the browsers that open them.
import { playwright } from '@vitest/browser-playwright';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import type { BrowserProviderOption } from 'vitest/node';
import { findChromium } from '../../../../scripts/chromium.mjs';
import { findEngine } from '../../../../scripts/engines.mjs';
import { type Engine, startOf } from '../engines.ts';
import { spawnedBrowser } from '../spawned-browser.ts';
import type { Target } from '../targets.ts';
import { absent } from './node.ts';
import { provided, source, suitesOf } from './project.ts';

/** Makes a page cross-origin isolated: only such a page has shared memory and precise timers. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

interface Browser {
  readonly target: Target;
  readonly engine: 'chromium' | 'firefox' | 'webkit';
  readonly provider: BrowserProviderOption;
}

/**
 * One server for all pages that are isolated, or are not. Each target has a browser of its own, because launch
 * arguments apply to a whole browser.
 */
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

/** Flags that keep a browser for tests off the network. */
const quiet = [
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executablePath = findChromium();
const browserOf = (target: Target): Browser => ({
  target,
  engine: 'chromium',
  provider: playwright({
    launchOptions: { ...(executablePath && { executablePath }), args: [...quiet, ...target.flags] },
  }),
});

export const chromium = (targets: readonly Target[]): TestProjectInlineConfiguration[] =>
  [true, false].map(isolated =>
    pages(
      isolated ? 'isolated pages' : 'pages',
      isolated,
      targets.filter(({ environment }) => environment.isolated === isolated).map(browserOf),
    ),
  );

/** A browser that Playwright does not drive. Vitest wants one provider a project, and each of these has its own. */
export const engine = (engine: Engine, target: Target): TestProjectInlineConfiguration => {
  const found = findEngine(engine);
  if (typeof found === 'string') return absent(target, found);
  const provider = spawnedBrowser(startOf[engine](found, target));
  return pages(`page of ${target.name}`, target.environment.isolated === true, [
    { target, engine, provider },
  ]);
};
