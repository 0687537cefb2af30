import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { DeviceLostError, HeddleError } from '../errors/errors.ts';
import { state, turns } from './fake-accelerator.test-support.ts';
import type { Queue } from './hazards.ts';
import { HazardTracker } from './hazards.ts';
import type { AcceleratorStream } from './stream.ts';
import { mapWait } from './wait.ts';
import { Waits } from './waits.ts';

function setUp() {
  const hazards = new HazardTracker();
  const uncaught = vi.fn();
  const waits = new Waits(hazards, uncaught);
  const open = (label: string, queued: number): Queue => {
    const queue = hazards.addQueue({ label } as AcceleratorStream);
    for (let i = 0; i < queued; i++) hazards.record(queue, [], 'operation', {});
    return queue;
  };
  return { hazards, waits, uncaught, open };
}

/** Work that the test completes. */
function work() {
  let done!: () => void;
  let fail!: (error: Error) => void;
  const promise = new Promise<string>((resolve, reject) => {
    done = () => resolve('done');
    fail = reject;
  });
  return { run: () => promise, done, fail };
}
const failing = (queue: Queue, position: number, message = 'no') => ({
  queue,
  position,
  error: new HeddleError('HEDDLE_KERNEL', message),
});

describe('a failure', () => {
  test("is the older one's of two pending waits that cover it, once", async () => {
    const { hazards, waits, open } = setUp();
    const queue = open('a', 1);
    const { run, done } = work();
    const pending = [
      waits.begin(hazards.everything(), undefined, run),
      waits.begin(hazards.everything(), undefined, run),
    ];
    waits.fail(failing(queue, 1, 'broke'));
    done();
    expect(await Promise.allSettled(pending)).toMatchObject([
      { reason: { message: 'broke' } },
      { value: 'done' },
    ]);
    await waits.begin(hazards.everything(), undefined, run);
  });

  test('is not that of a wait that does not cover it', async () => {
    const { hazards, waits, open } = setUp();
    const { run, done } = work();
    const before = waits.begin(hazards.everything(), undefined, run);
    const [a, b] = [open('a', 1), open('b', 1)];
    const other = waits.begin(hazards.queuedOn(b), undefined, run);
    waits.fail(failing(a, 1));
    const later = waits.begin(hazards.queuedOn(a), undefined, run);
    done();
    expect(await Promise.allSettled([before, other, later])).toMatchObject([
      { value: 'done' },
      { value: 'done' },
      { reason: { message: 'no' } },
    ]);
  });

  test("and another one are two waits': a wait rejects once", async () => {
    const { hazards, waits, open } = setUp();
    const queue = open('a', 2);
    const { run, done } = work();
    const pending = [
      waits.begin(hazards.everything(), undefined, run),
      waits.begin(hazards.everything(), undefined, run),
    ];
    waits.fail(failing(queue, 1, 'one'));
    waits.fail(failing(queue, 2, 'two'));
    done();
    expect(await Promise.allSettled(pending)).toMatchObject([
      { reason: { message: 'one' } },
      { reason: { message: 'two' } },
    ]);
  });

  test("is uncaught by the end of the next turn, once, and no wait's after that", async () => {
    const { hazards, waits, uncaught, open } = setUp();
    const failure = failing(open('a', 1), 1);
    waits.fail(failure);
    await turns(1);
    expect(uncaught).not.toHaveBeenCalled();
    await turns(3);
    expect(uncaught.mock.calls).toEqual([[failure.error]]);
    waits.finishNow(hazards.everything());
  });

  test("found after its operation was waited for is still a later wait's", () => {
    const { hazards, waits, uncaught, open } = setUp();
    const queue = open('a', 1);
    waits.finishNow(hazards.everything());
    waits.fail(failing(queue, 1));
    expect(() => waits.finishNow(hazards.queuedOn(queue))).toThrow('no');
    waits.finishNow(hazards.queuedOn(queue));
    expect(uncaught).not.toHaveBeenCalled();
  });

  test('goes from a wait that is aborted to the next one', async () => {
    const { hazards, waits, open } = setUp();
    const queue = open('a', 1);
    const { run, done } = work();
    const controller = new AbortController();
    const aborted = waits.begin(hazards.everything(), controller.signal, run);
    waits.fail(failing(queue, 1));
    const next = waits.begin(hazards.everything(), undefined, run);
    controller.abort('enough');
    await expect(aborted).rejects.toBe('enough');
    done();
    await expect(next).rejects.toThrow('no');
  });
});

