// A context that is lost under the backend.
import { suite } from '../src/conformance.ts';
import { testLoss } from '../src/loss.ts';
import { tappedWebGl } from '../src/platform-webgl.ts';

suite('loss', () => {
  testLoss(async (open, { hangs, ...options }) => {
    const { accelerator, channel } = await tappedWebGl(
      backend => open({ ...options, backend }),
      (gl, channel) => {
        channel.onmessage = () => gl.getExtension('WEBGL_lose_context').loseContext();
      },
    );
    if (hangs) fences.hold();
    return { accelerator, doom: () => channel.postMessage('lose it') };
  });
});
