// A context that is lost under the backend.
import { DeviceLostError, i32 } from '@heddle/core';
import { inject } from 'vitest';
import { suite, test } from '../harness/conformance.ts';
import { everyCall, testLoss } from '../harness/loss.ts';
import { type Channel, type Gl, tappedWebGl } from '../harness/platform-webgl.ts';
import { rejection } from '../harness/refusal.ts';
import { count } from '../harness/steps.ts';
import { targetNamed } from '../harness/targets.ts';

// each is sent to a worker by itself, and so has all that it uses inside
const working = (gl: Gl, channel: Channel): void =>
  channel.addEventListener('message', ({ data }) => {
    if (data === 'be lost') gl.getExtension('WEBGL_lose_context')?.loseContext();
  });
/** A device that hangs: its fences are never signalled. */
const hanging = (gl: Gl, channel: Channel): void => {
  gl.clientWaitSync = () => gl.TIMEOUT_EXPIRED;
  channel.addEventListener('message', ({ data }) => {
    if (data === 'be lost') gl.getExtension('WEBGL_lose_context')?.loseContext();
  });
};

// WebKit gives a page 16 contexts and counts those that are lost: enough for the first, the last and one between
const isFew = targetNamed(inject('target')).runtime === 'webkit';
const calls = isFew ? [0, 7, everyCall.length - 1] : everyCall;

suite('loss', () => {
  testLoss(async (open, { hangs, ...options }) => {
    const { accelerator, channel } = await tappedWebGl(
      backend => open({ ...options, backend }),
      hangs ? hanging : working,
    );
    return { accelerator, doom: () => channel.postMessage('be lost') };
  }, calls);

  const isWorker = targetNamed(inject('target')).options['worker'] === true;
  if (isWorker) {
    /** The worker of a page that fails in a way that the test names, and stays so. */
    const failing = (_: Gl, channel: Channel): void =>
      channel.addEventListener('message', ({ data }) => {
        const scope = globalThis as unknown as {
          postMessage(message: unknown): void;
          dispatchEvent(event: unknown): void;
          readonly MessageEvent: new (type: string) => unknown;
        };
        if (data === 'post nothing' || data === 'read and post nothing')
          scope.postMessage = () => {
            throw new Error('no message any more');
          };
        if (data === 'read nothing' || data === 'read and post nothing')
          scope.dispatchEvent(new scope.MessageEvent('messageerror'));
        if (data === 'throw')
          setTimeout(() => {
            throw new Error('out of sorts');
          });
      });
    const reasons: readonly (readonly [failure: string, reason: RegExp])[] = [
      ['post nothing', /could not answer: Error: no message any more/],
      ['read nothing', /could not read a message/],
      ['read and post nothing', /could not read a message/],
      ['throw', /worker ended.*out of sorts/],
    ];
    for (const [failure, reason] of reasons)
      test(`a worker that begins to ${failure}: everything that waits rejects`, async ({ open }) => {
        const { accelerator, channel } = await tappedWebGl(backend => open({ backend }), failing);
        const x = accelerator.allocate(i32, 4);
        channel.postMessage(failure);
        // The message of the test and those of the backend have no order.
        const waiting = async (wait: () => Promise<unknown>): Promise<never> => {
          for (;;) await wait();
        };
        for (const wait of [() => x.copyToCPUAsync(), () => accelerator.synchronizeAsync()])
          await rejection(() => waiting(wait), DeviceLostError, reason);
        await rejection(() => accelerator.loadKernelAsync(count), DeviceLostError, reason);
        await rejection(() => accelerator.synchronizeAsync(), DeviceLostError, reason);
      });
  }
  // a context in a worker is never lost in a turn of the program
  for (const order of isWorker ? [] : (['before', 'behind'] as const)) {
    test(`in the turn of loadKernelAsync, ${order} the call: it rejects`, async ({ open }) => {
      // a context of the page can be lost in the program's own turn
      const contexts: Gl[] = [];
      (globalThis as { lost?: (gl: Gl) => void }).lost = gl => void contexts.push(gl);
      const onPage = (gl: Gl): void => (globalThis as unknown as { lost(gl: Gl): void }).lost(gl);
      const { accelerator } = await tappedWebGl(backend => open({ backend }), onPage);
      const lose = () => contexts.at(-1)!.getExtension('WEBGL_lose_context')!.loseContext();
      if (order === 'before') lose();
      const loading = rejection(() => accelerator.loadKernelAsync(count), DeviceLostError);
      if (order === 'behind') lose();
      await loading;
    });
  }
});
