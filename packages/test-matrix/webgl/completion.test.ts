// Every call of WebGL2 between a launch and the end of its wait fails once, without a loss of the context: what
// waits rejects, typed and once, nothing hangs, and what comes later works.
import {
  type Accelerator,
  HeddleError,
  i32,
  type MemoryBuffer,
  OperationError,
  OutOfMemoryError,
} from '@heddle/core';
import { inject } from 'vitest';
import { describe, expect, type Fixtures, suite, test } from '../harness/conformance.ts';
import { type Channel, type Gl, tappedWebGl } from '../harness/platform-webgl.ts';
import { rejection } from '../harness/refusal.ts';
import { count, counted } from '../harness/steps.ts';
import { targetNamed } from '../harness/targets.ts';

const isWorker = targetNamed(inject('target')).options['worker'] === true;

/** Those that a launch, a wait or a readback makes; that of a worker's scope sends its answers. */
const calls: readonly string[] = [
  'useProgram',
  'uniform4uiv',
  'framebufferTextureLayer',
  'viewport',
  'drawArrays',
  'getError',
  'fenceSync',
  'flush',
  'clientWaitSync',
  'deleteSync',
  'createBuffer',
  'bindBuffer',
  'bufferData',
  'readPixels',
  'getBufferSubData',
  'deleteBuffer',
];

/** Has the call with the name that the test sends fail once. Sent to a worker as text. */
const failing = (gl: Gl, channel: Channel): void => {
  let armed: { readonly name: string; readonly memory: boolean } | undefined;
  const tap = (target: Record<string, unknown>, names: readonly string[]): void => {
    for (const name of names) {
      const real = (target[name] as (...args: unknown[]) => unknown).bind(target);
      target[name] = (...args: unknown[]) => {
        if (armed?.name !== name) return real(...args);
        const { memory } = armed;
        armed = undefined;
        throw memory
          ? new RangeError('Array buffer allocation failed')
          : new Error('the driver is out of sorts');
      };
    }
  };
  const all = Object.getOwnPropertyNames(Object.getPrototypeOf(gl)).filter(name => {
    const property = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(gl), name);
    return typeof property?.value === 'function' && name !== 'constructor';
  });
  tap(gl as unknown as Record<string, unknown>, all);
  const scope = globalThis as unknown as Record<string, unknown>;
  if (!('document' in scope)) {
    const real = (scope['postMessage'] as (...args: unknown[]) => void).bind(scope);
    scope['postMessage'] = (message: { readonly kind: string }, transfer: unknown) => {
      if (armed?.name === 'postMessage' && message.kind === 'bytes') {
        armed = undefined;
        throw new RangeError('Array buffer allocation failed');
      }
      real(message, transfer);
    };
  }
  channel.addEventListener('message', ({ data }) => {
    const { arm, ask } = data as { readonly arm?: NonNullable<typeof armed>; readonly ask?: true };
    if (arm) {
      armed = arm;
      channel.postMessage({ is: 'armed' });
    }
    if (ask) channel.postMessage({ is: armed ? 'armed' : 'spent' });
  });
};

async function opened(open: Fixtures['open']) {
  const uncaptured: unknown[] = [];
  const { accelerator, channel } = await tappedWebGl(
    backend => open({ backend, onUncapturedError: error => uncaptured.push(error) }),
    failing,
  );
  const answer = (message: object): Promise<string> =>
    new Promise(resolve => {
      channel.addEventListener('message', ({ data }) => {
        const { is } = data as { readonly is?: string };
        if (is) resolve(is);
      });
      channel.postMessage(message);
    });
  await accelerator.loadKernelAsync(count);
  const x = accelerator.allocate(i32, 64, { label: 'x' });
  await accelerator.synchronizeAsync();
  return {
    accelerator,
    uncaptured,
    x,
    arm: (name: string, memory: boolean) => answer({ arm: { name, memory } }),
    state: () => answer({ ask: true }),
  };
}

type Wait = (accelerator: Accelerator, x: MemoryBuffer<typeof i32>) => Promise<unknown>;
const waits: readonly (readonly [name: string, wait: Wait])[] = [
  ['a readback', (_, x) => x.copyToCPUAsync()],
  ['a wait', accelerator => accelerator.synchronizeAsync()],
];

suite('completion', () => {
  for (const name of [...calls, ...(isWorker ? ['postMessage'] : [])]) {
    describe(`${name} throws once`, () => {
      for (const [what, wait] of waits) {
        for (const memory of name === 'postMessage' ? [true] : [true, false]) {
          test(`in ${what}, ${memory ? 'for want of memory' : 'without a loss'}`, async ({ open }) => {
            const { accelerator, uncaptured, x, arm, state } = await opened(open);
            const told: unknown[] = [];
            const tell = (error: unknown) => void told.push(error);
            await arm(name, memory);
            accelerator.launch(count, 64, { out: x });
            await wait(accelerator, x).catch(tell);
            // what a readback does comes later where only a wait was asked for
            await x.copyToCPUAsync().catch(tell);
            await accelerator.synchronizeAsync().catch(tell);
            await new Promise(resolve => setTimeout(resolve, 5));
            told.push(...uncaptured);
            expect(await state()).toBe('spent');
            expect(told).toHaveLength(1);
            expect(told[0]).toSatisfy(HeddleError.is);
            expect(told[0]).toBeInstanceOf(memory ? OutOfMemoryError : OperationError);
            const { message, remedy } = told[0] as HeddleError;
            expect(message).toMatch(
              /^(launch of 'count'|readback of 'x').* on stream 'default' failed: WebGL2 reports: /,
            );
            expect(message).toContain(memory ? 'Array buffer allocation failed' : 'out of sorts');
            if (memory) expect(remedy).toMatch(/Dispose/);
            accelerator.launch(count, 64, { out: x });
            expect(await x.copyToCPUAsync()).toEqual(counted(64));
            await accelerator.disposeAsync();
          });
        }
      }
    });
  }

  for (const memory of [true, false]) {
    const expected = memory ? OutOfMemoryError : OperationError;
    test(`memory of a buffer is refused ${memory ? 'by the host' : 'without a loss'}: a wait tells, once`, async ({
      open,
    }) => {
      const { accelerator, uncaptured, arm } = await opened(open);
      for (const name of ['createTexture', 'texStorage3D', 'texSubImage3D']) {
        await arm(name, memory);
        accelerator.allocate(i32, [1, 2, 3], { label: 'y' });
        await rejection<HeddleError>(() => accelerator.synchronizeAsync(), expected as never, /allocate 'y'/);
        await accelerator.synchronizeAsync();
        expect([...(await accelerator.allocate(i32, [1, 2, 3]).copyToCPUAsync())]).toEqual([1, 2, 3]);
      }
      expect(uncaptured).toEqual([]);
    });
  }
});
