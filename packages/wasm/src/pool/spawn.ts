import { workerSource } from '../worker-source.ts';
import type { FromWorker, ToServer, ToThread } from './protocol.ts';

/** A worker of the platform, in browsers and in Node. */
export interface WorkerHandle {
  post(message: ToThread | ToServer, transfer?: readonly ArrayBuffer[]): void;
  /** True if the Node process stays alive as long as this worker does. */
  keepAlive(on: boolean): void;
  /** Resolves when the worker has stopped, if the platform reports that. */
  terminate(): Promise<unknown>;
}

export interface WorkerEvents {
  /** Not called after `terminate` or `ended`. */
  readonly message: (message: FromWorker) => void;
  /** The worker could not be started, or has ended. Called at most once, and never after `terminate`. */
  readonly ended: (reason: string) => void;
}

interface WebWorker {
  onmessage: ((event: { readonly data: FromWorker }) => void) | null;
  onmessageerror: (() => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault?(): void }) => void) | null;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  terminate(): void;
}
interface NodeWorker {
  on(event: 'message', listener: (message: FromWorker) => void): void;
  on(event: 'messageerror', listener: () => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  on(event: 'exit', listener: (code: number) => void): void;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}
type Ctor<W> = new (source: string | URL, options?: object) => W;
interface Platform {
  readonly Worker?: Ctor<WebWorker>;
  readonly Blob: new (parts: readonly string[], options: { readonly type: string }) => unknown;
  readonly URL: { createObjectURL(blob: unknown): string; revokeObjectURL(url: string): void };
  readonly process?: {
    getBuiltinModule?(name: 'node:worker_threads'): { readonly Worker: Ctor<NodeWorker> } | undefined;
  };
}

const UNREADABLE = 'one of its messages cannot be read here';
/** True if the text is a URL. A drive letter of a Windows path is a single letter, and so not a scheme. */
const isUrl = (text: string): boolean => /^[a-z][a-z\d+.-]+:/i.test(text);

/** Starts a worker. Throws if the platform refuses at once; browsers refuse later, by `ended`. */
export function spawnWorker(workerUrl: string | undefined, events: WorkerEvents): WorkerHandle {
  const platform = globalThis as unknown as Platform;
  // Not imported, because a bundler for browsers would follow the import. Deno and Bun have both kinds of workers, and only
  // those of Node can be unreferenced, so that an idle pool does not keep the process alive.
  const threads = platform.process?.getBuiltinModule?.('node:worker_threads');
  if (threads) return spawnInNode(threads.Worker, workerUrl, events);
  if (!platform.Worker) throw new Error('this runtime has no workers');
  return spawnInBrowser(platform, platform.Worker, workerUrl, events);
}

function spawnInBrowser(
  { Blob, URL }: Platform,
  Worker: Ctor<WebWorker>,
  workerUrl: string | undefined,
  events: WorkerEvents,
): WorkerHandle {
  const url = workerUrl ?? URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  let worker: WebWorker;
  try {
    worker = new Worker(url, workerUrl === undefined ? {} : { type: 'module' });
  } finally {
    if (workerUrl === undefined) URL.revokeObjectURL(url);
  }
  let ended = false;
  worker.onmessage = ({ data }) => {
    if (!ended) events.message(data);
  };
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    events.ended(reason);
  };
  worker.onmessageerror = () => end(UNREADABLE);
  worker.onerror = event => {
    event.preventDefault?.();
    // A worker that a policy forbids, or whose script is missing, ends without a message.
    const what =
      workerUrl === undefined
        ? 'the page refuses a worker from a blob'
        : `no worker starts from ${workerUrl}`;
    end(event.message || what);
  };
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    keepAlive() {},
    terminate() {
      ended = true;
      worker.terminate();
      return Promise.resolve();
    },
  };
}

function spawnInNode(
  Worker: Ctor<NodeWorker>,
  workerUrl: string | undefined,
  events: WorkerEvents,
): WorkerHandle {
  // Without the loaders of the host, which the worker does not need.
  const worker =
    workerUrl === undefined
      ? new Worker(workerSource, { eval: true, execArgv: [] })
      : new Worker(isUrl(workerUrl) ? new URL(workerUrl) : workerUrl, { execArgv: [] });
  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    events.ended(reason);
  };
  // Messages in flight when a worker is terminated are still delivered.
  worker.on('message', message => {
    if (!ended) events.message(message);
  });
  worker.on('messageerror', () => end(UNREADABLE));
  // A worker may throw any value.
  worker.on('error', error => end((error as Error | undefined)?.message ?? String(error)));
  worker.on('exit', code => end(`it has ended with code ${code}`));
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    keepAlive: on => (on ? worker.ref() : worker.unref()),
    terminate() {
      ended = true;
      return worker.terminate();
    },
  };
}

declare const URL: new (url: string) => URL;
interface URL {
  readonly href: string;
}
