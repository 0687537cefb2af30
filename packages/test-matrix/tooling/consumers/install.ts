// The packages as a registry would have them, and a user's empty directory with some of them in it.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../../..');
const { packageManager }: { packageManager: string } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const shell = process.platform === 'win32';
export const execute = promisify(execFile);

/** Packs everything that is published into a folder: the tarball of each package, by its name. */
export async function pack(folder: string): Promise<ReadonlyMap<string, string>> {
  const published = readdirSync(join(root, 'packages'))
    .map(name => JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')))
    .filter(manifest => !manifest.private)
    .map(manifest => `--filter=${manifest.name}`);
  const { stdout } = await execute(
    'npx',
    ['-y', packageManager, '--recursive', ...published, 'pack', '--json', '--pack-destination', folder],
    { cwd: root, shell },
  );
  const packed: readonly { readonly name: string; readonly filename: string }[] = JSON.parse(stdout);
  return new Map(packed.map(({ name, filename }) => [name, filename]));
}

/** Without a registry: there is nothing to get but the tarballs. */
export async function install(folder: string, tarballs: readonly string[]): Promise<void> {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const silent = ['--no-audit', '--no-fund', '--loglevel=error'];
  await execute('npm', ['install', '--offline', ...silent, ...tarballs], { cwd: folder, shell });
}
