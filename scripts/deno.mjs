// Finds Deno's own program. What npm puts on the path is a stub that an install script completes, and none runs here. Synchronous and without
// dependencies of its own: vitest.config.ts asks it too.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './run.mjs';

/** For people: why there is none. */
export const NO_DENO = `the npm package deno has no program for ${process.platform} on ${process.arch}; DENO_PATH names one`;

/**
 * DENO_PATH, or the program in the npm package `deno` of packages/test-matrix.
 *
 * @returns {string | undefined} undefined where that package has none for this platform
 */
export function findDeno() {
  const given = process.env.DENO_PATH;
  if (given) return given;
  const { platform, arch } = process;
  const system = platform === 'linux' ? `linux-${arch}-glibc` : `${platform}-${arch}`;
  try {
    const ofMatrix = createRequire(`${root}packages/test-matrix/package.json`);
    const ofDeno = createRequire(ofMatrix.resolve('deno/package.json'));
    const folder = dirname(ofDeno.resolve(`@deno/${system}/package.json`));
    const path = join(folder, platform === 'win32' ? 'deno.exe' : 'deno');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
