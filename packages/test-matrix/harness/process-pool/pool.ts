// Runs the tests of a project in another runtime while Vitest itself stays in Node, so that a target in Deno or Bun is
// a project like the others: one run, one report.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PoolOptions, PoolRunnerInitializer, PoolWorker, WorkerRequest } from 'vitest/node';
import { decode, encode } from './messages.ts';

const entry = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** After which a process that does not end when asked is ended. */
const PATIENCE_MS = 500;

/** A pool for a project of Vitest: each file in a process of `program`, which is started with these arguments. */
export function processPool(name: string, program: string, args: readonly string[]): PoolRunnerInitializer {
  return { name, createPoolWorker: options => new ProcessWorker(name, program, args, options) };
}

class ProcessWorker implements PoolWorker {
  readonly name: string;
  readonly cacheFs = true;
  readonly #start: () => ChildProcess;
  #process: ChildProcess | undefined;

  constructor(name: string, program: string, args: readonly string[], { env, project }: PoolOptions) {
    this.name = name;
    this.#start = () => {
      const child = fork(entry, [], {
        execPath: program,
        execArgv: [...args],
        env,
        stdio: 'pipe',
      });
      child.stdout?.pipe(project.vitest.logger.outputStream, { end: false });
      child.stderr?.pipe(project.vitest.logger.errorStream, { end: false });
      return child;
    };
  }

  async start(): Promise<void> {
    this.#process ??= this.#start();
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill();
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(timer);
  }

  send(message: WorkerRequest): void {
    this.#process?.send(encode(message));
  }

  deserialize(data: unknown): unknown {
    return decode(data as string);
  }

  on(event: string, callback: (value: unknown) => void): void {
    this.#process?.on(event, callback);
  }

  off(event: string, callback: (value: unknown) => void): void {
    this.#process?.off(event, callback);
  }
}
