// The program of the worker, in a scope that the test plays: whatever it cannot answer or read, the page learns of.
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { workerSource } from './worker-source.ts';

interface Played {
  readonly scope: {
    onmessage(event: { readonly data: unknown }): void;
    onmessageerror(): void;
  };
  readonly posted: unknown[];
  /** The uncaught exceptions, which the scope reports by its `error` event. */
  readonly uncaught: unknown[];
}

/** `refuses` says which messages the platform does not post; `OffscreenCanvas` is that of the scope. */
function play(refuses: (kind: string) => boolean, OffscreenCanvas?: unknown): Played {
  const posted: unknown[] = [];
  const uncaught: unknown[] = [];
  const scope = {
    OffscreenCanvas,
    postMessage(message: { readonly kind: string }) {
      if (refuses(message.kind)) throw new Error(`no room for '${message.kind}'`);
      posted.push(message);
    },
    queueMicrotask(task: () => void) {
      try {
        task();
      } catch (error) {
        uncaught.push(error);
      }
    },
  } as unknown as Played['scope'];
  runInNewContext(workerSource, scope as object);
  return { scope, posted, uncaught };
}

test('an answer that cannot be posted: the device is lost', () => {
  const { scope, posted, uncaught } = play(kind => kind === 'absent');
  scope.onmessage({ data: { kind: 'open' } });
  expect(posted).toMatchObject([{ kind: 'hello' }, { kind: 'lost', reason: /no room for 'absent'/ }]);
  expect(uncaught).toEqual([]);
});

test('nor the report of the loss: the error event reports it, also from where exceptions are caught', () => {
  const { scope, posted, uncaught } = play(kind => kind !== 'hello');
  expect(() => scope.onmessage({ data: { kind: 'open' } })).not.toThrow();
  expect(posted).toMatchObject([{ kind: 'hello' }]);
  expect(uncaught.map(String)).toEqual([expect.stringMatching(/could not answer.*no room for 'absent'/)]);
});

test('a message that cannot be read: the device is lost; if that cannot be posted, the error event reports it', () => {
  const spoken = play(() => false);
  spoken.scope.onmessageerror();
  expect(spoken.posted).toMatchObject([{ kind: 'lost' }]);
  const mute = play(() => true);
  mute.scope.onmessageerror();
  expect(mute.uncaught.map(String)).toEqual([expect.stringMatching(/could not read a message/)]);
});

test('getContext throws, or a query of the new context: the exception reaches the error event', () => {
  for (const getContext of [
    () => {
      throw new Error('no context today');
    },
    () => ({
      getParameter() {
        throw new Error('no context today');
      },
    }),
  ]) {
    class OffscreenCanvas {
      getContext = getContext;
      addEventListener() {}
    }
    const { scope, posted } = play(() => false, OffscreenCanvas);
    expect(() => scope.onmessage({ data: { kind: 'open' } })).toThrow('no context today');
    expect(posted).toMatchObject([{ kind: 'hello' }]);
  }
});
