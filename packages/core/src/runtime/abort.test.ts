import { describe, expect, test, vi } from 'vitest';
import { abortReason, orAborted } from './abort.ts';

describe('orAborted', () => {
  test('is the work itself without a signal', () => {
    const work = Promise.resolve(1);
    expect(orAborted(work, undefined)).toBe(work);
  });

  test('settles as the work does, and takes its listener away', async () => {
    for (const work of [Promise.resolve('done'), Promise.reject(new Error('no'))]) {
      const { signal } = new AbortController();
      const removed = vi.spyOn(signal, 'removeEventListener');
      await expect(orAborted(work, signal).catch(error => error.message)).resolves.toMatch(/done|no/);
      await undefined;
      expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));
    }
  });

  test('rejects with the reason as soon as the signal aborts; the work goes on', async () => {
    const controller = new AbortController();
    let finish!: (value: string) => void;
    const work = new Promise<string>(resolve => {
      finish = resolve;
    });
    const waiting = orAborted(work, controller.signal);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    finish('later');
    await expect(work).resolves.toBe('later');
  });

  test("a failure of the work after the abort is nobody's unhandled rejection", async () => {
    const controller = new AbortController();
    let fail!: (error: Error) => void;
    const waiting = orAborted(
      new Promise((_, reject) => {
        fail = reject;
      }),
      controller.signal,
    );
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    fail(new Error('too late'));
    await new Promise(resolve => setTimeout(resolve, 5));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('a signal that has aborted already rejects at once', async () => {
    await expect(orAborted(new Promise(() => {}), AbortSignal.abort('before'))).rejects.toBe('before');
  });
});

test('a signal without a reason gives an AbortError', () => {
  const silent = { aborted: true, addEventListener() {}, removeEventListener() {} };
  expect(abortReason(silent)).toMatchObject({ name: 'AbortError', message: 'The wait was aborted.' });
  expect(abortReason({ ...silent, reason: 'mine' })).toBe('mine');
});
