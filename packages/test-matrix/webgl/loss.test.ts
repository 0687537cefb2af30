// A context that is lost under the backend.
import { DeviceLostError } from '@heddle/core';
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

  // a context in a worker is never lost in a turn of the program
  const isWorker = targetNamed(inject('target')).options['worker'] === true;
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