describe('a wait', () => {
  test('finishes what it covers when its work is done, and not before', async () => {
    const { hazards, waits, open } = setUp();
    open('a', 2);
    const { run, done } = work();
    const wait = waits.begin(hazards.everything(), undefined, run);
    expect(hazards.pending()).toBe(2);
    done();
    await wait;
    expect(hazards.pending()).toBe(0);
  });

  test('that is aborted, lost or broken has finished nothing', async () => {
    const { hazards, waits, open } = setUp();
    open('a', 1);
    const [one, two, three] = [work(), work(), work()];
    const controller = new AbortController();
    const pending = [
      waits.begin(hazards.everything(), controller.signal, one.run),
      waits.begin(hazards.everything(), undefined, two.run),
    ];
    controller.abort('enough');
    two.fail(new Error('the drain broke'));
    pending.push(
      waits.begin(hazards.everything(), undefined, () => {
        throw new Error('at once');
      }),
    );
    expect(await Promise.allSettled(pending)).toMatchObject([
      { reason: 'enough' },
      { reason: { message: 'the drain broke' } },
      { reason: { message: 'at once' } },
    ]);
    const lost = waits.begin(hazards.everything(), undefined, three.run);
    waits.lose(() => new DeviceLostError('lost', 'gone'));
    await expect(lost).rejects.toBeInstanceOf(DeviceLostError);
    for (const { done } of [one, two, three]) done();
    await turns(1);
    expect(hazards.pending()).toBe(1);
  });

  test('calls its work in this very turn', () => {
    const { hazards, waits } = setUp();
    const run = vi.fn(async () => {});
    void waits.begin(hazards.everything(), undefined, run);
    expect(run).toHaveBeenCalledOnce();
    void waits.begin(hazards.everything(), AbortSignal.abort(), run).catch(() => {});
    expect(run).toHaveBeenCalledOnce();
  });

  test('takes its listener off the signal', async () => {
    const { hazards, waits } = setUp();
    const { signal } = new AbortController();
    const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    await waits.begin(hazards.everything(), signal, async () => {});
    expect(removed.mock.calls).toEqual(added.mock.calls);
  });

  test('stays pending while its work is', async () => {
    const { hazards, waits } = setUp();
    expect(await state(waits.begin(hazards.everything(), undefined, work().run))).toBe('pending');
  });
});

describe('a wait that nobody listens to', () => {
  const settled = async () => {
    const set = setUp();
    set.open('a', 1);
    const wait = set.waits.begin(set.hazards.everything(), undefined, async () => 'done');
    await turns(2);
    return { ...set, wait };
  };

  test('finishes nothing, however long ago its work was done', async () => {
    const { hazards, wait } = await settled();
    expect(hazards.pending()).toBe(1);
    // The listener has not been called yet.
    const after = wait.then(() => hazards.pending());
    expect(hazards.pending()).toBe(1);
    expect(await after).toBe(0);
  });

  const listeners: readonly (readonly [string, (wait: Promise<string>) => Promise<unknown>])[] = [
    ['await', async wait => await wait],
    ['then', wait => wait.then(() => {})],
    ['finally', wait => wait.finally(() => {})],
    ['Promise.all', wait => Promise.all([wait])],
    ['Promise.allSettled', wait => Promise.allSettled([wait])],
    ['Promise.race', wait => Promise.race([wait])],
    ['Promise.any', wait => Promise.any([wait])],
    ['Promise.resolve', async wait => await Promise.resolve(wait)],
    ['a return from an async function', async wait => wait],
    ['a promise that is resolved with it', wait => new Promise(resolve => resolve(wait))],
    ['what catch yields', wait => wait.catch(() => {}).then(() => {})],
    ['mapWait', async wait => await mapWait(wait, result => result)],
    ['mapWait and catch', async wait => await mapWait(wait, result => result).catch(() => {})],
  ];
  for (const [name, listen] of listeners)
    test(`finishes it once told: ${name}`, async () => {
      const { hazards, wait } = await settled();
      await listen(wait);
      expect(hazards.pending()).toBe(0);
    });

  test('catch alone, mapWait alone, and a look at it do not listen', async () => {
    const { hazards, wait } = await settled();
    void wait.catch(() => {});
    void wait.then(undefined, () => {});
    void mapWait(
      mapWait(wait, result => result.length).catch(() => {}),
      () => {},
    );
    void inspect(wait);
    await turns(2);
    expect(hazards.pending()).toBe(1);
  });

  test('that failed on the device finishes what it covers once told of the failure', async () => {
    const { hazards, waits, open } = setUp();
    const queue = open('a', 1);
    const wait = waits.begin(hazards.everything(), undefined, async () => {});
    waits.fail(failing(queue, 1));
    const caught = wait.catch(() => {});
    expect(hazards.pending()).toBe(1);
    await caught;
    expect(hazards.pending()).toBe(0);
  });

  test('is a promise like any other', async () => {
    const { wait } = await settled();
    expect(wait).toBeInstanceOf(Promise);
    expect(Object.prototype.toString.call(wait)).toBe('[object Promise]');
    expect(wait.then(() => {}).constructor).toBe(Promise);
    await expect(wait).resolves.toBe('done');
    await expect(mapWait(wait, result => result.length)).resolves.toBe(4);
    await expect(mapWait(Promise.resolve(1), one => one + 1)).resolves.toBe(2);
    await expect(mapWait(Promise.reject(new Error('no')), () => 1)).rejects.toThrow('no');
    const thrown = mapWait(wait, () => {
      throw new Error('of the change');
    });
    await expect(thrown).rejects.toThrow('of the change');
  });

  test('is reported as unhandled exactly where an ordinary promise is', async () => {
    const { hazards, waits } = setUp();
    const unhandled = vi.fn();
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', unhandled);
    const failed = (message: string) =>
      waits.begin(hazards.everything(), undefined, () => Promise.reject(new Error(message)));
    void failed('alone');
    failed('caught').catch(() => {});
    failed('all').then(
      () => {},
      () => {},
    );
    void mapWait(failed('mapped'), () => {});
    mapWait(failed('mapped and caught'), () => {}).catch(() => {});
    await turns(2);
    process.off('unhandledRejection', unhandled);
    for (const listener of listeners) process.on('unhandledRejection', listener as () => void);
    expect(unhandled.mock.calls.map(([error]) => (error as Error).message).sort()).toEqual([
      'alone',
      'mapped',
    ]);
  });
});
