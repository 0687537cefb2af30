import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { TestProject } from 'vitest/node';
import { spawnedBrowser } from './spawned-browser.ts';

/** A replacement for a browser: it starts a child process and records its arguments and environment. */
const program = `
  const { spawn } = require('node:child_process');
  const { renameSync, writeFileSync } = require('node:fs');
  const forever = 'setInterval(() => {}, 1000)';
  const child = spawn(process.execPath, ['-e', forever], { stdio: 'ignore' });
  const [url, profile] = process.argv.slice(1);
  const seen = { url, pids: [process.pid, child.pid], home: process.env.HOME, mood: process.env.MOOD };
  writeFileSync(profile + '/seen', JSON.stringify(seen));
  renameSync(profile + '/seen', profile + '/seen.json');
  eval(forever);
`;

/** An orphan that has ended may stay as a zombie, to which a signal can be sent. */
const isAlive = (pid: number): boolean =>
  /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' }).stdout);

interface Seen {
  readonly url: string;
  readonly pids: readonly number[];
  readonly home: string;
  readonly mood: string;
}

test('it opens the address in a folder of its own, and leaves neither that nor a process', async () => {
  const errors: string[] = [];
  const profiles: string[] = [];
  const { providerFactory } = spawnedBrowser({
    command(url, profile) {
      profiles.push(profile);
      return [process.execPath, '-e', program, url, profile];
    },
    env: { MOOD: 'calm' },
    files: { 'user.js': 'preferences' },
  });
  const project = { name: 'here', vitest: { logger: { error: (text: string) => errors.push(text) } } };
  const provider = providerFactory(project as unknown as TestProject);

  const seenAt = async (url: string): Promise<Seen> => {
    await provider.openPage('session', url, { parallel: false });
    const profile = profiles.at(-1)!;
    expect(readFileSync(join(profile, 'user.js'), 'utf8')).toBe('preferences');
    const path = join(profile, 'seen.json');
    await vi.waitFor(() => expect(existsSync(path)).toBe(true), { timeout: 8_000 });
    return JSON.parse(readFileSync(path, 'utf8'));
  };

  const first = await seenAt('http://here/1');
  expect(first).toMatchObject({ url: 'http://here/1', home: profiles[0], mood: 'calm' });
  const second = await seenAt('http://here/2');
  // one page a session
  expect(existsSync(profiles[0]!)).toBe(false);
  expect(second.pids.map(isAlive)).toEqual([true, true]);
  await provider.close();
  expect(existsSync(profiles[1]!)).toBe(false);
  await vi.waitFor(() => expect([...first.pids, ...second.pids].filter(isAlive)).toEqual([]));
  expect(errors).toEqual([]);
});

test('a program that is not there, or ends by itself, is told of', async () => {
  for (const [program, message] of [
    ['/no/such/browser', /here: .*ENOENT/],
    [process.execPath, /here: .* ended in the midst of the tests, with 3/],
  ] as const) {
    const errors: string[] = [];
    const { providerFactory } = spawnedBrowser({
      command: () => [program, '-e', 'process.exit(3)'],
      env: {},
      files: {},
    });
    const project = { name: 'here', vitest: { logger: { error: (text: string) => errors.push(text) } } };
    const provider = providerFactory(project as unknown as TestProject);
    await provider.openPage('session', 'http://here', { parallel: false });
    await vi.waitFor(() => expect(errors).toEqual([expect.stringMatching(message)]), { timeout: 8_000 });
    await provider.close();
  }
});
