import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Coverage, Intent, Lane, Touch } from './books.ts';
import { Books } from './books.ts';
import type { MemoryBuffer } from './buffer.ts';
import type { Span } from './operation.ts';
import { mayOverlap } from './span.ts';
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
const reads = (span: Span): Touch => ({ access: 'read', span });
const writes = (span: Span): Touch => ({ access: 'write', span });

class Ledger extends Books {
  open(label: string): Lane {
    return this.addLane({ label } as AcceleratorStream);
  }
  queue(lane: Lane, ...touches: Touch[]): number {
    return this.record(lane, touches, `operation ${lane.queued + 1}`, site);
  }
  readback(lane: Lane, span: Span) {
    return this.recordReadback(
      lane,
      { access: 'read', span, everyStream: true },
      `readback of '${span.buffer.label}'`,
      site,
    );
  }
  races(lane: Lane, ...touches: Touch[]): boolean {
    return this.checkStreams(lane, touches, 'the new one') !== undefined;
  }
  hostRaces(access: 'read' | 'write', span: Span): boolean {
    return this.checkHost(access, span, 'host.use', 'copyToCPUAsync') !== undefined;
  }
  waitFor(lane: Lane, other: Lane): void {
    this.order(lane, { lane: other, position: other.queued, clock: other.clock });
  }
  wait(covers: Coverage): void {
    this.finish(covers);
  }
}

function ledger(...labels: string[]): [Ledger, ...Lane[]] {
  const books = new Ledger();
  return [books, ...labels.map(label => books.open(label))];
}

