import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemoryBuffer } from './buffer.ts';
import type { BufferAccess, Coverage, PendingAccess, Queue } from './hazards.ts';
import { HazardTracker } from './hazards.ts';
import type { Span } from './operation.ts';
import { overlap } from './span.ts';
import type { AcceleratorStream } from './stream.ts';

const bufferOf = (label: string): MemoryBuffer => ({ label }) as MemoryBuffer;
const site = { stack: 'Error\n    at queued (main.ts:1:2)' };
const x = bufferOf('x');
const y = bufferOf('y');

const dense = (buffer: MemoryBuffer, from: number, to: number): Span => ({
  buffer,
  offsetBytes: from,
  pieceBytes: to - from,
  strideBytes: to - from,
  count: 1,
});
const strided = (buffer: MemoryBuffer, offsetBytes: number): Span => ({
  buffer,
  offsetBytes,
  pieceBytes: 4,
  strideBytes: 8,
  count: 100,
});
const reads = (span: Span): BufferAccess => ({ access: 'read', span });
const writes = (span: Span): BufferAccess => ({ access: 'write', span });

class Tracker extends HazardTracker {
  open(label: string): Queue {
    return this.addQueue({ label } as AcceleratorStream);
  }
  queue(queue: Queue, ...accesses: BufferAccess[]): number {
    return this.record(queue, accesses, `operation ${queue.queued + 1}`, site);
  }
  readback(queue: Queue, span: Span) {
    return this.recordReadback(
      queue,
      { access: 'read', span, everyStream: true },
      `readback of '${span.buffer.label}'`,
      site,
    );
  }
  races(queue: Queue, ...accesses: BufferAccess[]): boolean {
    return this.checkStreams(queue, accesses, 'the new one') !== undefined;
  }
  hostRaces(access: 'read' | 'write', span: Span): boolean {
    return this.checkHost(access, span, 'host.use', 'copyToCPUAsync') !== undefined;
  }
  waitFor(queue: Queue, other: Queue): void {
    this.order(queue, { queue: other, position: other.queued, clock: other.clock });
  }
  wait(covers: Coverage): void {
    this.finish(covers);
  }
}

function tracker(...labels: string[]): [Tracker, ...Queue[]] {
  const hazards = new Tracker();
  return [hazards, ...labels.map(label => hazards.open(label))];
}

describe('host races', () => {
  test('a host read races with an unfinished write, a host write with an unfinished read too', () => {
    const [hazards, a] = tracker('a') as [Tracker, Queue];
    hazards.queue(a, reads(dense(x, 0, 64)), writes(dense(y, 0, 64)));
    expect(hazards.hostRaces('read', dense(x, 0, 4))).toBe(false);
    expect(hazards.hostRaces('write', dense(x, 0, 4))).toBe(true);
    expect(hazards.hostRaces('read', dense(y, 0, 4))).toBe(true);
    expect(hazards.hostRaces('write', dense(y, 0, 4))).toBe(true);
  });

  test('not on disjoint bytes, nor between the elements of a stride', () => {
    const [hazards, a] = tracker('a') as [Tracker, Queue];
    hazards.queue(a, writes(dense(x, 16, 32)), writes(strided(y, 0)));
    expect(hazards.hostRaces('write', dense(x, 0, 16))).toBe(false);
    expect(hazards.hostRaces('write', dense(x, 32, 64))).toBe(false);
    expect(hazards.hostRaces('write', dense(x, 31, 33))).toBe(true);
    expect(hazards.hostRaces('write', strided(y, 4))).toBe(false);
    expect(hazards.hostRaces('read', strided(y, 8))).toBe(true);
  });

  test('not after a wait that covers the operation, whichever queue', () => {
    const [hazards, a, b] = tracker('a', 'b') as [Tracker, Queue, Queue];
    hazards.queue(a, writes(dense(x, 0, 64)));
    hazards.queue(b, writes(dense(y, 0, 64)));
    const early = hazards.everything();
    hazards.queue(b, writes(dense(y, 64, 128)));
    hazards.wait(hazards.queuedOn(a));
    expect(hazards.hostRaces('read', dense(x, 0, 64))).toBe(false);
    expect(hazards.hostRaces('read', dense(y, 0, 64))).toBe(true);
    hazards.wait(early);
    expect(hazards.hostRaces('read', dense(y, 0, 64))).toBe(false);
    expect(hazards.hostRaces('read', dense(y, 64, 65))).toBe(true);
  });

  test('the error names what it is about', () => {
    const [hazards, a] = tracker('work') as [Tracker, Queue];
    hazards.record(a, [writes(dense(x, 0, 64))], "launch of 'iota'", site);
    hazards.queue(a);
    expect(hazards.checkHost('read', dense(x, 0, 4), 'host.use', 'copyToCPUAsync')).toMatchObject({
      code: 'HEDDLE_HOST_BUFFER_RACE',
      label: 'x',
      operation: "launch of 'iota'",
      pending: 2,
      use: 'copyToCPUAsync',
      launchStack: '    at queued (main.ts:1:2)',
      message:
        "host.use of 'x': launch of 'iota' on stream 'work' may still write these bytes; the program has not waited for it (2 operations in flight)\n" +
        '  Use copyToCPUAsync.',
    });
  });
});

