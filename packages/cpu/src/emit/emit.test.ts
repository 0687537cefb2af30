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
  vec3f,
  While,
  write,
} from '@heddle/core';
import { type CheckedProgram, check, type Form, layout, type Program } from '@heddle/core/backend';
import { describe, expect, it } from 'vitest';
import { emitJavaScript } from './emit.ts';
import { run, runInterpreted, type TestLaunch, type TestView } from './run.test-support.ts';

const checked = ({ ir }: { readonly ir: Program }): CheckedProgram =>
  check({ program: ir, location: () => undefined });
const floats = (...values: number[]): TestView => ({
  words: new Uint32Array(Float32Array.from(values).buffer),
});
const words = (...values: number[]): TestView => ({ words: Uint32Array.from(values) });
const asFloats = (result: Uint32Array): readonly number[] => [...new Float32Array(result.buffer)];
const asInts = (result: Uint32Array): readonly number[] => [...new Int32Array(result.buffer)];

/** The code is the file's, and does what the interpreter does. */
async function golden(
  name: string,
  kernel: { readonly ir: Program },
  form: Form,
  launch: TestLaunch,
): Promise<readonly Uint32Array[]> {
  const program = checked(kernel);
  await expect(emitJavaScript(program, form).source).toMatchFileSnapshot(`./golden/${name}.js`);
  const result = run(program, form, launch);
  expect(result).toEqual(runInterpreted(program, launch));
  return result;
}

const saxpy = kernel({
  name: 'saxpy',
  params: { a: f32, x: read(f32), y: readWrite(f32) },
  body({ a, x, y }, { index }) {
    y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
  },
});

const Aabb = struct('Aabb', { min: vec3f, max: vec3f });
const Node = struct('Node', { box: Aabb, left: i32, right: i32 });
const Ray = struct('Ray', { origin: vec3f, direction: vec3f });
const hit = fn('hit', [Aabb, Ray], bool, (box, ray) => {
  const low = box.min.sub(ray.origin).div(ray.direction);
  const high = box.max.sub(ray.origin).div(ray.direction);
  const near = low.min(high);
  const far = low.max(high);
  return near.x.max(near.y).max(near.z).le(far.x.min(far.y).min(far.z));
});
const traverse = kernel({
  name: 'traverse',
  params: { nodes: read(Node), rays: read(Ray), hits: write(u32) },
  body({ nodes, rays, hits }, { index }) {
    const ray = rays.at(index).$;
    const stack = variable(array(i32, 24));
    const top = variable(u32, 1);
    const count = variable(u32, 0);
    While(
      () => top.$.gt(0),
      () => {
        top.$ = top.$.sub(1);
        const node = nodes.at(stack.at(top.$).$);
        If(hit(node.box.$, ray).not(), () => Continue());
        If(node.left.$.lt(0), () => {
          count.$ = count.$.add(1);
        }).Else(() => {
          stack.at(top.$).$ = node.left.$;
          stack.at(top.$.add(1)).$ = node.right.$;
          top.$ = top.$.add(2);
        });
      },
    );
    hits.at(index).$ = count.$;
  },
});

const groupReduce = groupKernel({
  name: 'reduce_add',
  params: { source: read(f32), target: write(f32) },
  groupSize: 8,
  body({ source, target }, g) {
    const tile = g.shared(f32, 8);
    const lane = g.localIndex;
    tile.at(lane).$ = f32(0);
    If(g.globalIndex.lt(source.length), () => {
      tile.at(lane).$ = source.at(g.globalIndex).$;
    });
    for (let half = 4; half > 0; half >>= 1) {
      g.barrier();
      If(lane.lt(half), () => {
        tile.at(lane).$ = tile.at(lane).$.add(tile.at(lane.add(half)).$);
      });
    }
    If(lane.eq(0), () => {
      target.at(g.groupIndex).$ = tile.at(0).$;
    });
  },
});

