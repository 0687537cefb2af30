// Finds a Chromium for the browser targets and, in its folder, the Vulkan driver that renders on the CPU, on which WebGPU
// runs in Node. Synchronous and without dependencies of its own: vitest.config.ts asks it too.
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];
/** The folders in which packages of Linux distributions put the browser itself; on the path is only a script. */
const packaged = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/opt/google/chrome',
  '/opt/microsoft/msedge',
];
const elsewhere = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter(folder => folder !== undefined)
    .flatMap(folder => [
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
};

/**
 * CHROMIUM_PATH, the browser that Playwright has downloaded (its full one: the headless shell has no WebGPU), or an installed Chromium, Chrome or
 * Edge.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return given;
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = [
    ...playwrights(),
    ...names.flatMap(name => onPath.map(folder => join(folder, name))),
    ...(elsewhere[process.platform] ?? []),
  ];
  return candidates.find(path => existsSync(path));
}

/** The path of Playwright's browser, installed or not; empty if Playwright itself is not installed. */
function playwrights() {
  try {
    return [createRequire(import.meta.url)('playwright').chromium.executablePath()];
  } catch {
    return [];
  }
}

/**
 * The environment in which Node finds a Vulkan driver: as it is if the user names one, else with Chromium's SwiftShader. Chromium brings the Vulkan
 * loader too, for machines that have none.
 *
 * @param {string | undefined} chromium
 * @returns {Record<string, string>}
 */
export function vulkanEnvironment(chromium) {
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES, LD_LIBRARY_PATH } = process.env;
  if (process.platform !== 'linux' || VK_DRIVER_FILES || VK_ICD_FILENAMES) return {};
  const places = [
    ...(chromium && existsSync(chromium) ? [dirname(realpathSync(chromium))] : []),
    ...packaged,
  ];
  const folder = places.find(place => existsSync(join(place, 'vk_swiftshader_icd.json')));
  if (folder === undefined) return {};
  return {
    VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json'),
    ...(existsSync(join(folder, 'libvulkan.so.1')) && {
      LD_LIBRARY_PATH: [LD_LIBRARY_PATH, folder].filter(Boolean).join(delimiter),
    }),
  };
}
