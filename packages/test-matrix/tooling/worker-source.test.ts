// The text that workers are started from is the worker's program as it is now, in each backend with workers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

const packages = join(import.meta.dirname, '../..');
const imported = <M>(path: string): Promise<M> => import(pathToFileURL(join(packages, path)).href);

describe.each([
  ['wasm', 'the built worker'],
  ['webgl', 'the worker'],
])('%s', async (name, from) => {
  const { embedded } = await imported<{ embedded(): string }>(`${name}/scripts/embed-worker.mjs`);
  const { workerSource } = await imported<{ readonly workerSource: string }>(`${name}/src/worker-source.ts`);

  test(`worker-source.ts is what npm run embed-worker makes of ${from}`, () => {
    expect(readFileSync(join(packages, name, 'src/worker-source.ts'), 'utf8')).toBe(embedded());
  });

  test('and that is a script, without imports, exports or a source map', () => {
    expect(() => new Function(workerSource)).not.toThrow();
    expect(workerSource).toMatch(/postMessage/);
    expect(workerSource).not.toMatch(/sourceMappingURL|^import |^export /m);
  });
});

test('worker.js of webgl, which a page may serve, is the same script', async () => {
  const { workerSource } = await imported<{ readonly workerSource: string }>('webgl/src/worker-source.ts');
  expect(readFileSync(join(packages, 'webgl/worker.js'), 'utf8')).toBe(workerSource);
});
