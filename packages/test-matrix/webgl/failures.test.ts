// Failures that only the device finds: each rejects the first wait that covers it, once, and says which operation was
// queued at which line. Later operations run.
import {
  HeddleError,
  i32,
  KernelError,
  kernel,
  OperationError,
  OutOfMemoryError,
  u32,
  write,
} from '@heddle/core';
import { describe, expect, type Fixtures, type OpenOptions, suite, test } from '../harness/conformance.ts';
import { type Gl, type Tapped, tappedWebGl, withoutRoom } from '../harness/platform-webgl.ts';
import { rejection } from '../harness/refusal.ts';
import { count, counted } from '../harness/steps.ts';

type Open = Fixtures['open'];

/** An invalid draw: the one of a fill, which has the only uniform that is set by this function. */
const spoilingFills = (gl: Gl): void => {
  const [uniform4uiv, drawArrays] = [gl.uniform4uiv.bind(gl), gl.drawArrays.bind(gl)];
  let isFill = false;
  let isSpoilt = false;
  gl.uniform4uiv = (location, words) => {
    // of a pattern, and not of a launch
    isFill = words.length === 4 && words[0] === 13;
    uniform4uiv(location, words);
  };
  gl.drawArrays = (mode, first, vertices) => {
    drawArrays(isFill && !isSpoilt ? 0xffff : mode!, first!, vertices!);
    if (isFill) isSpoilt = true;
  };
};

const opened = (open: Open, tap: (gl: Gl) => void, options: OpenOptions = {}): Promise<Tapped> =>
  tappedWebGl(backend => open({ ...options, backend }), tap);

suite('failures', () => {
  describe('an invalid command', () => {
    test('takes its batch: the wait names the operations, and later work runs', async ({ open }) => {
      const { accelerator } = await opened(open, spoilingFills);
      const x = accelerator.allocate(i32, 64, { label: 'x' });
      accelerator.launch(count, 64, { out: x });
      x.fill(13);
      const error = await rejection(() => accelerator.synchronizeAsync(), OperationError);
      expect(error.message).toMatch(
        /^launch of 'count', fill of 'x' on stream 'default' failed: WebGL2 reports INVALID_ENUM/,
      );
      expect(error.stack).toMatch(/failures\.test/);
      await accelerator.synchronizeAsync();
      accelerator.launch(count, 64, { out: x });
      expect(await x.copyToCPUAsync()).toEqual(counted(64));
    });

    test('rejects a readback of the same batch, once', async ({ open }) => {
      const uncaptured: HeddleError[] = [];
      const { accelerator } = await opened(open, spoilingFills, {
        onUncapturedError: error => uncaptured.push(error),
      });
      const x = accelerator.allocate(i32, [1, 2]);
      x.fill(13);
      const error = await rejection(() => x.copyToCPUAsync(), OperationError, /fill of/);
      expect(HeddleError.is(error)).toBe(true);
      expect([...(await x.copyToCPUAsync())]).toEqual([1, 2]);
      await new Promise(resolve => setTimeout(resolve, 20));
      expect(uncaptured).toEqual([]);
    });

    test('that no wait claims goes to onUncapturedError', async ({ open }) => {
      const uncaptured = new Promise<HeddleError>((resolve, reject) => {
        opened(open, spoilingFills, { onUncapturedError: resolve }).then(({ accelerator }) => {
          accelerator.allocate(i32, 4, { label: 'y' }).fill(13);
        }, reject);
      });
      expect((await uncaptured).message).toMatch(/fill of 'y'/);
    });
  });

  describe('a kernel that the GLSL compiler refuses', () => {
    /** Spoils the line of GLSL that stores the own element. */
    const spoilt = (gl: Gl): void => {
      const shaderSource = gl.shaderSource.bind(gl);
      gl.shaderSource = (shader, source) =>
        shaderSource(shader, source.replace(/(own_wrong = .*index.*);/, '$1 + nonsense;'));
    };
    const refused = kernel({
      name: 'refused',
      params: { wrong: write(u32) },
      body({ wrong }, { index }) {
        wrong.at(index).$ = index.add(1); // the line that errors name
      },
    });
    const line = /failures\.test\.ts.*:\d+/;

    test('fails the launch, with the line of the kernel; other kernels run', async ({ open }) => {
      const { accelerator } = await opened(open, spoilt);
      const x = accelerator.allocate(u32, 4);
      for (let round = 0; round < 2; round++) {
        x.fill(7);
        accelerator.launch(refused, 4, { wrong: x });
        x.subView(0, 1).fill(8);
        const error = await rejection(
          () => accelerator.synchronizeAsync(),
          KernelError,
          /launch of 'refused'.*refuses line \d+.*nonsense/s,
        );
        expect(error.locations.join()).toMatch(line);
        // it takes nothing with it
        expect([...(await x.copyToCPUAsync())]).toEqual([8, 7, 7, 7]);
      }
    });

    test('rejects loadKernelAsync', async ({ open }) => {
      const { accelerator } = await opened(open, spoilt);
      const error = await rejection(() => accelerator.loadKernelAsync(refused), KernelError, /refuses line/);
      expect(error.locations.join()).toMatch(line);
    });
  });

  describe('memory that was never there', () => {
    test('operations on it fail for lack of it, and no others', async ({ open }) => {
      const { accelerator } = await opened(open, withoutRoom);
      const small = accelerator.allocate(i32, 64);
      const big = accelerator.allocate(i32, 2 ** 20, { label: 'big' });
      accelerator.launch(count, 64, { out: big });
      accelerator.launch(count, 64, { out: small });
      await rejection(
        () => accelerator.synchronizeAsync(),
        OutOfMemoryError,
        /launch of 'count'.*4194304 bytes of 'big'/,
      );
      expect(await small.copyToCPUAsync()).toEqual(counted(64));
      await rejection(() => big.copyToRawAsync(undefined, 0, 4), OutOfMemoryError, /bytes of 'big'/);
      big.dispose();
      await accelerator.synchronizeAsync();
    });
  });
});
