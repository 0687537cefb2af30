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
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';
import { targetNamed } from '../harness/targets.ts';
import type { Outcome, Wanted } from './fixture/csp-page.ts';

let browser: Browser;
/**
 * The contents of the site: a page, its program, and what packages have for those who give a worker's program an
 * address of their own.
 */
const files = new Map<string, readonly [type: string, body: string | Uint8Array]>();
const html =
  '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';
const packages = createRequire(import.meta.url);
const fileOf = (name: string, path: string): Uint8Array =>
  readFileSync(join(dirname(packages.resolve(`${name}/package.json`)), path));
beforeAll(async () => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no browser; `npm test` gets one');
  browser = await chromium.launch({ executablePath, args: [...targetNamed('chromium-webgl').flags] });
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'fixture/csp-page.ts')],
    platform: 'browser',
    format: 'esm',
    bundle: true,
    write: false,
  });
  files.set('/', ['text/html', html]);
  files.set('/page.js', ['text/javascript', outputFiles[0]!.contents]);
  files.set('/wasm-worker.js', ['text/javascript', fileOf('@heddle/wasm', 'dist/worker.js')]);
  files.set('/webgl-worker.js', ['text/javascript', fileOf('@heddle/webgl', 'worker.js')]);
});
afterAll(() => browser?.close());

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
/** The result of the program on a page with this policy, and the requests that the browser refused meanwhile. */
async function visit(policy: string, wanted: Wanted): Promise<Outcome & { readonly refused: string }> {
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
    await page.goto(`http://localhost:${port}/?wanted=${encodeURIComponent(JSON.stringify(wanted))}`);
    const outcome: Outcome = JSON.parse(await Promise.race([sent, gaveUp]));
    return { ...outcome, refused: refused.join('\n') };
  } finally {
    gaveUp.catch(() => {});
    await page.close();
    server.close();
    server.closeAllConnections();
  }
}

const values = [9_998, 9_999, 10_000];

describe('wasm', () => {
  const works = { report: expect.stringMatching(/shared memory/), values, refused: '' };
  const wasm = (options: Wanted['options'] = {}): Wanted => ({ backend: 'wasm', options });

  test('with workers from blobs allowed it works', async () => {
    expect(await visit("script-src 'self' 'wasm-unsafe-eval'; worker-src blob:", wasm())).toEqual(works);
  });

  test('with workers from the site alone it is refused, and the error says what to do', async () => {
    const outcome = await visit("script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'", wasm());
    expect(outcome).toMatchObject({
      name: 'NoBackendError',
      message: expect.stringMatching(/worker-src/),
      refused: expect.stringMatching(/worker-src/),
    });
    expect(outcome).toMatchObject({ message: expect.stringMatching(/workerUrl/) });
  });

  test('with workerUrl it works there too', async () => {
    const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";
    expect(await visit(policy, wasm({ workerUrl: '/wasm-worker.js' }))).toEqual(works);
  });

  test('a workerUrl at which there is nothing is refused, and the error names it', async () => {
    const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";
    const outcome = await visit(policy, wasm({ workerUrl: '/absent.js' }));
    expect(outcome).toMatchObject({ name: 'NoBackendError', message: expect.stringMatching(/\/absent\.js/) });
  });

  test('without WebAssembly it is refused, typed', async () => {
    const outcome = await visit("script-src 'self'; worker-src blob:", wasm());
    expect(outcome).toMatchObject({ name: 'NoBackendError', message: expect.stringMatching(/wasm: /) });
  });
});

describe('webgl', () => {
  const webgl = (options: Wanted['options'] = {}): Wanted => ({
    backend: 'webgl',
    options: { software: 'require', ...options },
  });
  const inWorker = { report: expect.stringMatching(/^WebGL2 in a worker, [^;]*$/), values, refused: '' };
  const remedy = /blob; if its content security policy \(worker-src\) does, pass workerUrl/;

  test('with workers from blobs allowed it works in one', async () => {
    expect(await visit("script-src 'self'; worker-src blob:", webgl())).toEqual(inWorker);
  });

  test('with workers from the site alone it works on the page, and the report says what to do', async () => {
    const outcome = await visit("script-src 'self'; worker-src 'self'", webgl());
    expect(outcome).toEqual({
      report: expect.stringMatching(/^WebGL2 on the page, .*; in no worker: /),
      values,
      refused: expect.stringMatching(/worker-src/),
    });
    expect(outcome).toMatchObject({ report: expect.stringMatching(remedy) });
  });

  test('with workerUrl it works in a worker there too', async () => {
    const wanted = webgl({ workerUrl: '/webgl-worker.js' });
    expect(await visit("script-src 'self'; worker-src 'self'", wanted)).toEqual(inWorker);
  });

  test('where only a worker will do it is refused, typed, and the error says what to do', async () => {
    const outcome = await visit("script-src 'self'; worker-src 'self'", webgl({ worker: true }));
    expect(outcome).toMatchObject({ name: 'NoBackendError', message: expect.stringMatching(remedy) });
  });

  test('on the page it asks nothing of the policy', async () => {
    const policy = "script-src 'self'; worker-src 'none'";
    const wanted = webgl({ worker: false });
    expect(await visit(policy, wanted)).toEqual({
      report: expect.stringMatching(/^WebGL2 on the page, [^;]*$/),
      values,
      refused: '',
    });
  });
});
