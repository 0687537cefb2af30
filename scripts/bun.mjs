// Finds Bun's own program, which npm puts on the path as a stub that an install script completes. No install script runs
// here. Synchronous and without dependencies of its own, because vitest.config.ts asks it too.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './run.mjs';

/** The reason, for people, where there is none. */
export const NO_BUN = `the npm package bun has no program for ${process.platform} on ${process.arch}; BUN_PATH names one`;

/**
 * BUN_PATH, or the program in the npm package `bun` of packages/test-matrix.
 *
 * @returns {string | undefined} undefined where that package has none for this platform
 */
export function findBun() {
  const given = process.env.BUN_PATH;
  if (given) return given;
  const { platform, arch } = process;
  const system = `${platform === 'win32' ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : arch}`;
  try {
    const ofMatrix = createRequire(`${root}packages/test-matrix/package.json`);
    const ofBun = createRequire(ofMatrix.resolve('bun/package.json'));
    const folder = dirname(ofBun.resolve(`@oven/bun-${system}/package.json`));
    const path = join(folder, 'bin', platform === 'win32' ? 'bun.exe' : 'bun');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
