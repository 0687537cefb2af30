// A browser provider of Vitest for browsers that Playwright does not drive: it starts the program at the address of
// the tests and ends it afterwards. All between the page and Vitest goes through Vitest's own socket, so that tests
// which simulate no user need no driver.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineBrowserProvider } from '@vitest/browser';
import type { BrowserProvider, BrowserProviderOption, TestProject } from 'vitest/node';

export interface SpawnedBrowser {
  /** The command line that opens `url`, with all that it keeps in `profile`, a folder of its own. */
  command(url: string, profile: string): readonly string[];
  /** Environment variables, over those of this process. */
  readonly env: { readonly [name: string]: string };
  /** The files of the profile folder before the start, by name. */
  readonly files: { readonly [name: string]: string };
}

/** After which a browser that does not end when asked is ended. */
const PATIENCE_MS = 5_000;

export function spawnedBrowser(browser: SpawnedBrowser): BrowserProviderOption {
  return defineBrowserProvider({
    name: 'spawned',
    providerFactory: project => new SpawnedProvider(browser, project),
  });
}

class SpawnedProvider implements BrowserProvider {
  readonly name = 'spawned';
  readonly supportsParallelism = false;
  readonly #browser: SpawnedBrowser;
  readonly #project: TestProject;
  /** The running browsers, by the session of Vitest whose page each shows. */
  readonly #running = new Map<string, Running>();

  constructor(browser: SpawnedBrowser, project: TestProject) {
    this.#browser = browser;
    this.#project = project;
    // a run that is broken off closes nothing
    process.once('exit', () => {
      for (const { child, profile } of this.#running.values()) {
        signal(child, 'SIGKILL');
        rmSync(profile, { recursive: true, force: true });
      }
    });
  }

  getCommandsContext(): Record<string, unknown> {
    return {};
  }

  async openPage(session: string, url: string): Promise<void> {
    await this.#end(session);
    const { command, env, files } = this.#browser;
    const profile = mkdtempSync(join(tmpdir(), 'heddle-browser-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(profile, name), text);
    const [program = '', ...args] = command(url, profile);
    // in a group of its own, because its children have to end with it
    const child = spawn(program, args, {
      env: { ...process.env, HOME: profile, ...env },
      stdio: 'ignore',
      detached: true,
    });
    const { logger } = this.#project.vitest;
    child.once('error', error => logger.error(`${this.#project.name}: ${error.message}`));
    child.once('exit', code => {
      if (this.#running.get(session)?.child === child)
        logger.error(`${this.#project.name}: ${program} ended in the midst of the tests, with ${code}`);
    });
    this.#running.set(session, { child, profile });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map(session => this.#end(session)));
  }

  async #end(session: string): Promise<void> {
    const running = this.#running.get(session);
    if (!running) return;
    this.#running.delete(session);
    const { child, profile } = running;
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      signal(child, 'SIGTERM');
      const timer = setTimeout(() => signal(child, 'SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    }
    // what outlives the first of the group may still write there
    signal(child, 'SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly profile: string;
}

/** Sends a signal to the whole process group, which may have ended. */
function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
