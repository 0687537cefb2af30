// The text that workers are started from is the worker's program as it is now.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const wasm = join(import.meta.dirname, '../../wasm');
const { embedded } = (await import(pathToFileURL(join(wasm, 'scripts/embed-worker.mjs')).href)) as {
  embedded(): string;
};
const source = readFileSync(join(wasm, 'src/worker-source.ts'), 'utf8');

test('worker-source.ts is what npm run embed-worker makes of the built worker', () => {
  expect(source).toBe(embedded());
});

test('and that is a script, without imports, exports or a source map', async () => {
  const { workerSource } = (await import(pathToFileURL(join(wasm, 'src/worker-source.ts')).href)) as {
    workerSource: string;
  };
  expect(() => new Function(workerSource)).not.toThrow();
  expect(workerSource).toMatch(/postMessage/);
  expect(workerSource).not.toMatch(/sourceMappingURL|^import |^export /m);
});
