// The start of Firefox and WebKit, with settings under which they are what the target declares.
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

/** A browser under test must not use the network or show a dialogue. */
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
