// A worker of the platform that the test plays. Whatever ends it or takes one of its messages, the page is told once.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeviceDescription, FromDevice, ToDevice } from '../protocol.ts';
import { type Connection, connect, inWorker } from './connection.ts';

class FakeWorker {
  static readonly made: FakeWorker[] = [];
  onmessage: ((event: { readonly data: unknown }) => void) | undefined;
  onmessageerror: (() => void) | undefined;
  onerror: ((event: { readonly message: string; preventDefault(): void }) => void) | undefined;
  readonly posted: ToDevice[] = [];
  terminated = 0;

  constructor() {
    FakeWorker.made.push(this);
  }

  postMessage(message: ToDevice): void {
    this.posted.push(message);
  }

  terminate(): void {
    this.terminated++;
  }

  say(data: unknown): void {
    this.onmessage!({ data });
  }

  /** An exception that nothing in the worker has caught. */
  fail(message: string): void {
    this.onerror!({ message, preventDefault() {} });
  }
}

const { Worker } = globalThis;
beforeEach(() => {
  FakeWorker.made.length = 0;
  Object.assign(globalThis, { Worker: FakeWorker });
});
afterEach(() => {
  Object.assign(globalThis, { Worker });
});

const hello: FromDevice = { kind: 'hello', worker: '@heddle/webgl worker 1' };
const ready: FromDevice = { kind: 'ready', description: { renderer: 'none' } as DeviceDescription };

describe('while the worker starts', () => {
  const endings: readonly (readonly [name: string, end: (worker: FakeWorker) => void, reason: RegExp])[] = [
    ['an exception, for example of createContext', worker => worker.fail('no context'), /no context/],
    ['an answer that cannot be read', worker => worker.onmessageerror!(), /'unreadable'/],
    ['a report of the worker', worker => worker.say({ kind: 'lost', reason: 'no memory' }), /no memory/],
  ];
  for (const [name, end, reason] of endings)
    test(`${name}: there is no device, and the worker is ended`, async () => {
      const connected = connect(() => inWorker(undefined));
      const [worker] = FakeWorker.made;
      worker!.say(hello);
      end(worker!);
      expect(await connected).toMatch(reason);
      expect(worker!.terminated).toBe(1);
    });
});

describe('after the handshake', () => {
  const opened = async (): Promise<{ connection: Connection; worker: FakeWorker; heard: FromDevice[] }> => {
    const connected = connect(() => inWorker(undefined));
    const [worker] = FakeWorker.made;
    worker!.say(hello);
    worker!.say(ready);
    const result = await connected;
    if (typeof result === 'string') throw new Error(result);
    const heard: FromDevice[] = [];
    result.connection.heard = message => void heard.push(message);
    return { connection: result.connection, worker: worker!, heard };
  };

  test('an exception in the worker: the device is lost, with its message', async () => {
    const { worker, heard } = await opened();
    worker.fail('no message now');
    expect(heard).toEqual([{ kind: 'lost', reason: 'its worker ended: no message now' }]);
  });

  test('an exception without a message: the reason does not speak of the start', async () => {
    const { worker, heard } = await opened();
    worker.fail('');
    expect(heard).toEqual([{ kind: 'lost', reason: 'its worker ended' }]);
  });

  test('an answer that cannot be read is reported as such', async () => {
    const { worker, heard } = await opened();
    worker.onmessageerror!();
    expect(heard).toEqual([{ kind: 'unreadable' }]);
  });

  test('nothing is heard of a worker that was closed', async () => {
    const { connection, worker, heard } = await opened();
    connection.close();
    worker.fail('too late');
    worker.onmessageerror!();
    worker.say({ kind: 'done', sequence: 1 });
    expect(heard).toEqual([]);
  });
});
