// A context that is lost under the backend.
import { inject } from 'vitest';
import { suite } from '../harness/conformance.ts';
import { everyCall, testLoss } from '../harness/loss.ts';
import { type Channel, type Gl, tappedWebGl } from '../harness/platform-webgl.ts';
import { targetNamed } from '../harness/targets.ts';

// each is sent to a worker by itself, and so has all that it uses inside
const working = (gl: Gl, channel: Channel): void =>
  channel.addEventListener('message', ({ data }) => {
    if (data === 'be lost') gl.getExtension('WEBGL_lose_context')?.loseContext();
  });
/** As of a device that hangs: its fences are never passed. */
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
});
