// Arrays of the caller whose memory is gone, at every call that takes one: the ArrayBuffer was transferred, or is
// resizable and has shrunk. Such an array says that it is empty.
import { type ArrayView, f32, HeddleRangeError, HeddleTypeError, hostArray, u32, vec3f } from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { refusal, rejection } from '../harness/refusal.ts';

// declared by a later library than this package's
type Resizable = ArrayBuffer & { resize(bytes: number): void };
const resizable = (bytes: number): Resizable =>
  new (ArrayBuffer as unknown as new (bytes: number, options: object) => Resizable)(bytes, {
    maxByteLength: 2 * bytes,
  });
const detach = (buffer: ArrayBufferLike): void =>
  void structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });

const BYTES = 48;
/** An array of 12 numbers, and what takes some of them away. */
const losses: readonly (readonly [string, () => { readonly array: Float32Array; lose(): void }])[] = [
  [
    'detached',
    () => {
      const array = new Float32Array(12);
      return { array, lose: () => detach(array.buffer) };
    },
  ],
  [
    'shrunk under an array of fixed length',
    () => {
      const buffer = resizable(BYTES);
      return { array: new Float32Array(buffer, 0, 12), lose: () => buffer.resize(8) };
    },
  ],
  [
    'shrunk under an array that starts later',
    () => {
      const buffer = resizable(BYTES + 16);
      return { array: new Float32Array(buffer, 16, 12), lose: () => buffer.resize(8) };
    },
  ],
  [
    'shrunk under an array that is as long as its buffer',
    () => {
      const buffer = resizable(BYTES);
      return { array: new Float32Array(buffer), lose: () => buffer.resize(16) };
    },
  ],
];

suite('lost-arrays', () => {
  for (const [name, make] of losses) {
    describe(name, () => {
      const tracks = name.endsWith('as its buffer');
      const lost = () => {
        const { array, lose } = make();
        lose();
        return array;
      };
      const error = tracks ? HeddleRangeError : HeddleTypeError;
      const says = tracks ? /found/ : /detached, or has shrunk/;

      test('at the call', async ({ accelerator, target }) => {
        const x = accelerator.allocate(f32, new Float32Array(12).fill(3));
        const v = accelerator.allocate(vec3f, 4);
        const calls: Record<string, () => unknown> = {
          copyFromCPU: () => x.copyFromCPU(lost()),
          'copyFromCPU of flat data': () => v.copyFromCPU(lost()),
          copyFromAsync: () => x.copyFromAsync(lost()),
          copyToHostAsync: () => x.copyToHostAsync(lost()),
          'copyToHostAsync of flat data': () => v.copyToHostAsync(lost()),
          'fill with a vector': () => v.fill(lost() as never),
          ...(target.capabilities.includes('hostMemory') && {
            'host.copyTo': () => x.host.copyTo(lost() as never),
          }),
        };
        for (const [what, call] of Object.entries(calls)) {
          const found = (() => {
            try {
              call();
            } catch (error) {
              return error;
            }
            return undefined;
          })();
          if (what === 'fill with a vector' || (tracks && what.endsWith('flat data')))
            expect(found, what).toBeInstanceOf(HeddleRangeError);
          else refusal(call, error, says);
        }
        if (!tracks) {
          refusal(() => accelerator.allocate(f32, lost()), error, says);
          refusal(() => accelerator.allocate(vec3f, lost()), error, says);
          refusal(() => hostArray(f32, lost()), error, says);
        } else expect(accelerator.allocate(f32, lost())).toHaveLength(4);
        expect(await x.copyToCPUAsync()).toEqual(new Float32Array(12).fill(3));
      });

      test('while a readback is under way', async ({ accelerator }) => {
        const x = accelerator.allocate(f32, new Float32Array(12).fill(3));
        const v = accelerator.allocate(vec3f, 4);
        for (const view of [x, v] as readonly ArrayView[]) {
          await rejection(
            () => {
              const { array, lose } = make();
              const reading = view.copyToHostAsync(array as never);
              lose();
              return reading;
            },
            HeddleTypeError,
            /detached, or has shrunk before the readback was done/,
          );
        }
        // the accelerator goes on
        expect(await x.copyToHostAsync(new Float32Array(12))).toEqual(new Float32Array(12).fill(3));
      });
    });
  }

  test('a target that grows, or shrinks and grows again, is written', async ({ accelerator }) => {
    const x = accelerator.allocate(f32, new Float32Array(12).fill(3));
    const v = accelerator.allocate(vec3f, new Float32Array(12).fill(4));
    for (const [view, value] of [
      [x, 3],
      [v, 4],
    ] as readonly (readonly [ArrayView, number])[]) {
      const buffer = resizable(BYTES);
      const reading = view.copyToHostAsync(new Float32Array(buffer) as never);
      buffer.resize(8);
      buffer.resize(2 * BYTES);
      await reading;
      expect([...new Float32Array(buffer)]).toEqual(
        Array.from({ length: 24 }, (_, i) => (i < 12 ? value : 0)),
      );
    }
  });

  test('a StructArray whose bytes were transferred', async ({ accelerator }) => {
    const gone = () => {
      const array = hostArray(vec3f, 4);
      detach(array.bytes.buffer);
      return array;
    };
    const v = accelerator.allocate(vec3f, 4);
    const calls: Record<string, () => unknown> = {
      allocate: () => accelerator.allocate(vec3f, gone()),
      copyFromCPU: () => v.copyFromCPU(gone()),
      copyToHostAsync: () => v.copyToHostAsync(gone()),
      at: () => gone().at(0),
      set: () => gone().set(0, [1, 2, 3]),
      slice: () => gone().slice(0, 2),
      toArray: () => gone().toArray(),
      toFlat: () => gone().toFlat(),
      map: () => gone().map(value => value),
      iteration: () => [...gone()],
      hostArray: () => hostArray(vec3f, gone()),
    };
    for (const call of Object.values(calls)) refusal(call, HeddleTypeError, /detached/);
    await rejection(
      () => {
        const array = hostArray(vec3f, 4);
        const reading = v.copyToHostAsync(array);
        detach(array.bytes.buffer);
        return reading;
      },
      HeddleTypeError,
      /detached/,
    );
    // an empty one has lost nothing
    expect(hostArray(vec3f, 0).toArray()).toEqual([]);
    expect(accelerator.allocate(u32, new Uint32Array(0))).toHaveLength(0);
  });
});
