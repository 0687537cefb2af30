// Makes sure that there is a Chromium for the targets that need one: found, else downloaded by Playwright, else installed by
// the system's package manager where that is allowed. To be called after setup.mjs, because Playwright is a package.
import { findChromium } from './chromium.mjs';
import { program, run } from './run.mjs';

const isRoot = process.getuid?.() === 0;

/** @returns {string | undefined} why there is none */
export function needChromium() {
  if (findChromium()) return undefined;
  console.error('no Chromium, Chrome or Edge is installed; downloading the one of Playwright');
  const withLibraries = process.platform === 'linux' && isRoot ? ['--with-deps'] : [];
  run(process.execPath, [program('playwright'), 'install', ...withLibraries, 'chromium'], {
    output: 'stderr',
  });
  if (findChromium()) return undefined;
  if (process.platform === 'linux' && isRoot) {
    console.error('that did not work; installing the system package');
    run('apt-get', ['update'], { output: 'stderr' });
    run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], { output: 'stderr' });
    if (findChromium()) return undefined;
  }
  return 'no browser for the chromium targets: install Chromium, Chrome or Edge, or set CHROMIUM_PATH to the program';
}