/** Prefix sums by doubling: a loop with barriers, a local and a value that live across them. */
const scan = groupKernel({
  name: 'scan',
  params: { source: read(u32), target: write(u32), rounds: u32 },
  groupSize: 8,
  body({ source, target, rounds }, g) {
    const tile = g.shared(u32, 8);
    const lane = g.localIndex;
    const first = source.at(g.globalIndex).$;
    const sum = variable(u32, first);
    const distance = variable(u32, 1);
    For(rounds, () => {
      tile.at(lane).$ = sum.$;
      g.barrier();
      If(lane.ge(distance.$), () => {
        sum.$ = sum.$.add(tile.at(lane.sub(distance.$)).$);
      });
      distance.$ = distance.$.mul(2);
      g.barrier();
    });
    target.at(g.globalIndex).$ = sum.$.sub(first);
  },
});

const blur = kernel({
  name: 'blur',
  dimensions: 2,
  params: { image: read(f32), out: write(f32) },
  body({ image, out }, { index, extent }) {
    const sum = variable(f32, 0);
    For({ type: i32, from: -1, to: 2 }, dy => {
      For({ type: i32, from: -1, to: 2 }, dx => {
        const x = i32(index.x).add(dx);
        const y = i32(index.y).add(dy);
        const inside = x
          .ge(0)
          .and(y.ge(0))
          .and(x.lt(i32(extent.x)))
          .and(y.lt(i32(extent.y)));
        If(inside.not(), () => Continue());
        sum.$ = sum.$.add(image.at(y.mul(i32(extent.x)).add(x)).$);
      });
    });
    out.at(index.y.mul(extent.x).add(index.x)).$ = sum.$.div(9);
  },
});

const Pair = struct('Pair', { sum: f32, difference: f32 });
const both = fn('while', [f32, f32], Pair, (a, b) => {
  If(a.lt(b), () => Return(Pair({ sum: a.add(b), difference: b.sub(a) })));
  return Pair({ sum: a.add(b), difference: a.sub(b) });
});
const square = fn('square', [f32], f32, x => x.mul(x));
const functions = kernel({
  name: 'functions',
  params: { void: read(f32), größe: write(f32) },
  body(args, { index }) {
    const x = args.void.at(index).$;
    const pair = both(x, square(x));
    args.größe.at(index).$ = pair.sum.mul(pair.difference);
  },
});

