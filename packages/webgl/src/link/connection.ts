import { openContext } from '../device/context.ts';
import { Device } from '../device/device.ts';
import type { DeviceDescription, FromDevice, ToDevice } from '../protocol.ts';
import { workerSource } from '../worker-source.ts';

/** The way to a device: messages arrive in order, and none comes within a call of `post`. */
export interface Connection {
  /** Whoever is to hear what the device says. */
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
      if (message.kind === 'absent' || message.kind === 'lost') resolve(message.reason);
    };
    connection.post({ kind: 'open' });
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
  const hear = (message: FromDevice): void => {
    if (!closed) connection.heard(message);
  };
  worker.onmessage = ({ data }: { readonly data: FromDevice }) => hear(data);
  worker.onerror = event => {
    event.preventDefault();
    // what a policy refuses, or is not there, ends without a message
    const what =
      workerUrl === undefined
        ? "the page refuses one from a blob; if its content security policy (worker-src) does, pass workerUrl, the address of this package's worker.js"
        : `none starts from ${workerUrl}`;
    hear({ kind: 'lost', reason: event.message ? `its worker ended: ${event.message}` : what });
  };
  const connection: Connection = {
    heard() {},
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    close() {
      closed = true;
      worker.terminate();
    },
  };
  return connection;
}

/** A device on the page itself. */
export function onPage(): Connection {
  let device: Device | undefined;
  let closed = false;
  const hear = (message: FromDevice): void =>
    queueMicrotask(() => {
      if (!closed) connection.heard(message);
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
