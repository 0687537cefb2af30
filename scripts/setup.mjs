// Installs the workspace: once, and again when the lockfile changed. Needs Node and npm, nothing else; standard output
// stays free for the program that follows.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { root, run } from './run.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Heddle needs Node 20.19 or newer, found ${process.versions.node}`);
  process.exit(1);
}

const installed = `${root}node_modules/.installed-lockfile`;
const lockfile = createHash('sha256')
  .update(readFileSync(`${root}pnpm-lock.yaml`))
  .digest('hex');
if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lockfile) {
  const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  console.error(`installing with ${packageManager}`);
  // .npmrc silences npm and pnpm for the scripts; an install should be heard.
  const loud = ['--loglevel=info', '--reporter=append-only'];
  const code = run(
    'npx',
    ['-y', '--loglevel=error', packageManager, 'install', '--frozen-lockfile', ...loud],
    {
      output: 'stderr',
      shell: process.platform === 'win32',
      env: { ...process.env, CI: 'true' },
    },
  );
  if (code !== 0) {
    console.error('the installation failed; the lines above say why');
    process.exit(1);
  }
  writeFileSync(installed, lockfile);
}
