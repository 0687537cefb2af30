// The packages as a registry would have them, and a user's empty directory with some of them in it.
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packDocuments } from '../../../../scripts/pack-documents.mjs';

const root = join(import.meta.dirname, '../../../..');
const { packageManager }: { packageManager: string } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const shell = process.platform === 'win32';
export const execute = promisify(execFile);

/**
 * Packs everything that is published into a folder, from a copy of it whose documents are made fit for that: the
 * tarball of each package, by its name.
 */
export async function pack(folder: string): Promise<ReadonlyMap<string, string>> {
  const copy = join(folder, 'workspace');
  mkdirSync(copy);
  // The documents of the root are in the checkout from which packages are published, and in no tarball.
  const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs'];
  for (const entry of ['package.json', 'pnpm-workspace.yaml', 'LICENSE', ...documents])
    cpSync(join(root, entry), join(copy, entry), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const packages = readdirSync(join(root, 'packages'))
    .map(name => ({
      name,
      manifest: JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')),
    }))
    .filter(({ manifest }) => !manifest.private);
  for (const { name, manifest } of packages) {
    const from = join(root, 'packages', name);
    const to = join(copy, 'packages', name);
    for (const part of ['package.json', 'README.md', ...(manifest.files as string[])])
      if (existsSync(join(from, part))) cpSync(join(from, part), join(to, part), { recursive: true });
    // pnpm looks up here the versions that it writes for `workspace:`
    symlinkSync(join(from, 'node_modules'), join(to, 'node_modules'), 'junction');
  }
  packDocuments(copy);
  const filters = packages.map(({ manifest }) => `--filter=${manifest.name}`);
  const { stdout } = await execute(
    'npx',
    ['-y', packageManager, '--recursive', ...filters, 'pack', '--json', '--pack-destination', folder],
    { cwd: copy, shell },
  );
  rmSync(copy, { recursive: true });
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
