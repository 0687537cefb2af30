// Two streams that touch the same bytes without an order between them, one of them writing. The matrix runs
// with the detector on; it judges the program, so that a backend which happens to run streams in turn finds
// the same.
import { type Accelerator, type ArrayView, type HeddleError, i32, StreamRaceError } from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { refusal } from '../harness/refusal.ts';
import { count, counted } from '../harness/steps.ts';

type Ints = ArrayView<typeof i32>;

function setUp(accelerator: Accelerator) {
  return {
    one: accelerator.createStream({ label: 'one' }),
    two: accelerator.createStream({ label: 'two' }),
    x: accelerator.allocate(i32, 64, { label: 'x' }),
    y: accelerator.allocate(i32, 64, { label: 'y' }),
  };
}

suite('stream-races', () => {
  const first: readonly (readonly [string, (s: ReturnType<typeof setUp>) => void])[] = [
    ['launch', ({ one, x }) => one.launch(count, 64, { out: x })],
    ['fill', ({ one, x }) => x.fill(1, { stream: one })],
    ['copyFromCPU', ({ one, x }) => x.copyFromCPU(counted(64), { stream: one })],
    ['copyFrom', ({ one, x, y }) => x.copyFrom(y, { stream: one })],
  ];
  for (const [name, queue] of first) {
    test(`${name} on one stream, read and written on another`, async ({ accelerator }) => {
      const all = setUp(accelerator);
      const { one, two, x } = all;
      const other = accelerator.allocate(i32, 64);
      queue(all);
      const error = refusal(() => other.copyFrom(x, { stream: two }), StreamRaceError, /'one'.*waitFor/s);
      expect(error).toMatchObject({ code: 'HEDDLE_STREAM_RACE', label: 'x' });
      refusal(() => x.fill(2, { stream: two }), StreamRaceError, /'two'/);
      two.waitFor(one);
      x.fill(2, { stream: two });
      await accelerator.synchronizeAsync();
      expect(await x.copyToCPUAsync()).toEqual(new Int32Array(64).fill(2));
    });
  }

  test('a write behind an unordered read', ({ accelerator }) => {
    const { one, two, x, y } = setUp(accelerator);
    y.copyFrom(x, { stream: one });
    refusal(() => x.memSetToZero({ stream: two }), StreamRaceError);
    accelerator.allocate(i32, 64).copyFrom(x, { stream: two });
  });

  describe('what orders', () => {
    const orders: readonly (readonly [
      string,
      (s: ReturnType<typeof setUp>, a: Accelerator) => void | Promise<void>,
    ])[] = [
      [
        'an awaited readback of a strided view, which is gathered on the stream',
        ({ one, y }) => {
          y.fill(1, { stream: one });
          return y
            .strided(2)
            .copyToCPUAsync()
            .then(() => {});
        },
      ],
      ['waitFor', ({ one, two }) => two.waitFor(one)],
      [
        'waitFor through a third stream',
        ({ one, two }, accelerator) => {
          const third = accelerator.createStream();
          third.waitFor(one);
          two.waitFor(third);
        },
      ],
      ['an awaited wait on the stream', ({ one }) => one.synchronizeAsync()],
      ['an awaited wait on the accelerator', (_, accelerator) => accelerator.synchronizeAsync()],
      ['an awaited readback', async ({ x }) => void (await x.copyToCPUAsync())],
    ];
    for (const [name, order] of orders) {
      test(name, async ({ accelerator }) => {
        const all = setUp(accelerator);
        const { one, two, x } = all;
        one.launch(count, 64, { out: x });
        await order(all, accelerator);
        x.subView(0, 1).fill(-5, { stream: two });
        await two.synchronizeAsync();
        expect(await x.copyToCPUAsync()).toEqual(counted(64).fill(-5, 0, 1));
      });
    }

    test('waitFor means what was queued at that call', ({ accelerator }) => {
      const { one, two, x, y } = setUp(accelerator);
      x.fill(1, { stream: one });
      two.waitFor(one);
      y.fill(1, { stream: one });
      x.fill(2, { stream: two });
      refusal(() => y.fill(2, { stream: two }), StreamRaceError, /'y'/);
    });

    test('a refused operation was not queued', async ({ accelerator }) => {
      const { one, two, x } = setUp(accelerator);
      one.launch(count, 64, { out: x });
      const { launches } = accelerator.statistics;
      refusal(() => two.launch(count, 64, { out: x }), StreamRaceError);
      refusal(() => x.fill(0, { stream: two }), StreamRaceError);
      expect(accelerator.statistics.launches).toBe(launches);
      expect(await x.copyToCPUAsync()).toEqual(counted(64));
    });
  });

  test('disjoint and interleaved parts are no race', async ({ accelerator }) => {
    const { one, two, x } = setUp(accelerator);
    const part = (view: Ints, stream: typeof one) => stream.launch(count, view.length, { out: view });
    part(x.subView(0, 16), one);
    part(x.subView(16, 16), two);
    part(x.subView(32).strided(2), one);
    part(x.subView(32).strided(2, 1), two);
    refusal(() => part(x.subView(15, 2), two), StreamRaceError);
    await accelerator.synchronizeAsync();
    const half = [...counted(16)];
    expect([...(await x.copyToCPUAsync())]).toEqual([...half, ...half, ...half.flatMap(i => [i, i])]);
  });

  test('readbacks without a stream are ordered with all streams', async ({ accelerator }) => {
    const { one, two, x } = setUp(accelerator);
    one.launch(count, 64, { out: x });
    const reading = x.copyToCPUAsync();
    two.waitFor(one);
    x.fill(0, { stream: two });
    expect(await reading).toEqual(counted(64));
  });

  test('so are those of strided views, whatever their stream reads besides', async ({ accelerator }) => {
    const { one, two, x, y } = setUp(accelerator);
    const even = x.strided(2);
    even.copyTo(y.subView(0, 32), { stream: one });
    two.waitFor(one);
    const reading = even.copyToCPUAsync();
    x.fill(1, { stream: two });
    expect([...(await reading)]).toEqual(Array(32).fill(0));
  });

  test('what a stream reads behind a readback is not waited for with it', async ({ accelerator }) => {
    const { one, two, x, y } = setUp(accelerator);
    const reading = x.copyToCPUAsync({ stream: one });
    y.copyFrom(x, { stream: one });
    await reading;
    refusal(() => x.fill(1, { stream: two }), StreamRaceError, /'one'/);
  });

  test("off by default; 'report' hands the error over and goes on", async ({ open }) => {
    const off = setUp(await open({ detectStreamRaces: undefined }));
    off.x.fill(1, { stream: off.one });
    off.x.fill(1, { stream: off.two });
    const errors: HeddleError[] = [];
    const reported = setUp(
      await open({ detectStreamRaces: 'report', onUncapturedError: error => errors.push(error) }),
    );
    reported.x.fill(1, { stream: reported.one });
    reported.x.fill(1, { stream: reported.two });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(StreamRaceError);
    expect(await reported.x.copyToCPUAsync()).toEqual(new Int32Array(64).fill(1));
  });
});
