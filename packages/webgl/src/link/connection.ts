import { openContext } from '../device/context.ts';
import { Device } from '../device/device.ts';
import type { DeviceDescription, FromDevice, ToDevice, WorkerName } from '../protocol.ts';
import { workerSource } from '../worker-source.ts';

/** The longest time from a worker's start to its first answer. */
const START_MILLISECONDS = 10_000;
const NAME: WorkerName = '@heddle/webgl worker 1';

/** The connection to a device: messages arrive in order, and none arrives during a call of `post`. */
export interface Connection {
  /** Called with each message of the device. */
  heard: (message: FromDevice) => void;
  post(message: ToDevice, transfer?: readonly ArrayBuffer[]): void;
  close(): void;
}

export interface Connected {
  readonly connection: Connection;
  readonly description: DeviceDescription;
}

/** Resolves when there is a context, or with the reason why there is none. */
export function connect(make: () => Connection): Promise<Connected | string> {
  return new Promise(resolve => {
    const connection = make();
    connection.heard = message => {
      if (message.kind === 'ready') return resolve({ connection, description: message.description });
      connection.close();
      const { kind } = message;
      resolve(kind === 'absent' || kind === 'lost' ? message.reason : `its first answer was '${kind}'`);
    };
    try {
      connection.post({ kind: 'open' });
    } catch (error) {
      connection.close();
      resolve(String(error));
    }
  });
}

/** A device in a worker of its own. */
export function inWorker(workerUrl: string | undefined): Connection {
  const url = workerUrl ?? URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  let worker: Worker;
  try {
    worker = new Worker(url, workerUrl === undefined ? {} : { type: 'module' });
  } finally {
    if (workerUrl === undefined) URL.revokeObjectURL(url);
  }
  let closed = false;
  let isKnown = false;
  const script = workerUrl === undefined ? 'the script of the worker' : `the script at ${workerUrl}`;
  const hear = (message: FromDevice): void => {
    if (!closed) connection.heard(message);
  };
  const deadline = setTimeout(() => {
    const reason = `${script} has not answered within ${START_MILLISECONDS / 1000} seconds`;
    hear({ kind: 'absent', reason });
  }, START_MILLISECONDS);
  worker.onmessage = ({ data }: { readonly data: unknown }) => {
    if (isKnown) return hear(data as FromDevice);
    clearTimeout(deadline);
    isKnown = isHello(data);
    if (!isKnown)
      hear({ kind: 'absent', reason: `${script} is not the worker of this version of @heddle/webgl` });
  };
  worker.onmessageerror = () => hear({ kind: 'unreadable' });
  worker.onerror = event => {
    event.preventDefault();
    // A worker that a policy forbids, or whose script is missing, ends without a message.
    const what = isKnown
      ? 'its worker ended'
      : workerUrl === undefined
        ? "the page refuses one from a blob; if its content security policy (worker-src) does, pass workerUrl, the address of this package's worker.js"
        : `none starts from ${workerUrl}`;
    const ended = isKnown || workerUrl === undefined ? 'its worker' : script;
    hear({ kind: 'lost', reason: event.message ? `${ended} ended: ${event.message}` : what });
  };
  const connection: Connection = {
    heard() {},
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    close() {
      closed = true;
      clearTimeout(deadline);
      worker.terminate();
    },
  };
  return connection;
}

/** A server may answer a request for `workerUrl` with any script. */
function isHello(data: unknown): boolean {
  const { kind, worker } = (data ?? {}) as { readonly kind?: unknown; readonly worker?: unknown };
  return kind === 'hello' && worker === NAME;
}

/** A device on the page itself. */
export function onPage(): Connection {
  let device: Device | undefined;
  let closed = false;
  const hear = (message: FromDevice): void =>
    queueMicrotask(() => {
      // A context that has been lost since, even in the same turn, has done nothing.
      if (!closed && (message.kind === 'lost' || !device?.isLost)) connection.heard(message);
    });
  const connection: Connection = {
    heard() {},
    post(message) {
      if (message.kind !== 'open') return device?.receive(message);
      const context = openContext();
      if (typeof context === 'string') hear({ kind: 'absent', reason: context });
      else device = new Device(context, hear);
    },
    close() {
      closed = true;
      device?.close();
      device = undefined;
    },
  };
  return connection;
}
