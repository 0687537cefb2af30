// The address that `workerUrl` names may answer with anything. Whatever runs there, an accelerator opens or the
// reason is told, which names the address.
import { createAccelerator, type HeddleError, NoBackendError } from '@heddle/core';
import { cpu } from '@heddle/cpu';
import { wasm } from '@heddle/wasm';
import { afterAll } from 'vitest';
import { expect, suite, test } from '../harness/conformance.ts';
import { rejection } from '../harness/refusal.ts';

const isPage = 'Worker' in globalThis;

interface Page {
  readonly Blob: new (parts: readonly string[], options: object) => unknown;
  readonly URL: { createObjectURL(blob: unknown): string };
}

let folder: string | undefined;
let scripts = 0;

/** An address from which a worker can load this script. */
function urlOf(script: string): string {
  if (!isPage) {
    const [fs, os] = [process.getBuiltinModule('node:fs'), process.getBuiltinModule('node:os')];
    folder ??= fs.mkdtempSync(`${os.tmpdir()}/heddle-script-`);
    const file = `${folder}/${++scripts}.mjs`;
    fs.writeFileSync(file, script);
    return `file://${file}`;
  }
  const { Blob, URL } = globalThis as unknown as Page;
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
}

/** The part of a script that is the same in a page's worker and in Node's. */
const PORT = isPage
  ? 'const port = { post: m => postMessage(m), on: f => { onmessage = e => f(e.data); } };'
  : "const { parentPort } = process.getBuiltinModule('node:worker_threads'); const port = { post: m => parentPort.postMessage(m), on: f => parentPort.on('message', f) };";

/** Each is told from the right one at once. */
const wrong: Record<string, string> = {
  'answers as another worker does': `${PORT} port.on(() => port.post({ kind: 'ready' }));`,
  'is that of another version': `${PORT} port.on(() => port.post({ kind: 'ready', worker: '@heddle/wasm worker 0' }));`,
  'says something before it is asked': `${PORT} port.post('hello'); port.on(() => {});`,
  'says nothing at all, in many words': `${PORT} port.post(null); port.on(() => {});`,
  'throws at its start': 'throw new Error("not this one");',
  'throws at its first message': `${PORT} port.on(() => { throw new Error("not this one"); });`,
  'is no script': 'this is no script',
};
/** Each is alive, and nothing can be known about it but that it does not answer. */
const silent: Record<string, string> = {
  'waits for another first message': `${PORT} port.on(({ kind }) => { if (kind === 'open') port.post({ kind: 'absent' }); });`,
  'never answers': `${PORT} port.on(() => {});`,
  'goes round in circles': 'for (;;);',
};

async function reasonOf(workerUrl: string): Promise<string> {
  const error: NoBackendError & HeddleError = await rejection(
    () => createAccelerator([wasm({ workerUrl })]),
    NoBackendError,
  );
  return error.reasons[0]!.reason;
}

suite('worker-script', () => {
  afterAll(() => {
    if (folder !== undefined) process.getBuiltinModule('node:fs').rmSync(folder, { recursive: true });
  });

  for (const [what, script] of Object.entries(wrong)) {
    test(`a script that ${what}: no backend, and the address in the reason`, async () => {
      const workerUrl = urlOf(script);
      expect(await reasonOf(workerUrl)).toContain(workerUrl);
    });
  }

  test('a script that is another worker: the reason says so', async () => {
    expect(await reasonOf(urlOf(wrong['is that of another version']!))).toMatch(
      /is not the worker of this version of @heddle\/wasm.*\n.*workerUrl/,
    );
  });

  test('an address without a script', async () => {
    for (const workerUrl of isPage
      ? ['/no-such-worker.js', 'https://127.0.0.1:1/worker.js']
      : ['/no-such-worker.mjs', 'file:///no-such-worker.mjs', 'https://127.0.0.1:1/worker.js', 'no address'])
      expect(await reasonOf(workerUrl)).toContain(workerUrl);
  });

  test('scripts that do not answer: the reason after a while, or the next backend', {
    timeout: 60_000,
  }, async () => {
    await Promise.all(
      [...Object.values(silent), ''].map(async script => {
        const workerUrl = urlOf(script);
        const accelerator = await createAccelerator([wasm({ workerUrl, threads: 2 }), cpu()]);
        expect(accelerator.backend).toBe('cpu');
        expect(accelerator.report[0]!.reason).toContain(workerUrl);
        await accelerator.disposeAsync();
      }),
    );
  });

  test('a list of backends goes on with the next', async () => {
    const workerUrl = urlOf(wrong['answers as another worker does']!);
    const accelerator = await createAccelerator([wasm({ workerUrl }), wasm({ threads: 1 })]);
    expect(accelerator.report.map(({ chosen }) => chosen)).toEqual([false, true]);
    await accelerator.disposeAsync();
  });
});