describe('host races', () => {
  test('a host read races with an unfinished write, a host write with an unfinished read too', () => {
    const [books, a] = ledger('a') as [Ledger, Lane];
    books.queue(a, reads(dense(x, 0, 64)), writes(dense(y, 0, 64)));
    expect(books.hostRaces('read', dense(x, 0, 4))).toBe(false);
    expect(books.hostRaces('write', dense(x, 0, 4))).toBe(true);
    expect(books.hostRaces('read', dense(y, 0, 4))).toBe(true);
    expect(books.hostRaces('write', dense(y, 0, 4))).toBe(true);
  });

  test('not on disjoint bytes, nor between the elements of a stride', () => {
    const [books, a] = ledger('a') as [Ledger, Lane];
    books.queue(a, writes(dense(x, 16, 32)), writes(strided(y, 0)));
    expect(books.hostRaces('write', dense(x, 0, 16))).toBe(false);
    expect(books.hostRaces('write', dense(x, 32, 64))).toBe(false);
    expect(books.hostRaces('write', dense(x, 31, 33))).toBe(true);
    expect(books.hostRaces('write', strided(y, 4))).toBe(false);
    expect(books.hostRaces('read', strided(y, 8))).toBe(true);
  });

  test('not after a wait that covers the operation, whichever lane', () => {
    const [books, a, b] = ledger('a', 'b') as [Ledger, Lane, Lane];
    books.queue(a, writes(dense(x, 0, 64)));
    books.queue(b, writes(dense(y, 0, 64)));
    const early = books.everything();
    books.queue(b, writes(dense(y, 64, 128)));
    books.wait(books.lane(a));
    expect(books.hostRaces('read', dense(x, 0, 64))).toBe(false);
    expect(books.hostRaces('read', dense(y, 0, 64))).toBe(true);
    books.wait(early);
    expect(books.hostRaces('read', dense(y, 0, 64))).toBe(false);
    expect(books.hostRaces('read', dense(y, 64, 65))).toBe(true);
  });

  test('the error names what it is about', () => {
    const [books, a] = ledger('work') as [Ledger, Lane];
    books.record(a, [writes(dense(x, 0, 64))], "launch of 'iota'", site);
    books.queue(a);
    expect(books.checkHost('read', dense(x, 0, 4), 'host.use', 'copyToCPUAsync')).toMatchObject({
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

/** An operation that nobody has waited for, as a model without merging keeps it. */
interface Open extends Touch {
  readonly lane: Lane;
  readonly position: number;
  readonly readback: Intent | undefined;
}

test('the books agree with a model that keeps every operation', () => {
  const step = fc.record({
    lane: fc.constantFrom(0, 1),
    kind: fc.constantFrom('readback', 'gather', 'read', 'write'),
    everyStream: fc.boolean(),
    // often the same bytes
    from: fc.constantFrom(0, 4, 4, 6),
    bytes: fc.constantFrom(4, 4, 4, 6),
    wait: fc.constantFrom('none', 'none', 'none', 'lane', 'all', 'readback'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.integer({ min: 0, max: 12 }), (steps, at) => {
      const [books, a, b, third] = ledger('a', 'b', 'third') as [Ledger, Lane, Lane, Lane];
      let model: Open[] = [];
      for (const { kind, from, bytes, wait, ...chosen } of steps) {
        const lane = chosen.lane === 0 ? a : b;
        const touch: Touch = {
          access: kind === 'write' ? 'write' : 'read',
          span: dense(x, from, from + bytes),
          everyStream: kind === 'gather' || (kind === 'readback' && chosen.everyStream),
        };
        const readback =
          kind === 'readback' ? books.recordReadback(lane, touch, 'readback', site) : undefined;
        if (!readback) books.queue(lane, touch);
        model.push({ ...touch, lane, position: lane.queued, readback });
        if (wait === 'lane' || wait === 'all') {
          books.wait(wait === 'all' ? books.everything() : books.lane(lane));
          model = model.filter(open => wait === 'lane' && open.lane !== lane);
        } else if (wait === 'readback') {
          const waited = model.find(open => open.readback)?.readback;
          books.finish(new Map(), waited);
          if (waited) model = model.filter(open => open.readback !== waited);
        }
      }
      const span = dense(x, at, at + 2);
      const overlapping = model.filter(({ span: own }) => mayOverlap(own, span));
      for (const access of ['read', 'write'] as const) {
        const racing = overlapping.some(open => access === 'write' || open.access === 'write');
        expect(books.hostRaces(access, span)).toBe(racing);
        expect(books.races(third, { access, span })).toBe(racing);
      }
      for (const lane of [a, b]) {
        const last = overlapping.filter(open => open.lane === lane && open.everyStream).at(-1)?.position;
        const behind = books.readbacksBefore(third, [writes(span)]).find(point => point.lane === lane);
        expect(behind?.position).toBe(last);
      }
    }),
    { numRuns: 3000 },
  );
});

describe('stream races', () => {
  test('two lanes, overlapping bytes, one of them writing, no order', () => {
    const [books, a, b] = ledger('a', 'b') as [Ledger, Lane, Lane];
    books.queue(a, writes(dense(x, 0, 64)), reads(dense(y, 0, 64)));
    expect(books.races(b, reads(dense(x, 0, 4)))).toBe(true);
    expect(books.races(b, writes(dense(y, 0, 4)))).toBe(true);
    expect(books.races(b, reads(dense(y, 0, 4)))).toBe(false);
    expect(books.races(b, writes(dense(x, 64, 128)))).toBe(false);
    expect(books.races(a, writes(dense(x, 0, 64)))).toBe(false);
  });

  test('waitFor orders what the other had queued at that call, and nothing later', () => {
    const [books, a, b] = ledger('a', 'b') as [Ledger, Lane, Lane];
    books.queue(a, writes(dense(x, 0, 64)));
    books.waitFor(b, a);
    expect(books.races(b, writes(dense(x, 0, 64)))).toBe(false);
    books.queue(a, writes(dense(x, 0, 64)));
    expect(books.races(b, writes(dense(x, 0, 64)))).toBe(true);
  });

  test('waitFor is transitive, and one-way', () => {
    const [books, a, b, c] = ledger('a', 'b', 'c') as [Ledger, Lane, Lane, Lane];
    books.queue(a, writes(dense(x, 0, 64)));
    books.waitFor(b, a);
    books.queue(b, writes(dense(y, 0, 64)));
    books.waitFor(c, b);
    expect(books.races(c, writes(dense(x, 0, 64)), writes(dense(y, 0, 64)))).toBe(false);
    expect(books.races(a, writes(dense(y, 0, 64)))).toBe(true);
  });

  test('an awaited wait orders too', () => {
    const [books, a, b] = ledger('a', 'b') as [Ledger, Lane, Lane];
    books.queue(a, writes(dense(x, 0, 64)));
    books.wait(books.lane(a));
    expect(books.races(b, writes(dense(x, 0, 64)))).toBe(false);
  });

  test('the error has both operations and the stack of the other', () => {
    const [books, a, b] = ledger('upload', 'work') as [Ledger, Lane, Lane];
    books.queue(a, writes(dense(x, 0, 64)));
    expect(books.checkStreams(b, [reads(dense(x, 0, 4))], "launch of 'k'")).toMatchObject({
      code: 'HEDDLE_STREAM_RACE',
      label: 'x',
      operation: "launch of 'k'",
      otherOperation: 'operation 1',
      otherStack: '    at queued (main.ts:1:2)',
    });
  });
});

describe('coverage', () => {
  test('a wait for a lane covers what that was made to wait for', () => {
    const [books, a, b, c] = ledger('a', 'b', 'c') as [Ledger, Lane, Lane, Lane];
    books.queue(a);
    books.queue(c);
    books.waitFor(b, a);
    books.queue(b);
    expect(books.lane(b)).toEqual(
      new Map([
        [a, 1],
        [b, 1],
      ]),
    );
    expect(books.everything()).toEqual(
      new Map([
        [a, 1],
        [b, 1],
        [c, 1],
      ]),
    );
  });

  test('what touches a buffer: of each lane the last unfinished point, and what precedes that', () => {
    const [books, a, b, c] = ledger('a', 'b', 'c') as [Ledger, Lane, Lane, Lane];
    books.queue(a, writes(dense(y, 0, 4)));
    books.waitFor(b, a);
    books.queue(b, writes(dense(x, 0, 4)));
    books.queue(b, reads(dense(x, 0, 4)));
    books.queue(b, writes(dense(y, 8, 16)));
    books.queue(c, reads(dense(x, 8, 16)));
    const points = books.touching(x);
    expect(points.map(({ lane, position }) => [lane.stream.label, position])).toEqual([
      ['b', 2],
      ['c', 1],
    ]);
    expect(books.upTo(points)).toEqual(
      new Map([
        [a, 1],
        [b, 2],
        [c, 1],
      ]),
    );
    books.wait(books.lane(c));
    expect(books.touching(x).map(({ lane }) => lane)).toEqual([b]);
  });

  test('a waitFor after an operation is not part of what precedes it', () => {
    const [books, a, b] = ledger('a', 'b') as [Ledger, Lane, Lane];
    books.queue(b, writes(dense(x, 0, 4)));
    books.queue(a, writes(dense(y, 0, 4)));
    books.waitFor(b, a);
    expect(books.upTo(books.touching(x))).toEqual(new Map([[b, 1]]));
  });

  test('operations in flight are counted until they are waited for', () => {
    const [books, a, b] = ledger('a', 'b') as [Ledger, Lane, Lane];
    books.queue(a);
    books.queue(a);
    books.queue(b);
    expect(books.pending()).toBe(3);
    books.wait(books.lane(a));
    expect(books.pending()).toBe(1);
  });
});

test('what reads the bytes of a readback is not finished by the wait for that', () => {
  const [books, a, b] = ledger('a', 'b') as [Ledger, Lane, Lane];
  const touch = reads(dense(x, 0, 16));
  const readback = books.recordReadback(a, touch, 'readback', site);
  const covers = books.lane(a);
  books.queue(a, touch);
  books.finish(covers, readback);
  expect(books.races(b, writes(dense(x, 0, 4)))).toBe(true);
});

describe('readbacks without a stream', () => {
  test('order what writes their bytes later behind them, on other lanes', () => {
    const [books, a, b] = ledger('a', 'b') as [Ledger, Lane, Lane];
    books.readback(a, dense(x, 0, 16));
    expect(
      books.readbacksBefore(b, [writes(dense(x, 8, 12))]).map(({ lane, position }) => [lane, position]),
    ).toEqual([[a, 1]]);
    expect(books.readbacksBefore(b, [reads(dense(x, 0, 16)), writes(dense(x, 16, 32))])).toEqual([]);
    expect(books.readbacksBefore(a, [writes(dense(x, 0, 16))])).toEqual([]);
    books.waitFor(b, a);
    expect(books.readbacksBefore(b, [writes(dense(x, 0, 16))])).toEqual([]);
  });

  test('are not hidden by what their lane reads beside them', () => {
    const [books, a, b] = ledger('a', 'b') as [Ledger, Lane, Lane];
    const touch = reads(dense(x, 0, 16));
    books.queue(a, touch);
    books.queue(a, { ...touch, everyStream: true });
    books.queue(a, touch);
    expect(books.readbacksBefore(b, [writes(dense(x, 8, 12))]).map(({ position }) => position)).toEqual([2]);
  });

  test('are finished by their own wait, without what else their lane has queued', () => {
    const [books, a] = ledger('a') as [Ledger, Lane];
    books.queue(a, writes(dense(y, 0, 4)));
    const covers = books.upTo(books.touching(x));
    const readback = books.readback(a, dense(x, 0, 16));
    expect(books.hostRaces('write', dense(x, 0, 4))).toBe(true);
    books.finish(covers, readback);
    expect(books.hostRaces('write', dense(x, 0, 4))).toBe(false);
    expect(books.hostRaces('read', dense(y, 0, 4))).toBe(true);
  });

  test('are finished by a wait for their lane too', () => {
    const [books, a] = ledger('a') as [Ledger, Lane];
    books.readback(a, dense(x, 0, 16));
    books.wait(books.everything());
    expect(books.hostRaces('write', dense(x, 0, 4))).toBe(false);
  });

  test('two of the same bytes are finished each by its own wait', () => {
    const [books, a] = ledger('a') as [Ledger, Lane];
    const first = books.readback(a, dense(x, 0, 16));
    const second = books.readback(a, dense(x, 0, 16));
    books.finish(new Map(), first);
    expect(books.hostRaces('write', dense(x, 0, 4))).toBe(true);
    books.finish(new Map(), second);
    expect(books.hostRaces('write', dense(x, 0, 4))).toBe(false);
  });
});

describe('what the books keep is bounded', () => {
  test('a million operations without a wait are as cheap to check against as a few hundred', {
    timeout: 60_000,
  }, () => {
    const [books, a] = ledger('a') as [Ledger, Lane];
    for (let i = 0; i < 1_000_000; i++) {
      const from = (i % 1000) * 16;
      books.record(
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
    expect(books.hostRaces('write', elsewhere)).toBe(false);
    expect(looked).toBeGreaterThan(1);
    expect(looked).toBeLessThan(1000);
    expect(books.hostRaces('read', dense(x, 16, 17))).toBe(true);
    expect(books.hostRaces('write', dense(x, 999 * 16, 1000 * 16))).toBe(true);
  });

  test('merging prefers neighbours, so distant pieces stay apart', () => {
    const [books, a] = ledger('a') as [Ledger, Lane];
    for (let i = 0; i < 500; i++) books.queue(a, writes(dense(x, i * 4, i * 4 + 4)));
    for (let i = 0; i < 500; i++) books.queue(a, writes(dense(x, 1e6 + i * 4, 1e6 + i * 4 + 4)));
    expect(books.hostRaces('read', dense(x, 5000, 900_000))).toBe(false);
    expect(books.hostRaces('read', dense(x, 1999, 2000))).toBe(true);
    expect(books.hostRaces('read', dense(x, 1_000_000, 1_000_001))).toBe(true);
  });

  test('a merge never loses an operation', () => {
    const spans = fc.array(
      fc.record({ from: fc.integer({ min: 0, max: 5000 }), bytes: fc.integer({ min: 1, max: 8 }) }),
      { minLength: 65, maxLength: 200 },
    );
    fc.assert(
      fc.property(spans, all => {
        const [books, a] = ledger('a') as [Ledger, Lane];
        for (const { from, bytes } of all) books.queue(a, writes(dense(x, from, from + bytes)));
        return all.every(({ from, bytes }) => books.hostRaces('read', dense(x, from, from + bytes)));
      }),
      { numRuns: 30 },
    );
  });

  test('a clock does not keep lanes that are waited for', () => {
    const [books, a] = ledger('a') as [Ledger, Lane];
    for (let i = 0; i < 100; i++) {
      const other = books.open(`other ${i}`);
      books.queue(other, writes(dense(x, 0, 4)));
      books.waitFor(a, other);
      books.queue(a);
      books.wait(books.lane(a));
      books.dropLane(other);
    }
    const last = books.open('last');
    books.queue(last);
    books.waitFor(a, last);
    expect(a.clock).toEqual(new Map([[last, 1]]));
    expect(books.everything()).toEqual(
      new Map([
        [a, 100],
        [last, 1],
      ]),
    );
  });

  test('a disposed lane goes once it is waited for, not before', () => {
    const [books, a] = ledger('a') as [Ledger, Lane];
    books.queue(a, writes(dense(x, 0, 4)));
    books.dropLane(a);
    expect(books.everything()).toEqual(new Map([[a, 1]]));
    books.wait(books.everything());
    expect(books.everything()).toEqual(new Map());
  });
});
