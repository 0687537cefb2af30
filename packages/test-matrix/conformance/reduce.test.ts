// Reductions: every operator on every type, in both variants, against a fold on the host.
import { reduceAsync, reduceInto } from '@heddle/algorithms';
import {
  type Accelerator,
  type DataType,
  f32,
  HeddleRangeError,
  HeddleTypeError,
  type HostValue,
  i32,
  type NumericT,
  op,
  u32,
} from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { randomFloats, randomWords } from '../harness/random.ts';
import { refusal, rejection } from '../harness/refusal.ts';
import { count, counted } from '../harness/steps.ts';
import { givenOperator, type HostOperator, userOperators } from '../programs/operators.ts';

const variants = [
  ['group', { needs: ['groups'] }],
  ['range', {}],
] as const;
const types: readonly NumericT[] = [f32, i32, u32];
const operators: readonly HostOperator[] = [
  ...(['add', 'mul', 'min', 'max'] as const).flatMap(name => types.map(type => givenOperator(name, type))),
  ...(['and', 'or', 'xor'] as const).flatMap(name => [i32, u32].map(type => givenOperator(name, type))),
  ...userOperators,
] as unknown as readonly HostOperator[];

const fold = ({ identity, combine }: HostOperator, values: readonly HostValue<DataType>[]) =>
  values.reduce(combine, identity);

/** An accelerator that prefers short invocations: small inputs then take several passes, in all variants. */
function wantingGrain(accelerator: Accelerator, preferredGrain: number): Accelerator {
  return Object.defineProperty(accelerator, 'limits', { value: { ...accelerator.limits, preferredGrain } });
}

