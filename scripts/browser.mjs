// Makes sure that there are browsers for the targets that need one: found, else, of Chromium, downloaded by Playwright, else installed
// by the system's package manager where that is allowed. To be called after setup.mjs, because Playwright is a package.
import { findChromium } from './chromium.mjs';
import { findEngine, isEngine, packagesOf } from './engines.mjs';
import { program, run } from './run.mjs';

const isRoot = process.getuid?.() === 0;

/**
 * The requirements of the targets that this machine lacks.
 *
 * @param {readonly { readonly runtime: string, readonly softwareVulkan: boolean }[]} targets
 * @returns {Map<string, string>} of a runtime, why not
 */
export function missingBrowsers(targets) {
  const needed = new Set(
    targets.flatMap(({ runtime, softwareVulkan }) => [runtime, ...(softwareVulkan ? ['chromium'] : [])]),
  );
  const reasons = [...needed].map(runtime => {
    if (isEngine(runtime)) return [runtime, needEngine(runtime)];
    return [runtime, runtime === 'chromium' ? needChromium() : undefined];
  });
  return new Map(reasons.filter(([, reason]) => reason !== undefined));
}

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
    installPackages(['chromium']);
    if (findChromium()) return undefined;
  }
  return 'no browser for the chromium targets: install Chromium, Chrome or Edge, or set CHROMIUM_PATH to the program';
}

function needEngine(runtime) {
  const packages = packagesOf(runtime);
  // the drivers too, which a browser starts without; and of what was removed dpkg still has the settings
  const areInstalled = () =>
    typeof findEngine(runtime) !== 'string' &&
    run('dpkg', ['--status', ...packages], { stdio: 'ignore' }) === 0;
  if (process.platform === 'linux' && isRoot && !areInstalled()) {
    console.error(`installing ${packages.join(', ')}`);
    installPackages(packages);
  }
  const found = findEngine(runtime);
  return typeof found === 'string' ? found : undefined;
}

function installPackages(packages) {
  run('apt-get', ['update'], { output: 'stderr' });
  run('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], { output: 'stderr' });
}