describe('golden', () => {
  it('saxpy, proven', async () => {
    const [x, y] = await golden('saxpy', saxpy, 'proven', {
      extent: [3, 1, 1],
      words: floats(2, 0, 0, 0).words,
      views: [floats(1, 2, 3), floats(10, 20, 30)],
    });
    expect(asFloats(x!)).toEqual([1, 2, 3]);
    expect(asFloats(y!)).toEqual([12, 24, 36]);
  });

  it('saxpy, checked, on a strided view that is too short', async () => {
    const [, y] = await golden('saxpy-checked', saxpy, 'checked', {
      extent: [4, 1, 1],
      words: floats(2, 0, 0, 0).words,
      views: [
        { ...floats(9, 1, 9, 2, 9), offset: 1, step: 2, length: 2 },
        { ...floats(10, 20, 30, 40), length: 3 },
      ],
    });
    expect(asFloats(y!)).toEqual([12, 24, 30, 40]);
  });

  it('a traversal with a stack and nested structs', async () => {
    const node = (min: number, max: number, left: number, right: number): number[] => [
      min,
      min,
      min,
      0,
      max,
      max,
      max,
      0,
      left,
      right,
      0,
      0,
    ];
    const tree = Uint32Array.from([node(0, 4, 1, 2), node(0, 2, -1, -1), node(2.5, 4, -1, -1)].flat());
    const reals = new Float32Array(tree.buffer);
    for (const [k, [min, max]] of [
      [0, 4],
      [0, 2],
      [2.5, 4],
    ].entries()) {
      for (const c of [0, 1, 2]) [reals[12 * k + c], reals[12 * k + 4 + c]] = [min!, max!];
    }
    expect(
      layout(check({ program: traverse.ir, location: () => undefined }).program.params[0]!.type).stride,
    ).toBe(48);
    const rays = floats(
      -1,
      1,
      1,
      0,
      1,
      0.01,
      0.01,
      0,
      -1,
      3,
      3,
      0,
      1,
      0.01,
      0.01,
      0,
      -1,
      -1,
      -1,
      0,
      1,
      1.01,
      1.02,
      0,
      9,
      9,
      9,
      0,
      1,
      0.01,
      0.01,
      0,
    );
    const result = await golden('traverse', traverse, 'proven', {
      extent: [4, 1, 1],
      views: [{ words: tree }, rays, words(7, 7, 7, 7)],
    });
    expect([...result[2]!]).toEqual([1, 1, 2, 0]);
  });

  it('a reduction of a group', async () => {
    const values = Array.from({ length: 20 }, (_, i) => i);
    const result = await golden('group-reduce', groupReduce, 'proven', {
      extent: [3, 1, 1],
      views: [floats(...values), floats(0, 0, 0)],
    });
    expect(asFloats(result[1]!)).toEqual([28, 92, 70]);
  });

  it('a loop with barriers', async () => {
    const values = Array.from({ length: 16 }, (_, i) => i + 1);
    const result = await golden('scan', scan, 'proven', {
      extent: [2, 1, 1],
      words: words(3, 0, 0, 0).words,
      views: [words(...values), words(...values)],
    });
    expect([...result[1]!]).toEqual([0, 1, 3, 6, 10, 15, 21, 28, 0, 9, 19, 30, 42, 55, 69, 84]);
  });

  it('two dimensions', async () => {
    const result = await golden('blur', blur, 'proven', {
      extent: [3, 2, 1],
      views: [floats(9, 18, 27, 36, 45, 54), floats(0, 0, 0, 0, 0, 0)],
    });
    expect(asFloats(result[1]!)).toEqual([12, 21, 16, 12, 21, 16]);
  });

  it('functions, and names that are words of the language or not ASCII', async () => {
    const result = await golden('functions', functions, 'proven', {
      extent: [3, 1, 1],
      views: [floats(0.5, 1, 3), floats(0, 0, 0)],
    });
    expect(asFloats(result[1]!)).toEqual([0.1875, 0, 72]);
  });
});