suite('reduce', () => {
  test('reduceAsync: 1 to 256 as i32: max, min, add; dense, and strided with a stream', async ({
    accelerator,
  }) => {
    const v = accelerator.allocate(i32, 256);
    accelerator.launch(count, 256, { out: v });
    expect(await reduceAsync(v, op.max(i32))).toBe(256);
    expect(await reduceAsync(v, op.min(i32))).toBe(1);
    expect(await reduceAsync(v, op.add(i32))).toBe(32_896);
    const stream = accelerator.createStream();
    stream.waitFor(accelerator.defaultStream);
    for (const [step, offset] of [
      [3, 1],
      [7, 6],
      [255, 0],
      [256, 255],
    ] as const) {
      const elements = counted(256).filter((_, i) => i >= offset && (i - offset) % step === 0);
      const view = v.strided(step, offset);
      expect(await reduceAsync(view, op.max(i32), { stream })).toBe(Math.max(...elements));
      expect(await reduceAsync(view, op.min(i32), { stream })).toBe(Math.min(...elements));
      expect(await reduceAsync(view, op.add(i32), { stream })).toBe(elements.reduce((a, b) => a + b));
    }
    stream.dispose();
  });

  for (const [variant, options] of variants) {
    describe(variant, () => {
      for (const host of operators) {
        test(`${host.name}: keeps the order`, options, async ({ accelerator }) => {
          const values = host.values(1000, 1);
          const view = accelerator.allocate(host.operator.type, values);
          for (const length of [1, 2, 63, 64, 65, 1000]) {
            const expected = fold(host, values.slice(0, length));
            expect(await reduceAsync(view.subView(0, length), host.operator, { variant })).toEqual(expected);
          }
        });
      }

      test('in several passes', options, async ({ open }) => {
        const accelerator = wantingGrain(await open(), 4);
        for (const host of [...userOperators, givenOperator('add', u32)] as HostOperator[]) {
          const values = host.values(5000, 2);
          const view = accelerator.allocate(host.operator.type, values);
          for (const length of [1, 7, 8, 9, 64, 65, 255, 256, 257, 511, 512, 513, 4096, 5000]) {
            const found = await reduceAsync(view.subView(0, length), host.operator, { variant });
            expect(found, `${host.name} of ${length}`).toEqual(fold(host, values.slice(0, length)));
          }
        }
      });

      test(
        'every length around powers of two, groups and chunks, at odd offsets',
        options,
        async ({ accelerator }) => {
          const most = 2 ** 20 + 1;
          const words = randomWords(most + 3, 3);
          const sums = new Uint32Array(words.length + 1);
          for (const [i, word] of words.entries()) sums[i + 1] = sums[i]! + word;
          const x = accelerator.allocate(u32, words);
          const grain = accelerator.limits.preferredGrain;
          const edges = [
            ...Array.from({ length: 16 }, (_, bits) => 2 ** bits),
            64 * Math.min(grain, 256),
            Math.ceil(Math.cbrt(grain)) ** 3,
          ];
          const lengths = new Set([
            ...edges.flatMap(edge => [edge - 1, edge, edge + 1, 2 * edge + 1]),
            2 ** 20 - 1,
            most,
          ]);
          for (const length of lengths) {
            if (length < 1 || length > most) continue;
            const offset = length % 4;
            const found = await reduceAsync(x.subView(offset, length), op.add(u32), { variant });
            expect(found, `${length} from ${offset}`).toBe((sums[offset + length]! - sums[offset]!) >>> 0);
          }
          x.dispose();
        },
      );

      test('the limits of the types', options, async ({ accelerator }) => {
        const [low, high] = [-(2 ** 31), 2 ** 31 - 1];
        const cases = [
          [i32, 'add', [high, 1], low],
          [i32, 'add', [low, -1], high],
          [i32, 'max', [low, low], low],
          [i32, 'max', [low, high], high],
          [i32, 'min', [high, high], high],
          [i32, 'min', [-1, low, 0], low],
          [i32, 'mul', [low, -1], low],
          [u32, 'add', [2 ** 32 - 1, 2], 1],
          [u32, 'max', [0, 0], 0],
          [u32, 'max', [2 ** 31, 2 ** 31 - 1], 2 ** 31],
          [u32, 'min', [2 ** 32 - 1], 2 ** 32 - 1],
          [u32, 'min', [2 ** 31, 2 ** 31 - 1], 2 ** 31 - 1],
          [f32, 'max', [-Infinity, -Infinity], -Infinity],
          [f32, 'max', [-3, Infinity, 4], Infinity],
          [f32, 'min', [Infinity, Infinity], Infinity],
          [f32, 'min', [3, -Infinity, 4], -Infinity],
          [f32, 'max', [-1e-20, -3e38], Math.fround(-1e-20)],
          [f32, 'min', [1e-20, 3e38], Math.fround(1e-20)],
        ] as const;
        for (const [type, name, values, expected] of cases) {
          const { operator } = givenOperator(name, type as NumericT);
          const view = accelerator.allocate(type as NumericT, values);
          expect(await reduceAsync(view, operator, { variant }), `${name} of ${type.scalar} ${values}`).toBe(
            expected,
          );
        }
      });

      test('min and max of floats: a NaN anywhere is the result', options, async ({ accelerator }) => {
        const bits = [0x7fc00000, 0xffc00000, 0x7f800001, 0xffffffff];
        for (const name of ['min', 'max'] as const) {
          for (const [i, at] of [0, 1, 64, 998, 999].entries()) {
            const values = randomFloats(1000, 4);
            new Uint32Array(values.buffer)[at] = bits[i % 4]!;
            const view = accelerator.allocate(f32, values);
            expect(await reduceAsync(view, op[name](f32), { variant })).toBeNaN();
            expect(
              await reduceAsync(view.subView(at === 0 ? 1 : 0, at || 999), op[name](f32), { variant }),
            ).not.toBeNaN();
          }
        }
      });

      test('a float sum stays within the documented bound', options, async ({ accelerator }) => {
        const { preferredGrain: grain } = accelerator.limits;
        const values = randomFloats(300_000, 5).map(value => 1000 + value);
        const view = accelerator.allocate(f32, values);
        for (const length of [1000, 300_000]) {
          const passes = Math.ceil(Math.log(length) / Math.log(grain));
          const depth = passes * (variant === 'range' ? 3 * Math.ceil(Math.cbrt(grain)) : grain + 6);
          const exact = values.subarray(0, length).reduce((sum, value) => sum + value, 0);
          const bound = ((depth * 2 ** -24) / (1 - depth * 2 ** -24)) * exact;
          const sum = await reduceAsync(view.subView(0, length), op.add(f32), { variant });
          expect(Math.abs(sum - exact)).toBeLessThanOrEqual(bound);
        }
        view.dispose();
      });

      test(
        'the target may be a part of the input, and is the only thing written',
        options,
        async ({ open }) => {
          for (const accelerator of [await open(), wantingGrain(await open(), 4)]) {
            for (const [offset, length, at] of [
              [0, 700, 5],
              [0, 700, 0],
              [1, 699, 0],
              [0, 9, 8],
              [0, 1, 0],
              [0, 700, 699],
            ] as const) {
              const values = randomWords(700, 6);
              const x = accelerator.allocate(u32, values);
              reduceInto(x.subView(offset, length), x.subView(at, 1), op.add(u32), { variant });
              const sum = values.subarray(offset, offset + length).reduce((a, b) => a + b, 0);
              expect(await x.copyToCPUAsync()).toEqual(values.map((value, i) => (i === at ? sum : value)));
            }
          }
        },
      );

      test('reductions that are queued back to back', options, async ({ accelerator }) => {
        const values = randomWords(3000, 7);
        const x = accelerator.allocate(u32, values);
        const sums = accelerator.allocate(u32, 3);
        reduceInto(x, sums.subView(0, 1), op.add(u32), { variant });
        reduceInto(x.subView(1000, 1001), sums.subView(1, 1), op.xor(u32), { variant });
        reduceInto(sums.subView(0, 2), sums.subView(2, 1), op.max(u32), { variant });
        const [total, lowest] = [
          reduceAsync(x, op.add(u32), { variant }),
          reduceAsync(x, op.min(u32), { variant }),
        ];
        x.memSetToZero();
        const add = values.reduce((a, b) => (a + b) >>> 0, 0);
        const xor = values.slice(1000, 2001).reduce((a, b) => (a ^ b) >>> 0, 0);
        expect(await total).toBe(add);
        expect(await lowest).toBe(values.reduce((a, b) => Math.min(a, b)));
        expect(await sums.copyToCPUAsync()).toEqual(Uint32Array.of(add, xor, Math.max(add, xor)));
      });
    });
  }

  test('the variant is chosen by the hardware unless the caller does', async ({ open }) => {
    for (const accelerator of [
      await open(),
      wantingGrain(await open(), 4),
      wantingGrain(await open(), 255),
    ]) {
      for (const host of userOperators) {
        const values = host.values(1500, 9);
        const view = accelerator.allocate(host.operator.type, values);
        expect(await reduceAsync(view, host.operator), host.name).toEqual(fold(host, values));
      }
    }
  });

  test('identities of the given operators', ({ accelerator }) => {
    expect(accelerator.limits.preferredGrain).toBeGreaterThan(0);
    for (const { operator, identity, name } of operators) expect(operator.identity(), name).toEqual(identity);
  });

  test('reduceInto stays on the device', async ({ accelerator }) => {
    const x = accelerator.allocate(u32, 1000);
    const sum = accelerator.allocate(u32, 1);
    x.fill(3);
    const { bytesReadBack } = accelerator.statistics;
    expect(reduceInto(x, sum, op.add(u32))).toBeUndefined();
    expect(accelerator.statistics.bytesReadBack).toBe(bytesReadBack);
    expect(await reduceAsync(x, op.add(u32))).toBe(3000);
    expect(accelerator.statistics.bytesReadBack).toBe(bytesReadBack + 4);
    expect(await sum.copyToCPUAsync()).toEqual(Uint32Array.of(3000));
  });

  test('a stream orders a reduction with what is queued there', async ({ accelerator }) => {
    const stream = accelerator.createStream();
    const x = accelerator.allocate(u32, 500);
    x.fill(2, { stream });
    const sum = reduceAsync(x, op.add(u32), { stream });
    x.fill(9, { stream });
    expect(await sum).toBe(1000);
    stream.dispose();
  });

  for (const [variant, options] of variants)
    test(`${variant}: what is reduced of nothing is the identity`, options, async ({ accelerator }) => {
      for (const { operator, identity } of operators) {
        const x = accelerator.allocate(operator.type, 4);
        for (const empty of [x.subView(2, 0), x.subView(4), accelerator.allocate(operator.type, 0)])
          expect(await reduceAsync(empty, operator, { variant }), operator.name).toEqual(identity);
      }
      const x = accelerator.allocate(f32, [1, 2, 3]);
      reduceInto(x.subView(1, 0), x.subView(1, 1), op.min(f32), { variant });
      reduceInto(x.subView(3), x.subView(2, 1), op.add(f32), { variant });
      expect(await x.copyToCPUAsync()).toEqual(Float32Array.of(1, Infinity, 0));
    });

  test('what cannot be reduced', async ({ accelerator }) => {
    const x = accelerator.allocate(u32, 4);
    const { launches } = accelerator.statistics;
    await rejection(() => reduceAsync(x, op.add(f32) as never), HeddleTypeError, /f32/);
    await rejection(() => reduceAsync(x, undefined as never), HeddleTypeError, /operator/);
    await rejection(() => reduceAsync(undefined as never, op.add(u32)), HeddleTypeError, /view/);
    refusal(() => reduceInto(x, x.subView(0, 2), op.add(u32)), HeddleRangeError, /target/);
    refusal(() => reduceInto(x, accelerator.allocate(f32, 1) as never, op.add(u32)), HeddleTypeError, /f32/);
    expect(accelerator.statistics.launches).toBe(launches);
  });
});
