// A release as it would go, in a copy of the repository's manifests: a change to one package gives all of them
// the next version, and nothing jumps to 1.0.0.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { targets } from '../harness/targets.ts';
import { execute } from './consumers/install.ts';

const root = join(import.meta.dirname, '../../..');
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly publishConfig?: object;
}
/** As far as it is looked at. */
interface Published {
  readonly version: string;
  readonly files: readonly { readonly path: string }[];
}
const manifestAt = (folder: string, name: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'packages', name, 'package.json'), 'utf8'));
const packages = readdirSync(join(root, 'packages'));
const published = packages.filter(name => !manifestAt(root, name).private);

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'heddle-release-'));
  for (const file of ['package.json', 'pnpm-workspace.yaml', '.changeset'])
    cpSync(join(root, file), join(copy, file), { recursive: true });
  const manifests = ['packages', 'examples'].flatMap(folder =>
    readdirSync(join(root, folder)).map(name => join(folder, name, 'package.json')),
  );
  for (const file of manifests) {
    mkdirSync(join(copy, file, '..'), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: copy, stdio: 'ignore' });
  git('init', '--initial-branch=main');
  git('add', '.');
  git('-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '--message=as it is');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('a minor change to core: every published package gets one version, and keeps its range of core', () => {
  const before = manifestAt(root, 'core').version;
  const [major, minor] = before.split('.').map(Number) as [number, number];
  writeFileSync(join(copy, '.changeset/one.md'), "---\n'@heddle/core': minor\n---\n\nA change.\n");
  const changeset = join(root, 'node_modules/@changesets/cli/bin.js');
  execFileSync(process.execPath, [changeset, 'version'], { cwd: copy, stdio: 'ignore' });
  const versions = published.map(name => manifestAt(copy, name).version);
  expect([...new Set(versions)]).toEqual([`${major}.${minor + 1}.0`]);
  for (const name of published)
    expect(manifestAt(copy, name).peerDependencies).toEqual(manifestAt(root, name).peerDependencies);
  expect(readFileSync(join(copy, 'packages/core/CHANGELOG.md'), 'utf8')).toContain('A change.');
});

test('and is published as that version, to its last step: with code, types, README and licence', async () => {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  cpSync(join(root, 'LICENSE'), join(copy, 'LICENSE'));
  for (const name of published) {
    for (const part of ['dist', 'README.md', 'CHANGELOG.md'])
      cpSync(join(root, 'packages', name, part), join(copy, 'packages', name, part), { recursive: true });
    // pnpm looks up here what it writes for `workspace:`
    const installed = join('packages', name, 'node_modules');
    symlinkSync(join(root, installed), join(copy, installed), 'junction');
    const { stdout } = await execute(
      'npx',
      ['-y', packageManager, 'publish', '--dry-run', '--no-git-checks', '--json'],
      { cwd: join(copy, 'packages', name), shell: process.platform === 'win32' },
    );
    const done: Readonly<Record<string, Published>> = JSON.parse(stdout.slice(stdout.indexOf('{')));
    const { name: full, version } = manifestAt(copy, name);
    expect(done[full]?.version).toBe(version);
    const paths = done[full]!.files.map(({ path }) => path);
    for (const path of [
      'dist/index.js',
      'dist/index.d.ts',
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
      'package.json',
    ])
      expect(paths).toContain(path);
    expect(paths.filter(path => /\.test\.|test-support|tsbuildinfo/.test(path))).toEqual([]);
  }
}, 300_000);

test('what is published is public; its provenance is the business of the workflow that builds it', () => {
  const tested = targets.map(({ backend }) => backend as string).filter(name => packages.includes(name));
  expect(published.sort()).toEqual([...new Set(['algorithms', 'core', ...tested])].sort());
  for (const name of published) expect(manifestAt(root, name).publishConfig).toEqual({ access: 'public' });
});