describe('emitted code', () => {
  const both = (kernel: { readonly ir: Program }, launch: TestLaunch): readonly Uint32Array[] => {
    const program = checked(kernel);
    const result = run(program, 'checked', launch);
    expect(result).toEqual(runInterpreted(program, launch));
    return result;
  };
  const cells = (n: number): TestView => words(...Array<number>(n).fill(0));

  it('wraps integers where their value matters and not before', () => {
    const hash = kernel({
      name: 'hash',
      params: { out: write(u32) },
      body({ out }, { index }) {
        const state = variable(u32, index);
        For(3, () => {
          state.$ = state.$.mul(1664525).add(1013904223);
        });
        out.at(index).$ = select(state.$.lt(0x80000000), state.$, state.$.sub(0x80000000));
      },
    });
    const expected = [0, 1, 2].map(index => {
      let state = BigInt(index);
      for (let i = 0; i < 3; i++) state = (state * 1664525n + 1013904223n) & 0xffffffffn;
      return Number(state & 0x7fffffffn);
    });
    expect([...both(hash, { extent: [3, 1, 1], views: [cells(3)] })[0]!]).toEqual(expected);
  });

  it('counts down, over the whole range, in steps and not at all', () => {
    const loops = kernel({
      name: 'loops',
      params: { step: i32, out: write(i32) },
      body({ step, out }) {
        const count = (slot: number, from: number, to: number, by: V<typeof i32> | number): void => {
          const trips = variable(i32, 0);
          const last = variable(i32, 0);
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
      },
    });
    const launch = (step: number): TestLaunch => ({
      extent: [1, 1, 1],
      words: words(step, 0, 0, 0).words,
      views: [cells(10)],
    });
    expect(asInts(both(loops, launch(4))[0]!)).toEqual([4, -4, 4, 0x7ffffffc, 4, 0x40000000, 0, 0, 3, 8]);
    expect(asInts(both(loops, launch(0))[0]!).slice(8)).toEqual([0, 0]);
    expect(asInts(both(loops, launch(-1))[0]!).slice(8)).toEqual([0, 0]);
  });

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
    expect([...both(leave, { extent: [6, 1, 1], views: [cells(6)] })[0]!]).toEqual([0, 1, 2, 3, 104, 104]);
  });

  it('zeroes a variable every time it begins', () => {
    const fresh = kernel({
      name: 'fresh',
      params: { out: write(u32) },
      body({ out }, { index }) {
        For(2, i => {
          const list = variable(array(u32, 4));
          const scalar = variable(u32);
          list.at(index).$ = list.at(index).$.add(1);
          scalar.$ = scalar.$.add(list.at(index).$);
          out.at(index.mul(2).add(i)).$ = scalar.$;
        });
      },
    });
    expect([...both(fresh, { extent: [4, 1, 1], views: [cells(8)] })[0]!]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('does every atomic, in bounds and out', () => {
    const all = kernel({
      name: 'atomics',
      params: { cells: atomics(i32), out: write(i32) },
      body({ cells, out }, { index }) {
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
        ];
        cells.at(11).store(-1);
        cells.at(12).add(1);
        for (const [i, result] of results.entries()) out.at(i).$ = result;
      },
    });
    const [after, out] = both(all, {
      extent: [1, 1, 1],
      views: [words(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), cells(12)],
    });
    expect(asInts(after!)).toEqual([5, -4, -3, 9, 4, 7, 0, 6, 1, 9, 10, -1, 13]);
    expect(asInts(out!)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0]);
  });

  it('runs no region of a lane that has ended', () => {
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
      views: [cells(8)],
    });
    expect([...both(ends, launch(0))[0]!]).toEqual([1, 1, 0, 0, 1, 1, 0, 0]);
    expect([...both(ends, launch(2))[0]!]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('zeroes shared memory for every group, and keeps the arrays of lanes apart', () => {
    const apart = groupKernel({
      name: 'apart',
      groupSize: 4,
      params: { out: write(u32) },
      body({ out }, g) {
        const tile = g.shared(u32, 4);
        const list = variable(array(u32, 3));
        For(3, i => {
          list.at(i).$ = g.localIndex.mul(10).add(i);
        });
        tile.at(g.localIndex).$ = tile.at(g.localIndex).$.add(1);
        g.barrier();
        out.at(g.globalIndex).$ = list.at(g.groupIndex.add(1)).$.add(tile.at(g.localIndex.rem(2)).$.mul(100));
      },
    });
    expect([...both(apart, { extent: [2, 1, 1], views: [cells(8)] })[0]!]).toEqual([
      101, 111, 121, 131, 102, 112, 122, 132,
    ]);
  });

  it('leaves the group for a uniform return out of loops with barriers', () => {
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
    expect([...both(leave, { extent: [4, 1, 1], views: [cells(8)] })[0]!]).toEqual([0, 0, 1, 1, 2, 2, 5, 5]);
  });

  it('refuses to link where code may not be generated', () => {
    const original = globalThis.Function;
    class Refused {
      constructor() {
        throw new EvalError('unsafe-eval');
      }
    }
    const emitted = emitJavaScript(checked(saxpy), 'proven');
    try {
      globalThis.Function = Refused as never;
      expect(() => emitted.link()).toThrow(EvalError);
    } finally {
      globalThis.Function = original;
    }
  });
});
