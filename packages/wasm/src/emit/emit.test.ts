import {
  array,
  atomics,
  Break,
  bool,
  Continue,
  For,
  f32,
  fn,
  groupKernel,
  If,
  i32,
  kernel,
  Loop,
  Return,
  read,
  readWrite,
  select,
  struct,
  u32,
  type V,
  variable,
  vec2f,
  vec3f,
  write,
} from '@heddle/core';
import { type CheckedProgram, check, type Form, type Program } from '@heddle/core/backend';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitWasm } from './emit.ts';
import { counted, floats, goldenKernels, words, zeros } from './kernels.test-support.ts';
import { type Piece, piecesOf, run, runInterpreted, type TestLaunch } from './run.test-support.ts';

const checked = ({ ir }: { readonly ir: Program }): CheckedProgram =>
  check({ program: ir, location: () => undefined });
const asInts = (result: Uint32Array): readonly number[] => [...new Int32Array(result.buffer)];
const asFloats = (result: Uint32Array): readonly number[] => [...new Float32Array(result.buffer)];

/** What the interpreter comes to as well, in one go and invocation by invocation. */
function both(
  kernel: { readonly ir: Program },
  launch: TestLaunch,
  form: Form = 'checked',
): readonly Uint32Array[] {
  const program = checked(kernel);
  const result = run(program, form, launch);
  expect(result).toEqual(runInterpreted(program, launch));
  const [x, y, z] = launch.extent;
  const single = piecesOf(
    launch,
    counted(x * y * z, i => i),
  );
  expect(run(program, form, launch, single, false)).toEqual(result);
  return result;
}

