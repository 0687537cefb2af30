// Pages under a content security policy that lets them make neither code from text nor, in some, workers from
// it.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';
import type { Outcome } from './fixture/csp-page.ts';

let browser: Browser;
/**
 * What the site has: a page, its program, and what the package has for those who give a worker's program an
 * address of their own.
 */
const files = new Map<string, readonly [type: string, body: string | Uint8Array]>();
const html =
  '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';
const workerFile = join(
  dirname(createRequire(import.meta.url).resolve('@heddle/wasm/package.json')),
  'dist/worker.js',
);
beforeAll(async () => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no browser; `npm test` gets one');
  browser = await chromium.launch({ executablePath });
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'fixture/csp-page.ts')],
    platform: 'browser',
    format: 'esm',
    bundle: true,
    write: false,
  });
  files.set('/', ['text/html', html]);
  files.set('/page.js', ['text/javascript', outputFiles[0]!.contents]);
  files.set('/worker.js', ['text/javascript', readFileSync(workerFile)]);
});
afterAll(() => browser?.close());

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
/** What the program came to on a page with this policy, and what the browser refused meanwhile. */
async function visit(policy: string, workerUrl?: string): Promise<Outcome & { readonly refused: string }> {
  const refused: string[] = [];
  const server = createServer();
  const sent = new Promise<string>(resolve => {
    server.on('request', async (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (request.method === 'POST') resolve(await text(request));
      const [type, body] = files.get(pathname) ?? ['text/plain', ''];
      response.writeHead(files.has(pathname) || request.method === 'POST' ? 200 : 404, {
        ...headers,
        'Content-Type': type,
        'Content-Security-Policy': policy,
      });
      response.end(body);
    });
  });
  await once(server.listen(0, 'localhost'), 'listening');
  const page = await browser.newPage();
  page.on('console', message => refused.push(message.text()));
  const gaveUp = new Promise<never>((_, reject) => {
    page.on('pageerror', reject);
    page.on('crash', () => reject(new Error('the page crashed')));
  });
  try {
    const { port } = server.address() as AddressInfo;
    const query = workerUrl === undefined ? '' : `?workerUrl=${encodeURIComponent(workerUrl)}`;
    await page.goto(`http://localhost:${port}/${query}`);
    const outcome: Outcome = JSON.parse(await Promise.race([sent, gaveUp]));
    return { ...outcome, refused: refused.join('\n') };
  } finally {
    gaveUp.catch(() => {});
    await page.close();
    server.close();
    server.closeAllConnections();
  }
}

const works = { report: expect.stringMatching(/shared memory/), values: [9_998, 9_999, 10_000], refused: '' };

test('with workers from blobs allowed it works', async () => {
  expect(await visit("script-src 'self' 'wasm-unsafe-eval'; worker-src blob:")).toEqual(works);
});

test('with workers from the site alone it is refused, and the error says what to do', async () => {
  const outcome = await visit("script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'");
  expect(outcome).toMatchObject({
    name: 'NoBackendError',
    message: expect.stringMatching(/worker-src/),
    refused: expect.stringMatching(/worker-src/),
  });
  expect(outcome).toMatchObject({ message: expect.stringMatching(/workerUrl/) });
});

test('with workerUrl it works there too', async () => {
  expect(await visit("script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'", '/worker.js')).toEqual(works);
});

test('a workerUrl at which there is nothing is refused, and the error names it', async () => {
  const outcome = await visit("script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'", '/absent.js');
  expect(outcome).toMatchObject({ name: 'NoBackendError', message: expect.stringMatching(/\/absent\.js/) });
});

test('without WebAssembly it is refused, typed', async () => {
  const outcome = await visit("script-src 'self'; worker-src blob:");
  expect(outcome).toMatchObject({ name: 'NoBackendError', message: expect.stringMatching(/wasm: /) });
});
