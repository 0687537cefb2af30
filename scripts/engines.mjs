// Finds the browsers of other engines than Chromium's, for the targets that only `npm run matrix:full` runs. Synchronous and without
// dependencies of its own: vitest.config.ts asks it too.
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The screen, and the drivers that draw and compute on the CPU. */
const shared = ['xvfb', 'xauth', 'libegl1', 'libgl1-mesa-dri', 'mesa-vulkan-drivers'];

/** With the packages that bring each one on Debian and its kin. */
const engines = {
  firefox: {
    name: 'Firefox',
    variable: 'FIREFOX_PATH',
    packages: ['firefox-esr', ...shared],
    candidates: () => [
      ...['firefox-esr', 'firefox'].flatMap(onPath),
      '/Applications/Firefox.app/Contents/MacOS/firefox',
    ],
  },
  webkit: {
    name: "WebKitGTK's MiniBrowser",
    variable: 'MINIBROWSER_PATH',
    packages: ['webkit2gtk-driver', ...shared],
    // no package puts it on the path
    candidates: () =>
      ['/usr/libexec', '/usr/lib64', '/usr/lib', ...linuxLibraries()].flatMap(folder =>
        ['webkit2gtk-4.1', 'webkitgtk-6.0'].map(library => join(folder, library, 'MiniBrowser')),
      ),
  },
};

/**
 * The browser, and the command line that its own follows; or why there is none. On Linux it draws into a screen in memory: without one Firefox has no
 * WebGL.
 *
 * @param {'firefox' | 'webkit'} runtime
 * @returns {{ readonly screen: readonly string[], readonly program: string } | string}
 */
export function findEngine(runtime) {
  const { name, variable, candidates } = engines[runtime];
  const program = process.env[variable] || candidates().find(path => existsSync(path));
  if (!program) return `${name} is not installed; ${variable} names the program`;
  if (process.platform !== 'linux') return { screen: [], program };
  const [screen] = onPath('xvfb-run');
  if (!screen) return `${name} needs xvfb-run, of the package xvfb, which is not installed`;
  return { screen: [screen, '--auto-servernum', '--server-args=-screen 0 1280x1024x24'], program };
}

export function isEngine(runtime) {
  return runtime in engines;
}

/** @param {'firefox' | 'webkit'} runtime */
export function packagesOf(runtime) {
  return engines[runtime].packages;
}

function onPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map(folder => join(folder, name))
    .filter(path => existsSync(path));
}

/** Debian has libraries in a folder for each architecture. */
function linuxLibraries() {
  if (process.platform !== 'linux') return [];
  return readdirSync('/usr/lib')
    .filter(name => name.includes('-linux-'))
    .map(name => join('/usr/lib', name));
}