describe('the range', () => {
  const place = kernel({
    name: 'place',
    dimensions: 3,
    params: { out: readWrite(u32) },
    body({ out }, { index: { x, y, z }, extent }) {
      const at = out.at(z.mul(extent.y).add(y).mul(extent.x).add(x));
      // What depends on the row alone, or on nothing, is computed before the loops.
      at.$ = at.$.add(x.add(1)).add(y.mul(y).mul(100)).add(z.mul(extent.z).mul(10_000));
    },
  });
  const program = checked(place);
  const emitted = (launch: TestLaunch, pieces: readonly Piece[]) => run(program, 'proven', launch, pieces);

  it('is done in any pieces, in any order, each invocation once', () => {
    const side = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.boolean(),
        (x, y, z, at, back) => {
          const total = x * y * z;
          const cuts = at.map(cut => cut % (total + 1)).sort((a, b) => a - b);
          const launch: TestLaunch = { extent: [x, y, z], views: [zeros(total)] };
          const pieces = piecesOf(launch, cuts);
          expect(emitted(launch, back ? [...pieces].reverse() : pieces)).toEqual(
            runInterpreted(program, launch),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does nothing where nothing is asked for, of nothing neither', () => {
    expect([
      ...emitted({ extent: [2, 2, 1], views: [zeros(4)] }, [
        [1, 1],
        [4, 4],
        [3, 2],
      ])[0]!,
    ]).toEqual([0, 0, 0, 0]);
    expect(emitted({ extent: [0, 5, 1], views: [zeros(1)] }, [[0, 0]])).toEqual([new Uint32Array(1)]);
  });

  it('goes to the end of what a u32 counts', () => {
    const far = 2 ** 32 - 5;
    const last = kernel({
      name: 'last',
      params: { out: write(u32) },
      body({ out }, { index, extent }) {
        out.at(index.sub(far)).$ = extent.sub(index);
      },
    });
    const launch: TestLaunch = { extent: [2 ** 32 - 1, 1, 1], views: [zeros(5)] };
    expect([...run(checked(last), 'checked', launch, [[far, 2 ** 32 - 1]])[0]!]).toEqual([4, 3, 2, 1, 0]);

    const flat = kernel({
      name: 'flat',
      dimensions: 2,
      params: { out: write(u32) },
      body({ out }, { index: { x, y } }) {
        out.at(x.sub(65_532).add(y.sub(65_535).mul(4))).$ = x.mul(y);
      },
    });
    const wide: TestLaunch = { extent: [65_536, 65_536, 1], views: [zeros(3)] };
    const end = 2 ** 32 - 1;
    expect([...run(checked(flat), 'checked', wide, [[end - 3, end]])[0]!]).toEqual(
      [65_532, 65_533, 65_534].map(x => x * 65_535),
    );
  });
});

describe('control flow', () => {
  it('leaves an invocation out of nested loops', () => {
    const leave = kernel({
      name: 'leave',
      params: { out: readWrite(u32) },
      body({ out }, { index }) {
        For(4, i => {
          Loop(() => {
            If(index.eq(i), () => Return());
            out.at(index).$ = out.at(index).$.add(1);
            Break();
          });
        });
        out.at(index).$ = out.at(index).$.add(100);
      },
    });
    expect([...both(leave, { extent: [6, 1, 1], views: [zeros(6)] })[0]!]).toEqual([0, 1, 2, 3, 104, 104]);
  });

  it('breaks and continues the loop at hand', () => {
    const nested = kernel({
      name: 'nested',
      params: { out: write(u32) },
      body({ out }, { index }) {
        const log = variable(u32, 0);
        const note = (digit: V<typeof u32>): void => {
          log.$ = log.$.mul(10).add(digit);
        };
        For({ from: 1, to: 6 }, i => {
          If(i.eq(2), () => Continue());
          If(i.eq(index.add(4)), () => Break());
          note(i);
          const j = variable(u32, 5);
          Loop(() => {
            j.$ = j.$.add(1);
            If(j.$.eq(7), () => Continue());
            If(j.$.gt(8), () => Break());
            note(j.$);
          });
        });
        out.at(index).$ = log.$;
      },
    });
    expect([...both(nested, { extent: [2, 1, 1], views: [zeros(2)] })[0]!]).toEqual([168368, 168368468]);
  });

  it('counts down, over the whole range, in steps and not at all', () => {
    const loops = kernel({
      name: 'loops',
      params: { step: i32, high: u32, out: write(i32) },
      body({ step, high, out }) {
        const count = (slot: number, from: number, to: number, by: V<typeof i32> | number): void => {
          const [trips, last] = [variable(i32, 0), variable(i32, 0)];
          For({ type: i32, from, to, step: by }, i => {
            trips.$ = trips.$.add(1);
            last.$ = i;
          });
          out.at(2 * slot).$ = trips.$;
          out.at(2 * slot + 1).$ = last.$;
        };
        count(0, 5, -6, -3);
        count(1, 0x7ffffff0, 0x7fffffff, 4);
        count(2, -0x80000000, 0x7fffffff, 0x40000000);
        count(3, 3, 3, 1);
        count(4, 0, 10, step);
        // The index after the last trip would be the first one again.
        const trips = variable(i32, 0);
        For({ from: 0, to: high, step: 0x80000000 }, () => {
          trips.$ = trips.$.add(1);
        });
        out.at(10).$ = trips.$;
      },
    });
    const launch = (step: number): TestLaunch => ({
      extent: [1, 1, 1],
      words: words(step, 0, 0, 0, 2 ** 32 - 1, 0, 0, 0).words,
      views: [zeros(11)],
    });
    expect(asInts(both(loops, launch(4))[0]!)).toEqual([4, -4, 4, 0x7ffffffc, 4, 0x40000000, 0, 0, 3, 8, 2]);
    expect(asInts(both(loops, launch(0))[0]!).slice(8)).toEqual([0, 0, 2]);
    expect(asInts(both(loops, launch(-1))[0]!).slice(8)).toEqual([0, 0, 2]);
  });

  it('zeroes a variable every time it begins', () => {
    const fresh = kernel({
      name: 'fresh',
      params: { out: write(u32) },
      body({ out }, { index }) {
        For(2, i => {
          const [short, long] = [variable(array(u32, 3)), variable(array(u32, 50))];
          const scalar = variable(u32);
          short.at(index).$ = short.at(index).$.add(1);
          long.at(index.add(46)).$ = long.at(index.add(46)).$.add(10);
          scalar.$ = scalar.$.add(short.at(index).$).add(long.at(index.add(46)).$);
          out.at(index.mul(2).add(i)).$ = scalar.$;
        });
      },
    });
    expect([...both(fresh, { extent: [4, 1, 1], views: [zeros(8)] })[0]!]).toEqual([
      11, 11, 11, 11, 11, 11, 10, 10,
    ]);
  });
});

describe('memory', () => {
  const Big = struct('Big', { head: array(u32, 20), flag: bool, tail: array(vec2f, 4) });

  it('reads zeros and drops writes beyond a view, far into an element too', () => {
    const beyond = kernel({
      name: 'beyond',
      params: { big: readWrite(Big), flags: write(bool), out: write(u32), at: u32 },
      body({ big, flags, out, at }, { index }) {
        const element = big.at(at.add(index));
        const tail = element.tail.at(3);
        out.at(index).$ = element.head.at(19).$.add(select(element.flag.$, u32(100), u32(0)));
        flags.at(index).$ = tail.y.$.ne(0);
        tail.y.$ = tail.y.$.add(1);
        element.head.at(index.add(18)).$ = 5;
        element.flag.$ = index.eq(0);
      },
    });
    const memory = words(...counted(60, i => i + 1));
    for (const at of [0, 1, 2, 2 ** 30, 2 ** 32 - 1]) {
      both(beyond, {
        extent: [4, 1, 1],
        words: words(at, 0, 0, 0).words,
        views: [memory, zeros(4), { ...zeros(4), length: 3 }],
      });
    }
  });

  it('sees strided views where they are, in words, floats and structs', () => {
    const Pair = struct('Pair', { count: u32, weight: f32 });
    const strided = kernel({
      name: 'strided',
      params: { pairs: readWrite(Pair), out: write(vec3f) },
      body({ pairs, out }, { index }) {
        const pair = pairs.at(index).$;
        pairs.at(index).$ = Pair({ count: pair.count.add(1), weight: pair.weight.mul(2) });
        out.at(index).$ = vec3f(pair.weight, f32(pair.count), f32(pairs.length));
      },
    });
    const launch: TestLaunch = {
      extent: [3, 1, 1],
      views: [
        { words: words(...counted(16, i => (i % 2 ? 0x3f800000 + (i << 20) : i))).words, offset: 1, step: 3 },
        { ...zeros(24), offset: 1, step: 2 },
      ],
    };
    expect(both(strided, launch)).toEqual(both(strided, launch, 'proven'));
  });

  it('keeps the payload of a NaN', () => {
    const move = kernel({
      name: 'move',
      params: { x: read(f32), y: write(f32) },
      body({ x, y }, { index }) {
        const list = variable(array(f32, 2));
        list.at(index.rem(2)).$ = select(index.lt(9), x.at(index).$, 1);
        y.at(index).$ = list.at(index.rem(2)).$;
      },
    });
    const nans = words(0x7f800001, 0xffc12345, 0x7fffffff);
    expect([...both(move, { extent: [3, 1, 1], views: [nans, zeros(3)] })[1]!]).toEqual([...nans.words]);
  });

  it('does every atomic, in bounds and out, used and not', () => {
    const all = kernel({
      name: 'atomics',
      params: { cells: atomics(i32), words: atomics(u32), out: write(i32) },
      body({ cells, words, out }, { index }) {
        const results = [
          cells.at(0).add(5),
          cells.at(1).sub(5),
          cells.at(2).min(-3),
          cells.at(3).max(9),
          cells.at(4).and(6),
          cells.at(5).or(6),
          cells.at(6).xor(6),
          cells.at(7).exchange(6),
          cells.at(8).compareExchange(8, 1).old,
          cells.at(9).compareExchange(8, 1).old,
          cells.at(10).load(),
          cells.at(index.add(99)).add(1),
          cells.at(index.add(99)).max(1),
          i32(words.at(0).min(0xfffffff0)),
          i32(words.at(1).max(0x80000000)),
        ];
        cells.at(11).store(-1);
        cells.at(index.add(99)).store(1);
        cells.at(12).add(1);
        cells.at(2).max(-2);
        cells.at(index.add(99)).min(1);
        words.at(2).max(3);
        for (const [i, result] of results.entries()) out.at(i).$ = result;
      },
    });
    const [after, unsigned, out] = both(all, {
      extent: [1, 1, 1],
      views: [words(...counted(13, i => i)), words(2 ** 32 - 1, 1, 7), zeros(15)],
    });
    expect(asInts(after!)).toEqual([5, -4, -2, 9, 4, 7, 0, 6, 1, 9, 10, -1, 13]);
    expect([...unsigned!]).toEqual([0xfffffff0, 0x80000000, 7]);
    expect(asInts(out!)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, -1, 1]);
  });
});

describe('functions', () => {
  const Three = struct('Three', { a: u32, b: f32, c: bool });
  const three = fn('run', [u32], Three, x => {
    If(x.eq(0), () => Return(Three({ a: 7, b: 0.5, c: true })));
    return Three({ a: x.mul(x), b: f32(x), c: x.gt(2) });
  });
  /** Its memory is its own, and new at every call. */
  const mark = fn('mark', [u32, u32], u32, (at, value) => {
    const list = variable(array(u32, 4));
    list.at(at).$ = list.at(at).$.add(value);
    return list.at(0).$.add(list.at(1).$).add(list.at(2).$).add(list.at(3).$);
  });
  const twice = fn('twice', [u32], u32, x => {
    const list = variable(array(u32, 4));
    list.at(x.rem(4)).$ = 1000;
    const sum = mark(x, mark(x.add(1), 1));
    return sum.add(list.at(0).$);
  });

  it('yield several results, have memories of their own and call each other', () => {
    const calls = kernel({
      name: 'calls',
      params: { out: write(u32) },
      body({ out }, { index }) {
        const { a, b, c } = three(index);
        const own = variable(array(u32, 4));
        own.at(index).$ = 5;
        out.at(index).$ = a.add(u32(b.mul(100))).add(select(c, u32(10_000), u32(0)));
        out.at(index.add(4)).$ = twice(index).add(own.at(index).$).add(three(index).a);
      },
    });
    const expected = [10_057, 101, 204, 10_309, 1013, 7, 10, 14];
    expect([...both(calls, { extent: [4, 1, 1], views: [zeros(8)] })[0]!]).toEqual(expected);
  });
});

describe('groups', () => {
  it('run no region of a lane that has ended', () => {
    const ends = groupKernel({
      name: 'ends',
      groupSize: 4,
      params: { n: u32, out: readWrite(u32) },
      body({ n, out }, g) {
        If(n.gt(1), () => g.barrier()).Else(() => If(g.localIndex.gt(1), () => Return()));
        out.at(g.globalIndex).$ = out.at(g.globalIndex).$.add(1);
      },
    });
    const launch = (n: number): TestLaunch => ({
      extent: [2, 1, 1],
      words: words(n, 0, 0, 0).words,
      views: [zeros(8)],
    });
    expect([...both(ends, launch(0))[0]!]).toEqual([1, 1, 0, 0, 1, 1, 0, 0]);
    expect([...both(ends, launch(2))[0]!]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('start with zeros in shared memory, and keep the arrays of lanes apart', () => {
    const apart = groupKernel({
      name: 'apart',
      groupSize: 4,
      params: { out: write(u32) },
      body({ out }, g) {
        const [small, large] = [g.shared(u32, 4), g.shared(f32, 100)];
        const list = variable(array(u32, 3));
        For(3, i => {
          list.at(i).$ = g.localIndex.mul(10).add(i);
        });
        small.at(g.localIndex).$ = small.at(g.localIndex).$.add(1);
        large.at(g.localIndex.mul(33)).$ = large.at(g.localIndex.mul(33)).$.add(2);
        g.barrier();
        const shared = small.at(g.localIndex.rem(2)).$.add(u32(large.at(g.localIndex.mul(33)).$));
        out.at(g.globalIndex).$ = list.at(g.groupIndex.add(1)).$.add(shared.mul(100));
      },
    });
    expect([...both(apart, { extent: [2, 1, 1], views: [zeros(8)] })[0]!]).toEqual([
      301, 311, 321, 331, 302, 312, 322, 332,
    ]);
  });

  it('end for a uniform return out of loops with barriers', () => {
    const leave = groupKernel({
      name: 'leave',
      groupSize: 2,
      params: { out: readWrite(u32) },
      body({ out }, g) {
        For(3, i => {
          For(3, j => {
            g.barrier();
            If(g.groupIndex.eq(i.add(j)), () => Return());
            out.at(g.globalIndex).$ = out.at(g.globalIndex).$.add(1);
          });
        });
        out.at(g.globalIndex).$ = out.at(g.globalIndex).$.add(100);
      },
    });
    expect([...both(leave, { extent: [4, 1, 1], views: [zeros(8)] })[0]!]).toEqual([0, 0, 1, 1, 2, 2, 5, 5]);
  });

  it('keep values, floats, bools and locals across barriers in every loop', () => {
    const keep = groupKernel({
      name: 'keep',
      groupSize: 3,
      params: { x: read(f32), rounds: u32, out: write(f32) },
      body({ x, rounds, out }, g) {
        const tile = g.shared(f32, 3);
        const own = x.at(g.globalIndex).$;
        const root = own.sqrt().add(f32(g.localIndex)).sub(own.floor()).abs();
        const isBig = root.gt(x.at(g.localIndex).$.mul(0.5)).and(own.ne(3));
        const sum = variable(f32, root);
        const count = variable(i32, 0);
        const isOdd = variable(bool, false);
        const round = variable(u32, 0);
        Loop(() => {
          If(round.$.ge(rounds), () => Break());
          round.$ = round.$.add(1);
          tile.at(g.localIndex).$ = sum.$;
          g.barrier();
          If(g.groupIndex.eq(1).and(round.$.eq(2)), () => Continue());
          sum.$ = sum.$.add(tile.at(g.localIndex.add(1).rem(3)).$);
          isOdd.$ = isOdd.$.not();
          count.$ = count.$.sub(1);
          g.barrier();
        });
        out.at(g.globalIndex).$ = select(isBig, sum.$, root)
          .add(f32(count.$))
          .add(select(isOdd.$, f32(0.5), 0));
      },
    });
    for (const rounds of [0, 1, 4]) {
      const views = [floats(...counted(9, i => (i * 7) % 5)), zeros(9)];
      both(keep, { extent: [3, 1, 1], words: words(rounds, 0, 0, 0).words, views });
    }
  });
});

describe('the module', () => {
  it.each(goldenKernels)(
    'of $kernel.name does in both forms what the interpreter does',
    ({ kernel, launch }) => {
      for (const form of ['proven', 'checked'] as const) both(kernel, launch, form);
    },
  );

  it('has few locals, however long the kernel', () => {
    const long = kernel({
      name: 'long',
      params: { x: readWrite(f32) },
      body({ x }, { index }) {
        let sum = x.at(index).$;
        for (let i = 0; i < 2000; i++) {
          const square = sum.mul(sum);
          sum = square.add(sum).sub(square.mul(0.5));
          if (i % 100 === 0) x.at(index).$ = sum;
        }
        x.at(index).$ = sum;
      },
    });
    const launch: TestLaunch = { extent: [2, 1, 1], views: [floats(0.001, -0.002)] };
    both(long, launch);
    const { text } = emitWasm(checked(long), 'proven', true);
    const locals = text.split('\n').find(line => line.trim().startsWith('(local '))!;
    expect(locals.split('(local').length - 1).toBeLessThan(12);
    expect(asFloats(both(long, launch, 'proven')[0]!).every(value => Number.isFinite(value))).toBe(true);
  });

  it('asks for no scratch memory where it needs none', () => {
    const bytes = (name: string): number => {
      const { kernel } = goldenKernels.find(golden => golden.kernel.name === name)!;
      return emitWasm(checked(kernel), 'proven', true).scratchBytes;
    };
    expect(bytes('saxpy')).toBe(0);
    // Shared memory; a stack of 24 words.
    expect(bytes('reduce')).toBe(256);
    expect(bytes('bvh')).toBe(96);
  });
});
