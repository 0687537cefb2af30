// The workers of this runtime, and a way for a test to get between them and the backend that makes them.

export interface PlatformWorker {
  /**
   * Ends it in the midst of what it does; the backend hears of it as it would of a crash. Resolves when it
   * has ended.
   */
  crash(): Promise<unknown>;
}

/** Hands a message of a worker on, now or later, by calling it. */
export type Deliver = (message: () => void) => void;

interface Tap {
  readonly deliver: Deliver;
  readonly workers: PlatformWorker[];
}

/**
 * Runs `body` with a list of the workers that are made meanwhile; all that these ever send goes through
 * `deliver`.
 */
export async function tappedWorkers<R>(
  body: (workers: readonly PlatformWorker[]) => Promise<R>,
  deliver: Deliver = message => message(),
): Promise<R> {
  const workers: PlatformWorker[] = [];
  const before = current;
  current = { deliver, workers };
  const restore = isPage ? () => {} : tapNode(current);
  try {
    return await body(workers);
  } finally {
    current = before;
    restore();
  }
}

// Deno and Bun have both kinds of workers, and the backends take those of Node.
const isPage = globalThis.process?.getBuiltinModule === undefined;
/** The tap through which messages of a page's new workers go. */
let current: Tap | undefined;
// Replaced once, before the first read: code that WebKit has compiled keeps using the value that it read first.
if (isPage) tapPage();

function tapNode({ deliver, workers }: Tap): () => void {
  const threads = process.getBuiltinModule('node:worker_threads');
  const { Worker: Real } = threads;
  class Tapped extends Real {
    constructor(...args: ConstructorParameters<typeof Real>) {
      super(...args);
      workers.push({ crash: () => this.terminate() });
    }
    // Node passes every event through `emit`, for listeners of all kinds
    override emit(event: string | symbol, ...args: unknown[]): boolean {
      const pass = () => super.emit(event, ...args);
      if (event !== 'message') return pass();
      deliver(pass);
      return true;
    }
  }
  Object.assign(threads, { Worker: Tapped });
  return () => {
    Object.assign(threads, { Worker: Real });
  };
}

/** The members that this file uses; the tests are compiled without the types of browsers. */
interface PageEvent {
  /** Not one that a script has dispatched. */
  readonly isTrusted: boolean;
  readonly data: unknown;
  readonly ports: unknown;
  stopImmediatePropagation(): void;
}
interface PageWorker {
  terminate(): void;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
  dispatchEvent(event: unknown): void;
}
interface Page {
  Worker: new (...args: unknown[]) => PageWorker;
  readonly MessageEvent: new (type: string, fields: object) => unknown;
  readonly ErrorEvent: new (type: string, fields: object) => unknown;
}

function tapPage(): void {
  const page = globalThis as unknown as Page;
  const { Worker: Real, MessageEvent, ErrorEvent } = page;
  page.Worker = class extends Real {
    constructor(...args: unknown[]) {
      super(...args);
      if (!current) return;
      const { deliver, workers } = current;
      // the first listener, hence ahead of the backend's own
      this.addEventListener('message', event => {
        if (!event.isTrusted) return;
        event.stopImmediatePropagation();
        const { data, ports } = event;
        deliver(() => this.dispatchEvent(new MessageEvent('message', { data, ports })));
      });
      workers.push({
        crash: async () => {
          // a page hears nothing of a worker that it ends itself, and in WebKit nothing can be sent to it then
          this.dispatchEvent(new ErrorEvent('error', { message: 'the worker is gone' }));
          this.terminate();
        },
      });
    }
  };
}