/** An operation that was not waited for, as recorded by a model that never merges entries. */
interface Open extends BufferAccess {
  readonly queue: Queue;
  readonly position: number;
  readonly readback: PendingAccess | undefined;
}

test('the hazards agree with a model that keeps every operation', () => {
  const step = fc.record({
    queue: fc.constantFrom(0, 1),
    kind: fc.constantFrom('readback', 'gather', 'read', 'write'),
    everyStream: fc.boolean(),
    // Often the same bytes.
    from: fc.constantFrom(0, 4, 4, 6),
    bytes: fc.constantFrom(4, 4, 4, 6),
    wait: fc.constantFrom('none', 'none', 'none', 'queue', 'all', 'readback'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.integer({ min: 0, max: 12 }), (steps, at) => {
      const [hazards, a, b, third] = tracker('a', 'b', 'third') as [Tracker, Queue, Queue, Queue];
      let model: Open[] = [];
      for (const { kind, from, bytes, wait, ...chosen } of steps) {
        const queue = chosen.queue === 0 ? a : b;
        const bufferAccess: BufferAccess = {
          access: kind === 'write' ? 'write' : 'read',
          span: dense(x, from, from + bytes),
          everyStream: kind === 'gather' || (kind === 'readback' && chosen.everyStream),
        };
        const readback =
          kind === 'readback' ? hazards.recordReadback(queue, bufferAccess, 'readback', site) : undefined;
        if (!readback) hazards.queue(queue, bufferAccess);
        model.push({ ...bufferAccess, queue, position: queue.queued, readback });
        if (wait === 'queue' || wait === 'all') {
          hazards.wait(wait === 'all' ? hazards.everything() : hazards.queuedOn(queue));
          model = model.filter(open => wait === 'queue' && open.queue !== queue);
        } else if (wait === 'readback') {
          const waited = model.find(open => open.readback)?.readback;
          hazards.finish(new Map(), waited);
          if (waited) model = model.filter(open => open.readback !== waited);
        }
      }
      const span = dense(x, at, at + 2);
      const overlapping = model.filter(({ span: own }) => overlap(own, span));
      for (const access of ['read', 'write'] as const) {
        const racing = overlapping.some(open => access === 'write' || open.access === 'write');
        expect(hazards.hostRaces(access, span)).toBe(racing);
        expect(hazards.races(third, { access, span })).toBe(racing);
      }
      for (const queue of [a, b]) {
        const last = overlapping.filter(open => open.queue === queue && open.everyStream).at(-1)?.position;
        const behind = hazards.readbacksBefore(third, [writes(span)]).find(point => point.queue === queue);
        expect(behind?.position).toBe(last);
      }
    }),
    { numRuns: 3000 },
  );
});

describe('stream races', () => {
  test('two queues, overlapping bytes, one of them writing, no order', () => {
    const [hazards, a, b] = tracker('a', 'b') as [Tracker, Queue, Queue];
    hazards.queue(a, writes(dense(x, 0, 64)), reads(dense(y, 0, 64)));
    expect(hazards.races(b, reads(dense(x, 0, 4)))).toBe(true);
    expect(hazards.races(b, writes(dense(y, 0, 4)))).toBe(true);
    expect(hazards.races(b, reads(dense(y, 0, 4)))).toBe(false);
    expect(hazards.races(b, writes(dense(x, 64, 128)))).toBe(false);
    expect(hazards.races(a, writes(dense(x, 0, 64)))).toBe(false);
  });

  test('waitFor orders what the other had queued at that call, and nothing later', () => {
    const [hazards, a, b] = tracker('a', 'b') as [Tracker, Queue, Queue];
    hazards.queue(a, writes(dense(x, 0, 64)));
    hazards.waitFor(b, a);
    expect(hazards.races(b, writes(dense(x, 0, 64)))).toBe(false);
    hazards.queue(a, writes(dense(x, 0, 64)));
    expect(hazards.races(b, writes(dense(x, 0, 64)))).toBe(true);
  });

  test('waitFor is transitive, and one-way', () => {
    const [hazards, a, b, c] = tracker('a', 'b', 'c') as [Tracker, Queue, Queue, Queue];
    hazards.queue(a, writes(dense(x, 0, 64)));
    hazards.waitFor(b, a);
    hazards.queue(b, writes(dense(y, 0, 64)));
    hazards.waitFor(c, b);
    expect(hazards.races(c, writes(dense(x, 0, 64)), writes(dense(y, 0, 64)))).toBe(false);
    expect(hazards.races(a, writes(dense(y, 0, 64)))).toBe(true);
  });

  test('an awaited wait orders too', () => {
    const [hazards, a, b] = tracker('a', 'b') as [Tracker, Queue, Queue];
    hazards.queue(a, writes(dense(x, 0, 64)));
    hazards.wait(hazards.queuedOn(a));
    expect(hazards.races(b, writes(dense(x, 0, 64)))).toBe(false);
  });

  test('the error has both operations and the stack of the other', () => {
    const [hazards, a, b] = tracker('upload', 'work') as [Tracker, Queue, Queue];
    hazards.queue(a, writes(dense(x, 0, 64)));
    expect(hazards.checkStreams(b, [reads(dense(x, 0, 4))], "launch of 'k'")).toMatchObject({
      code: 'HEDDLE_STREAM_RACE',
      label: 'x',
      operation: "launch of 'k'",
      otherOperation: 'operation 1',
      otherStack: '    at queued (main.ts:1:2)',
    });
  });
});

describe('coverage', () => {
  test('a wait for a queue covers what that was made to wait for', () => {
    const [hazards, a, b, c] = tracker('a', 'b', 'c') as [Tracker, Queue, Queue, Queue];
    hazards.queue(a);
    hazards.queue(c);
    hazards.waitFor(b, a);
    hazards.queue(b);
    expect(hazards.queuedOn(b)).toEqual(
      new Map([
        [a, 1],
        [b, 1],
      ]),
    );
    expect(hazards.everything()).toEqual(
      new Map([
        [a, 1],
        [b, 1],
        [c, 1],
      ]),
    );
  });

  test('what accesses a buffer: of each queue the last unfinished point, and what precedes that', () => {
    const [hazards, a, b, c] = tracker('a', 'b', 'c') as [Tracker, Queue, Queue, Queue];
    hazards.queue(a, writes(dense(y, 0, 4)));
    hazards.waitFor(b, a);
    hazards.queue(b, writes(dense(x, 0, 4)));
    hazards.queue(b, reads(dense(x, 0, 4)));
    hazards.queue(b, writes(dense(y, 8, 16)));
    hazards.queue(c, reads(dense(x, 8, 16)));
    const points = hazards.touching(x);
    expect(points.map(({ queue, position }) => [queue.stream.label, position])).toEqual([
      ['b', 2],
      ['c', 1],
    ]);
    expect(hazards.upTo(points)).toEqual(
      new Map([
        [a, 1],
        [b, 2],
        [c, 1],
      ]),
    );
    hazards.wait(hazards.queuedOn(c));
    expect(hazards.touching(x).map(({ queue }) => queue)).toEqual([b]);
  });

  test('a waitFor after an operation is not part of what precedes it', () => {
    const [hazards, a, b] = tracker('a', 'b') as [Tracker, Queue, Queue];
    hazards.queue(b, writes(dense(x, 0, 4)));
    hazards.queue(a, writes(dense(y, 0, 4)));
    hazards.waitFor(b, a);
    expect(hazards.upTo(hazards.touching(x))).toEqual(new Map([[b, 1]]));
  });

  test('operations in flight are counted until they are waited for', () => {
    const [hazards, a, b] = tracker('a', 'b') as [Tracker, Queue, Queue];
    hazards.queue(a);
    hazards.queue(a);
    hazards.queue(b);
    expect(hazards.pending()).toBe(3);
    hazards.wait(hazards.queuedOn(a));
    expect(hazards.pending()).toBe(1);
  });
});

test('what reads the bytes of a readback is not finished by the wait for that', () => {
  const [hazards, a, b] = tracker('a', 'b') as [Tracker, Queue, Queue];
  const bufferAccess = reads(dense(x, 0, 16));
  const readback = hazards.recordReadback(a, bufferAccess, 'readback', site);
  const covers = hazards.queuedOn(a);
  hazards.queue(a, bufferAccess);
  hazards.finish(covers, readback);
  expect(hazards.races(b, writes(dense(x, 0, 4)))).toBe(true);
});

describe('readbacks without a stream', () => {
  test('order what writes their bytes later behind them, on other queues', () => {
    const [hazards, a, b] = tracker('a', 'b') as [Tracker, Queue, Queue];
    hazards.readback(a, dense(x, 0, 16));
    expect(
      hazards.readbacksBefore(b, [writes(dense(x, 8, 12))]).map(({ queue, position }) => [queue, position]),
    ).toEqual([[a, 1]]);
    expect(hazards.readbacksBefore(b, [reads(dense(x, 0, 16)), writes(dense(x, 16, 32))])).toEqual([]);
    expect(hazards.readbacksBefore(a, [writes(dense(x, 0, 16))])).toEqual([]);
    hazards.waitFor(b, a);
    expect(hazards.readbacksBefore(b, [writes(dense(x, 0, 16))])).toEqual([]);
  });

  test('are not hidden by what their queue reads beside them', () => {
    const [hazards, a, b] = tracker('a', 'b') as [Tracker, Queue, Queue];
    const bufferAccess = reads(dense(x, 0, 16));
    hazards.queue(a, bufferAccess);
    hazards.queue(a, { ...bufferAccess, everyStream: true });
    hazards.queue(a, bufferAccess);
    expect(hazards.readbacksBefore(b, [writes(dense(x, 8, 12))]).map(({ position }) => position)).toEqual([
      2,
    ]);
  });

  test('are finished by their own wait, without what else their queue has queued', () => {
    const [hazards, a] = tracker('a') as [Tracker, Queue];
    hazards.queue(a, writes(dense(y, 0, 4)));
    const covers = hazards.upTo(hazards.touching(x));
    const readback = hazards.readback(a, dense(x, 0, 16));
    expect(hazards.hostRaces('write', dense(x, 0, 4))).toBe(true);
    hazards.finish(covers, readback);
    expect(hazards.hostRaces('write', dense(x, 0, 4))).toBe(false);
    expect(hazards.hostRaces('read', dense(y, 0, 4))).toBe(true);
  });

  test('are finished by a wait for their queue too', () => {
    const [hazards, a] = tracker('a') as [Tracker, Queue];
    hazards.readback(a, dense(x, 0, 16));
    hazards.wait(hazards.everything());
    expect(hazards.hostRaces('write', dense(x, 0, 4))).toBe(false);
  });

  test('two of the same bytes are finished each by its own wait', () => {
    const [hazards, a] = tracker('a') as [Tracker, Queue];
    const first = hazards.readback(a, dense(x, 0, 16));
    const second = hazards.readback(a, dense(x, 0, 16));
    hazards.finish(new Map(), first);
    expect(hazards.hostRaces('write', dense(x, 0, 4))).toBe(true);
    hazards.finish(new Map(), second);
    expect(hazards.hostRaces('write', dense(x, 0, 4))).toBe(false);
  });
});

describe('what the hazards keep is bounded', () => {
  test('a million operations without a wait are as cheap to check against as a few hundred', {
    timeout: 60_000,
  }, () => {
    const [hazards, a] = tracker('a') as [Tracker, Queue];
    for (let i = 0; i < 1_000_000; i++) {
      const from = (i % 1000) * 16;
      hazards.record(
        a,
        [{ access: i % 2 === 0 ? 'read' : 'write', span: dense(x, from, from + 16) }],
        'launch',
        site,
      );
    }
    let looked = 0;
    const elsewhere = new Proxy(dense(x, 16_000, 16_016), {
      get(span, member) {
        if (member === 'count') looked += 1;
        return span[member as keyof Span];
      },
    });
    expect(hazards.hostRaces('write', elsewhere)).toBe(false);
    expect(looked).toBeGreaterThan(1);
    expect(looked).toBeLessThan(2000);
    expect(hazards.hostRaces('read', dense(x, 16, 17))).toBe(true);
    expect(hazards.hostRaces('write', dense(x, 999 * 16, 1000 * 16))).toBe(true);
  });

  const at = (from: number) => dense(x, from, from + 4);

  test('pieces at equal distances stay apart however many there are, in any order of launches', () => {
    const orders: readonly ((i: number) => number)[] = [i => i, i => 1999 - i];
    for (const order of orders) {
      const [hazards, a] = tracker('a') as [Tracker, Queue];
      for (let i = 0; i < 2000; i++) hazards.queue(a, writes(at(order(i) * 400)));
      for (let i = 0; i < 2000; i += 7) {
        expect(hazards.hostRaces('read', at(i * 400))).toBe(true);
        expect(hazards.hostRaces('read', at(i * 400 + 200))).toBe(false);
      }
    }
  });

  test('up to 256 pieces anywhere stay apart', () => {
    const [hazards, a] = tracker('a') as [Tracker, Queue];
    const pieces = Array.from({ length: 256 }, (_, i) => i * i * 8);
    for (const from of pieces) hazards.queue(a, writes(at(from)));
    for (const from of pieces) expect(hazards.hostRaces('read', at(from + 4))).toBe(false);
  });

  test('where a merge may be what is found, the error says so; where it cannot, it does not', () => {
    const [hazards, a, b] = tracker('a', 'b') as [Tracker, Queue, Queue];
    const find = () => [
      hazards.checkHost('read', at(0), 'host.use', 'copyToCPUAsync')?.message,
      hazards.checkStreams(b, [reads(at(0))], 'launch')?.message,
    ];
    hazards.queue(a, writes(at(0)));
    for (const message of find()) expect(message).not.toMatch(/false report/);
    for (let i = 0; i < 1000; i++) hazards.queue(a, writes(at(i * i * 8)));
    for (const message of find()) expect(message).toMatch(/may be a false report: more than 256/);
  });

  test('merging prefers neighbours, so distant pieces stay apart', () => {
    const [hazards, a] = tracker('a') as [Tracker, Queue];
    for (let i = 0; i < 500; i++) hazards.queue(a, writes(dense(x, i * 4, i * 4 + 4)));
    for (let i = 0; i < 500; i++) hazards.queue(a, writes(dense(x, 1e6 + i * 4, 1e6 + i * 4 + 4)));
    expect(hazards.hostRaces('read', dense(x, 5000, 900_000))).toBe(false);
    expect(hazards.hostRaces('read', dense(x, 1999, 2000))).toBe(true);
    expect(hazards.hostRaces('read', dense(x, 1_000_000, 1_000_001))).toBe(true);
  });

  test('a merge never loses an operation', () => {
    const spans = fc.array(
      fc.record({ from: fc.integer({ min: 0, max: 5000 }), bytes: fc.integer({ min: 1, max: 8 }) }),
      { minLength: 300, maxLength: 900 },
    );
    fc.assert(
      fc.property(spans, all => {
        const [hazards, a] = tracker('a') as [Tracker, Queue];
        const merges = (from: number) => from % 3 === 0;
        for (const { from, bytes } of all)
          hazards.queue(a, writes(merges(from) ? strided(x, from) : dense(x, from, from + bytes)));
        return all.every(({ from, bytes }) => hazards.hostRaces('read', dense(x, from, from + bytes)));
      }),
      { numRuns: 30 },
    );
  });

  test('a clock does not keep queues that are waited for', () => {
    const [hazards, a] = tracker('a') as [Tracker, Queue];
    for (let i = 0; i < 100; i++) {
      const other = hazards.open(`other ${i}`);
      hazards.queue(other, writes(dense(x, 0, 4)));
      hazards.waitFor(a, other);
      hazards.queue(a);
      hazards.wait(hazards.queuedOn(a));
      hazards.dropQueue(other);
    }
    const last = hazards.open('last');
    hazards.queue(last);
    hazards.waitFor(a, last);
    expect(a.clock).toEqual(new Map([[last, 1]]));
    expect(hazards.everything()).toEqual(
      new Map([
        [a, 100],
        [last, 1],
      ]),
    );
  });

  test('a disposed queue goes once it is waited for, not before', () => {
    const [hazards, a] = tracker('a') as [Tracker, Queue];
    hazards.queue(a, writes(dense(x, 0, 4)));
    hazards.dropQueue(a);
    expect(hazards.everything()).toEqual(new Map([[a, 1]]));
    hazards.wait(hazards.everything());
    expect(hazards.everything()).toEqual(new Map());
  });
});
