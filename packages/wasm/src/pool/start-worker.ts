import type { FromWorker, ToServer, ToThread, WorkerName } from './protocol.ts';
import { spawnWorker, type WorkerEvents, type WorkerHandle } from './spawn.ts';

/** The longest time from a worker's start to its first answer. */
export const START_MILLISECONDS = 10_000;

const NAME: WorkerName = '@heddle/wasm worker 1';

/** A worker that has been sent its first message. */
export interface StartingWorker {
  readonly worker: WorkerHandle;
  /** Resolves with its first answer. Rejects if it ends, is another script, or does not answer in time. */
  readonly ready: Promise<void>;
}

/**
 * Starts a worker and sends it `greeting`. A server may answer a request for `workerUrl` with any script, so
 * the worker of this package is recognised by the name in its first answer. `events` receives the later
 * messages.
 */
export function startWorker(
  workerUrl: string | undefined,
  greeting: ToThread | ToServer,
  events: WorkerEvents,
): StartingWorker {
  const script = workerUrl === undefined ? 'the script of the worker' : `the script at ${workerUrl}`;
  let isReady = false;
  let settle: (failure?: string) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => settle(`${script} has not answered within ${START_MILLISECONDS / 1000} seconds`),
      START_MILLISECONDS,
    );
    settle = failure => {
      clearTimeout(timer);
      if (failure === undefined) resolve();
      else reject(new Error(failure));
    };
  });
  // A caller that starts several workers handles the first failure.
  ready.catch(() => {});
  try {
    const handle = spawnWorker(workerUrl, {
      message(message) {
        if (isReady) return events.message(message);
        isReady = isAnswer(message);
        settle(isReady ? undefined : `${script} is not the worker of this version of @heddle/wasm`);
      },
      ended(reason) {
        if (isReady) events.ended(reason);
        else settle(workerUrl === undefined ? reason : `no worker starts from ${workerUrl}: ${reason}`);
      },
    });
    const worker: WorkerHandle = {
      ...handle,
      terminate() {
        settle('it was terminated');
        return handle.terminate();
      },
    };
    try {
      worker.post(greeting);
    } catch (error) {
      void worker.terminate();
      throw error;
    }
    return { worker, ready };
  } catch (error) {
    settle('it was not started');
    if (workerUrl === undefined) throw error;
    throw new Error(`no worker starts from ${workerUrl}: ${(error as Error).message}`);
  }
}

const isAnswer = (message: unknown): boolean => {
  const { kind, worker } = (message ?? {}) as { readonly [name in keyof Ready]?: unknown };
  return kind === 'ready' && worker === NAME;
};
type Ready = Extract<FromWorker, { kind: 'ready' }>;

// These exist in browsers, Node and Deno, and in no library that this package is compiled with.
declare function setTimeout(callback: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;
