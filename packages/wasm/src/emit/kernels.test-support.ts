import {
  array,
  atomic,
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
  op,
  Return,
  read,
  readWrite,
  select,
  strict,
  struct,
  u32,
  variable,
  vec2f,
  vec3f,
  vec3i,
  While,
  write,
} from '@heddle/core';
import type { Form, Program } from '@heddle/core/backend';
import type { TestLaunch, TestView } from './run.test-support.ts';

/** A kernel whose code is kept in `golden/`, and a launch of it. `shows`: the first line of its file. */
export interface GoldenKernel {
  readonly shows: string;
  readonly forms: readonly Form[];
  readonly kernel: { readonly name: string; readonly ir: Program };
  readonly launch: TestLaunch;
}

export const floats = (...values: number[]): TestView => ({
  words: new Uint32Array(Float32Array.from(values).buffer),
});
export const words = (...values: number[]): TestView => ({ words: Uint32Array.from(values) });
export const zeros = (n: number): TestView => ({ words: new Uint32Array(n) });
export const counted = (n: number, value: (i: number) => number): readonly number[] =>
  Array.from({ length: n }, (_, i) => value(i));

const both: readonly Form[] = ['proven', 'checked'];

const saxpy = kernel({
  name: 'saxpy',
  params: { a: f32, x: read(f32), y: readWrite(f32) },
  body({ a, x, y }, { index }) {
    y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
  },
});

const Aabb = struct('Aabb', { min: vec3f, max: vec3f });
const Node = struct('Node', { box: Aabb, left: i32, right: i32, leaf: bool });
const Ray = struct('Ray', { origin: vec3f, inverse: vec3f });

const hits = fn('hits', [Aabb, Ray], bool, (box, ray) => {
  const near = box.min.sub(ray.origin).mul(ray.inverse);
  const far = box.max.sub(ray.origin).mul(ray.inverse);
  const [first, last] = [near.min(far), near.max(far)];
  return first.x.max(first.y).max(first.z).le(last.x.min(last.y).min(last.z));
});

const bvh = kernel({
  name: 'bvh',
  params: { nodes: read(Node), rays: read(Ray), count: write(u32) },
  body({ nodes, rays, count }, { index }) {
    const ray = rays.at(index).$;
    const stack = variable(array(i32, 24));
    const depth = variable(u32, 1);
    const found = variable(u32, 0);
    While(
      () => depth.$.gt(0),
      () => {
        depth.$ = depth.$.sub(1);
        const node = nodes.at(stack.at(depth.$).$).$;
        If(hits(node.box, ray).not(), () => Continue());
        If(node.leaf, () => {
          found.$ = found.$.add(u32(node.right.sub(node.left)));
        }).Else(() => {
          stack.at(depth.$).$ = node.left;
          stack.at(depth.$.add(1)).$ = node.right;
          depth.$ = depth.$.add(2);
        });
      },
    );
    count.at(index).$ = found.$;
  },
});

/** A box from `min` to `max` along the diagonal: 12 words. */
function node(min: number, max: number, left: number, right: number, leaf: boolean): readonly number[] {
  const box = new Uint32Array(Float32Array.from([min, min, min, 0, max, max, max, 0]).buffer);
  return [...box, left, right, leaf ? 7 : 0, 0];
}
const tree = words(
  ...[node(0, 4, 1, 2, false), node(0, 2, 10, 13, true), node(2.5, 4, 3, 4, false)].flat(),
  ...[node(2.5, 3, 20, 21, true), node(3, 4, 30, 35, true)].flat(),
);
const ray = (at: number, direction: number): readonly number[] => [
  ...[-1, at, at, 0],
  ...[1, 1 / direction, 1 / direction, 0],
];

const Particle = struct('Particle', { position: vec3f, alive: bool, velocity: vec3f, while: f32 });

const particles = kernel({
  name: 'particles',
  params: { particles: readWrite(Particle), frozen: bool, time: f32, half: vec3f, switch: readWrite(bool) },
  body({ particles, frozen, time, half, switch: on }, { index }) {
    const particle = particles.at(index).$;
    If(particle.alive.and(frozen.not()), () => {
      particles.at(index).position.$ = particle.position.add(
        particle.velocity.mul(vec3f(time, time, time)).mul(half),
      );
      particles.at(index).velocity.y.$ = particle.velocity.y.sub(time.mul(9.81));
    }).Else(() => {
      particles.at(index).$ = Particle({
        position: vec3f(0, 0, 0),
        alive: on.at(index).$,
        velocity: half,
        while: 1,
      });
    });
    on.at(index).$ = particle.position.y.lt(0);
  },
});

