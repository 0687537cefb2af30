// The site that browsers visit: a page, page.ts bundled for it, and the values. On localhost, where WebGPU is
// allowed without a certificate, and isolated from other origins, as threads need it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const html = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Statistics</title>';

async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./page.js', import.meta.url))],
    platform: 'browser',
    format: 'esm',
    bundle: true,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.contents;
}

/** Runs `visit` with the address of the site, which is there as long as that takes. */
export async function withSite<R>(
  values: Float32Array<ArrayBuffer>,
  visit: (url: string) => Promise<R>,
): Promise<R> {
  const files = new Map<string, readonly [type: string, body: string | Uint8Array]>([
    ['/', ['text/html', html]],
    ['/page.js', ['text/javascript', await bundle()]],
    [
      '/values',
      ['application/octet-stream', new Uint8Array(values.buffer, values.byteOffset, values.byteLength)],
    ],
  ]);
  const server = createServer(({ url = '/' }, response) => {
    const [type, body] = files.get(url) ?? [];
    response.writeHead(body === undefined ? 404 : 200, {
      'Content-Type': type ?? 'text/plain',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    });
    response.end(body);
  });
  await listening(server);
  try {
    return await visit(`http://localhost:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const listening = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, 'localhost', resolve);
  });
