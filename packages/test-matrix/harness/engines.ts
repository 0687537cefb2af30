// How the browsers of other engines than Chromium's are started, so that they do what a target says, and nothing else.
import type { SpawnedBrowser } from './spawned-browser.ts';
import type { Runtime, Target } from './targets.ts';

/** The runtimes of browsers that Playwright does not drive. */
export type Engine = Extract<Runtime, 'firefox' | 'webkit'>;

/** A browser that was found, and the command line that its own follows. */
export interface Installed {
  readonly program: string;
  readonly screen: readonly string[];
}

export const startOf: Record<Engine, (installed: Installed, target: Target) => SpawnedBrowser> = {
  firefox: ({ screen, program }, { flags, env, preferences }) => ({
    command: (url, profile) => [
      ...screen,
      program,
      ...['--no-remote', '--new-instance', '--profile', profile, ...flags, url],
    ],
    env,
    files: {
      'user.js': Object.entries({ ...quiet, ...preferences })
        .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
        .join(''),
    },
  }),
  webkit: ({ screen, program }, { flags, env }) => ({
    command: url => [...screen, program, '--private', ...flags, url],
    env,
    files: {},
  }),
};

/** A browser for tests has no business on the network, and nobody to ask. */
const quiet = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.systemAddon.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'termsofuse.bypassNotification': true,
};