const groupReduce = groupKernel({
  name: 'reduce',
  params: { source: read(f32), target: write(f32) },
  groupSize: 64,
  body({ source, target }, g) {
    const { combine, identity } = op.add(f32);
    const tile = g.shared(f32, 64);
    const lane = g.localIndex;
    tile.at(lane).$ = identity();
    If(g.globalIndex.lt(source.length), () => {
      tile.at(lane).$ = source.at(g.globalIndex).$;
    });
    for (let half = 32; half > 0; half >>= 1) {
      g.barrier();
      If(lane.lt(half), () => {
        tile.at(lane).$ = combine(tile.at(lane).$, tile.at(lane.add(half)).$);
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

const barrierLoop = groupKernel({
  name: 'relax',
  params: { rounds: u32, values: readWrite(f32) },
  groupSize: 32,
  body({ rounds, values }, g) {
    const changed = g.shared(bool, 1);
    const start = g.groupIndex.mul(32);
    For(rounds, () => {
      const left = values.at(start.add(g.localIndex.add(31).rem(32))).$;
      const own = values.at(g.globalIndex).$;
      changed.at(0).$ = false;
      g.barrier();
      If(left.gt(own), () => {
        values.at(g.globalIndex).$ = left.add(own).mul(0.5);
        changed.at(0).$ = true;
      });
      If(g.uniformLoad(changed.at(0)).not(), () => Break());
    });
  },
});

const blur = kernel({
  name: 'blur',
  dimensions: 2,
  params: { image: read(f32), result: write(f32) },
  body({ image, result }, { index: { x, y } }) {
    const sum = variable(f32, 0);
    For({ type: i32, from: -1, to: 2 }, dy => {
      For({ type: i32, from: -1, to: 2 }, dx => {
        sum.$ = sum.$.add(image.at(i32(x).add(dx), i32(y).add(dy)).$);
      });
    });
    result.at(x, y).$ = sum.$.div(9);
  },
});

const volume = kernel({
  name: 'volume',
  dimensions: 3,
  params: { cells: write(u32) },
  body({ cells }, { index: { x, y, z }, extent }) {
    cells.at(z.mul(extent.y).add(y).mul(extent.x).add(x)).$ = x.add(y.mul(100)).add(z.mul(10_000));
  },
});

const gcd = fn('gcd', [u32, u32], u32, (a, b) => {
  const x = variable(u32, a);
  const y = variable(u32, b);
  Loop(() => {
    If(y.$.eq(0), () => Return(x.$));
    const rest = x.$.rem(y.$);
    x.$ = y.$;
    y.$ = rest;
  });
  return x.$;
});

const grade = fn('grade', [i32, i32], i32, (score, scale) => {
  const part = score.div(scale);
  If(part.gt(90), () => Return(1))
    .ElseIf(
      () => part.gt(60),
      () => Return(part.rem(scale)),
    )
    .Else(() => Return(i32(f32(score).sqrt())));
  return score;
});

const Pair = struct('Pair', { sum: f32, difference: f32 });
const both2 = fn('while', [f32, f32], Pair, (a, b) => {
  If(a.lt(b), () => Return(Pair({ sum: a.add(b), difference: b.sub(a) })));
  return Pair({ sum: a.add(b), difference: a.sub(b) });
});
/** With a memory of its own. */
const pick = fn('pick', [array(f32, 3), u32], f32, (list, i) => {
  const copy = variable(array(f32, 5));
  copy.at(i).$ = list.at(i);
  return copy.at(i.add(1)).$.add(copy.at(i).$);
});

const functions = kernel({
  name: 'functions',
  params: { x: readWrite(u32), scores: readWrite(i32), größe: readWrite(f32), list: array(f32, 3) },
  body({ x, scores, größe, list }, { index }) {
    x.at(index).$ = gcd(x.at(index).$, index.add(12));
    scores.at(index).$ = grade(scores.at(index).$, i32(index));
    const pair = both2(größe.at(index).$, pick(list, index.rem(4)));
    größe.at(index).$ = pair.sum.mul(pair.difference);
  },
});

const histogram = kernel({
  name: 'histogram',
  params: { keys: read(u32), bins: atomics(u32), lows: atomics(i32) },
  body({ keys, bins, lows }, { index }) {
    const key = keys.at(index).$;
    bins.at(key.and(255)).add(1);
    const old = lows.at(key.shr(8)).min(i32(index));
    If(old.lt(0), () => {
      const { ok } = bins.at(0).compareExchange(key, index);
      If(ok, () => {
        bins.at(1).store(bins.at(2).load());
      });
    });
  },
});

const sharedAtomics = groupKernel({
  name: 'votes',
  params: { source: read(u32), target: atomics(u32) },
  groupSize: 64,
  body({ source, target }, g) {
    const votes = g.shared(atomic(u32), 4);
    If(g.globalIndex.lt(source.length), () => {
      votes.at(source.at(g.globalIndex).$.and(3)).add(1);
    });
    g.barrier();
    If(g.localIndex.lt(4), () => {
      target.at(g.localIndex).add(votes.at(g.localIndex).load());
    });
  },
});

const loops = kernel({
  name: 'loops',
  params: { to: u32, by: u32, down: i32, out: readWrite(u32) },
  body({ to, by, down, out }, { index }) {
    const sum = variable(u32, 0);
    For(to, i => {
      sum.$ = sum.$.add(i);
    });
    For({ from: index, to: out.length, step: 64 }, i => {
      sum.$ = sum.$.xor(out.at(i).$);
    });
    For({ from: index, to, step: 3 }, i => {
      sum.$ = sum.$.add(i);
    });
    For({ from: 1, to, step: by }, i => {
      If(i.gt(100), () => Break());
      sum.$ = sum.$.mul(i);
    });
    For({ type: i32, from: 10, to: down, step: -1 }, i => {
      For({ type: i32, from: i, to: -4, step: -2 }, j => {
        If(j.eq(3), () => Continue());
        sum.$ = sum.$.add(u32(j));
      });
    });
    out.at(index).$ = sum.$;
  },
});

const constants = kernel({
  name: 'constants',
  params: { x: readWrite(f32), n: readWrite(u32), m: readWrite(i32) },
  body({ x, n, m }, { index }) {
    const value = x.at(index).$;
    x.at(index).$ = select(value.isNan(), f32(Number.NaN), value.min(Number.POSITIVE_INFINITY)).add(-0);
    If(value.isFinite(), () => {
      x.at(index).$ = strict(value.mul(3.4028234663852886e38)).sub(0.1).max(-1e-40);
    });
    const bits = n.at(index).$;
    n.at(index).$ = bits.shl(33).div(0).xor(0x7fffffff).add(u32(value)).shr(bits).rem(bits);
    m.at(index).$ = i32(bits).div(-1).add(-2147483648).sub(i32(value)).mul(-3);
  },
});

const Cell = struct('Cell', { weights: array(vec2f, 3), flags: array(bool, 4), next: i32 });

const nested = kernel({
  name: 'nested',
  params: { table: array(i32, 5), cells: readWrite(Cell), chosen: read(i32), sums: write(vec3i) },
  body({ table, cells, chosen, sums }, { index }) {
    const i = chosen.at(index).$;
    const cell = cells.at(i).$;
    const local = variable(array(array(i32, 3), 2));
    local.at(i).at(index).$ = table.at(i);
    cells.at(i).weights.at(index).y.$ = cells.at(i).weights.at(index).x.$.add(cell.weights.at(i).x);
    cells.at(i).flags.at(3).$ = cell.flags.at(index);
    cells.at(i).next.$ = local.at(1).at(index).$;
    sums.at(index).$ = vec3i(i, cell.next, 7).div(vec3i(cell.next, 2, i));
  },
});

const image = { ...floats(...counted(35, i => (i * i) % 17)), width: 7, height: 5 };

export const goldenKernels: readonly GoldenKernel[] = [
  {
    shows: 'parameters and views, an index that is compared with their lengths or not',
    forms: both,
    kernel: saxpy,
    launch: {
      extent: [5, 1, 1],
      words: floats(2, 0, 0, 0).words,
      views: [
        { ...floats(9, 1, 9, 2, 9, 3, 9, 4, 9, 5), offset: 1, step: 2 },
        floats(...counted(5, i => 10 * i)),
      ],
    },
  },
  {
    shows: 'a stack in an array, a while loop, structs and a function over them',
    forms: both,
    kernel: bvh,
    launch: {
      extent: [5, 1, 1],
      views: [
        tree,
        floats(...[ray(1, 0.01), ray(3, 0.01), ray(-1, 1.01), ray(9, 0.01), ray(2.75, 0.01)].flat()),
        zeros(5),
      ],
    },
  },
  {
    shows: 'bools in memory and in structs, vectors',
    forms: ['proven'],
    kernel: particles,
    launch: {
      extent: [3, 1, 1],
      words: words(0, 0, 0, 0, 0x3f000000, 0, 0, 0, 0x3f800000, 0x40000000, 0x40400000, 0).words,
      views: [
        words(
          ...[0x3f800000, 0xbf800000, 0x40000000, 1, 0x3f800000, 0x40000000, 0x40400000, 5],
          ...[0x3f800000, 0x3f800000, 0x40000000, 0, 0x3f800000, 0x40000000, 0x40400000, 6],
          ...[0x3f800000, 0x80000000, 0x40000000, 9, 0x3f800000, 0x40000000, 0x40400000, 7],
        ),
        words(0, 3, 0),
      ],
    },
  },
  {
    shows: 'shared memory, barriers and a loop that was unrolled while tracing',
    forms: ['proven'],
    kernel: groupReduce,
    launch: {
      extent: [3, 1, 1],
      views: [floats(...counted(150, i => i)), floats(0, 0, 0)],
    },
  },
  {
    shows: 'a loop with barriers, and what lives across them',
    forms: ['proven'],
    kernel: scan,
    launch: {
      extent: [3, 1, 1],
      words: words(3, 0, 0, 0).words,
      views: [words(...counted(24, i => i + 1)), zeros(24)],
    },
  },
  {
    shows: 'barriers in a loop that the group leaves together, storage that is exchanged across them',
    forms: ['proven'],
    kernel: barrierLoop,
    launch: {
      extent: [3, 1, 1],
      words: words(20, 0, 0, 0).words,
      views: [floats(...counted(96, i => (i * 37) % 96))],
    },
  },
  {
    shows: 'two dimensions, and reads beyond the edge',
    forms: both,
    kernel: blur,
    launch: { extent: [7, 5, 1], views: [image, { ...zeros(35), width: 7, height: 5 }] },
  },
  {
    shows: 'three dimensions',
    forms: ['proven'],
    kernel: volume,
    launch: { extent: [3, 4, 5], views: [zeros(60)] },
  },
  {
    shows: 'functions: an endless loop, an else-if chain, two results, a memory of its own',
    forms: ['proven'],
    kernel: functions,
    launch: {
      extent: [6, 1, 1],
      words: floats(1, 2, 3, 0).words,
      views: [
        words(...counted(6, i => 6 * i)),
        words(7, 800, 150, 400, 99, 4_000_000_000),
        floats(...counted(6, i => i / 2)),
      ],
    },
  },
  {
    shows: 'atomics, and an exchange that does not fail without a reason',
    forms: ['proven'],
    kernel: histogram,
    launch: {
      extent: [40, 1, 1],
      views: [
        words(...counted(40, i => (i * 77) & 1023)),
        words(...counted(256, i => i % 3)),
        words(100, 2 ** 32 - 1, 3, 7),
      ],
    },
  },
  {
    shows: 'atomics in shared memory',
    forms: ['checked'],
    kernel: sharedAtomics,
    launch: { extent: [2, 1, 1], views: [words(...counted(100, i => (i * i) >> 2)), zeros(4)] },
  },
  {
    shows: 'counted loops: up, down, in steps, by a step of the launch',
    forms: ['proven'],
    kernel: loops,
    launch: {
      extent: [4, 1, 1],
      words: words(9, 0, 0, 0, 2, 0, 0, 0, 2 ** 32 - 3, 0, 0, 0).words,
      views: [words(...counted(130, i => i * 5))],
    },
  },
  {
    shows: 'constants, and operations that must not be folded',
    forms: ['proven'],
    kernel: constants,
    launch: {
      extent: [4, 1, 1],
      views: [floats(0.5, -1, 1e-30, Infinity), words(5, 0, 31, 0x80000000), zeros(4)],
    },
  },
  {
    shows: 'arrays in arrays, each index checked',
    forms: ['checked'],
    kernel: nested,
    launch: {
      extent: [4, 1, 1],
      words: words(10, 20, 30, 40, 50, 0, 0, 0).words,
      views: [
        words(...counted(36, i => (i % 12 < 6 ? 0x3f800000 + (i << 16) : i % 3))),
        words(1, 2 ** 32 - 1, 2, 7),
        zeros(16),
      ],
    },
  },
];
