// The programs beside this file compile against the built declarations, as a user's would, lines that must fail included.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);

const compilers = [
  ['5.9', 'typescript-5.9'],
  ['6.0', 'typescript-6'],
  ['7.0', 'typescript'],
] as const;

function compile(compiler: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const tsc = `${dirname(require.resolve(`${compiler}/package.json`))}/bin/tsc`;
  return new Promise(resolve => {
    execFile(process.execPath, [tsc, ...args], { cwd: here }, (error, stdout, stderr) =>
      resolve({ code: error ? 1 : 0, output: stdout + stderr }),
    );
  });
}

describe.each(compilers)('TypeScript %s', (version, compiler) => {
  test('is the compiler that runs', async () => {
    expect((await compile(compiler, '--version')).output).toContain(`Version ${version}.`);
  });

  test('compiles the programs against the built declarations', async () => {
    const { code, output } = await compile(compiler, '-p', '.', '--listFiles');
    const [files, errors] = partition(output.split('\n').filter(Boolean), existsSync);
    expect(errors).toEqual([]);
    expect(code).toBe(0);
    expect(files.some(file => file.endsWith('packages/core/dist/index.d.ts'))).toBe(true);
    expect(files.filter(file => /packages\/[a-z]+\/src\//.test(file))).toEqual([]);
  });
});

function partition<T>(values: readonly T[], predicate: (value: T) => boolean): [T[], T[]] {
  return [values.filter(predicate), values.filter(value => !predicate(value))];
}
