// The program of such a process: Vitest's own runner, behind messages as text (pool.ts).
import process from 'node:process';
import { init, runBaseTests, setupEnvironment } from 'vitest/worker';
import { decode, encode } from './messages.ts';

// Kept as they are now, because tests may replace them.
const { exit } = process;
const send = process.send!.bind(process);
const on = process.on.bind(process);
const off = process.off.bind(process);

type Run = typeof runBaseTests;
const running =
  (method: Parameters<Run>[0]) =>
  async (...[state, traces]: [Parameters<Run>[1], Parameters<Run>[2]]): Promise<void> => {
    try {
      await runBaseTests(method, state, traces);
    } finally {
      process.exit = exit;
    }
  };

init({
  post: message => send(message),
  on: callback => on('message', callback),
  off: callback => off('message', callback),
  serialize: encode,
  deserialize: decode,
  runTests: running('run'),
  collectTests: running('collect'),
  setup: setupEnvironment,
});
