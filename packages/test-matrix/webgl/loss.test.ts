// A context that is lost under the backend.
import { suite } from '../src/conformance.ts';
import { testLoss } from '../src/loss.ts';
import { type Channel, type Gl, tappedWebGl } from '../src/platform-webgl.ts';

const losing = (gl: Gl, channel: Channel): void => {
  channel.onmessage = () => gl.getExtension('WEBGL_lose_context')?.loseContext();
};
/** As of a device that hangs: its fences are never passed. */
const hanging = (gl: Gl, channel: Channel): void => {
  channel.onmessage = () => gl.getExtension('WEBGL_lose_context')?.loseContext();
  gl.clientWaitSync = () => gl.TIMEOUT_EXPIRED;
};

suite('loss', () => {
  testLoss(async (open, { hangs, ...options }) => {
    const { accelerator, channel } = await tappedWebGl(
      backend => open({ ...options, backend }),
      hangs ? hanging : losing,
    );
    return { accelerator, doom: () => channel.postMessage('') };
  });
});
