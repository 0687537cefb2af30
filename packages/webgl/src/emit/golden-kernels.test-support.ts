import {
  array,
  Break,
  bool,
  Continue,
  For,
  f32,
  fn,
  If,
  i32,
  kernel,
  Loop,
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
  vec3u,
  While,
  write,
} from '@heddle/core';
import type { Form, Program } from '@heddle/core/backend';

/** A kernel whose GLSL is kept in `golden/`. `shows`: the second line of its file. */
export interface GoldenKernel {
  readonly shows: string;
  readonly forms: readonly Form[];
  readonly kernel: { readonly name: string; readonly ir: Program };
}

const both: readonly Form[] = ['proven', 'checked'];

export const saxpy = kernel({
  name: 'saxpy',
  params: { a: f32, x: read(f32), y: readWrite(f32) },
  body({ a, x, y }, { index }) {
    y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
  },
});

const Aabb = struct('Aabb', { min: vec3f, max: vec3f });
export const Node = struct('Node', { box: Aabb, left: i32, right: i32, leaf: bool });
export const Ray = struct('Ray', { origin: vec3f, inverse: vec3f });

const hits = fn('hits', [Aabb, Ray], bool, (box, ray) => {
  const near = box.min.sub(ray.origin).mul(ray.inverse);
  const far = box.max.sub(ray.origin).mul(ray.inverse);
  const first = near.min(far);
  const last = near.max(far);
  return first.x.max(first.y).max(first.z).le(last.x.min(last.y).min(last.z));
});

export const bvh = kernel({
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

export const Particle = struct('Particle', { position: vec3f, alive: bool, velocity: vec3f, while: f32 });

export const particles = kernel({
  name: 'particles',
  params: { particles: readWrite(Particle), frozen: bool, time: f32, half: vec3f, switch: readWrite(bool) },
  body({ particles, frozen, time, half, switch: on }, { index }) {
    const particle = particles.at(index).$;
    If(particle.alive.and(frozen.not()), () => {
      particles.at(index).position.$ = particle.position.add(
        particle.velocity.mul(vec3f(time, time, time)).mul(half),
      );
      particles.at(index).velocity.y.$ = particle.velocity.y.sub(time.mul(9.75));
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

export const blur = kernel({
  name: 'blur',
  dimensions: 2,
  params: { image: read(f32), result: write(f32) },
  body({ image, result }, { index: { x, y }, extent }) {
    const sum = variable(f32, 0);
    For({ type: i32, from: -1, to: 2 }, dy => {
      For({ type: i32, from: -1, to: 2 }, dx => {
        sum.$ = sum.$.add(image.at(i32(x).add(dx), i32(y).add(dy)).$);
      });
    });
    result.at(y.mul(extent.x).add(x)).$ = sum.$.div(8);
  },
});

export const volume = kernel({
  name: 'volume',
  dimensions: 3,
  params: { cells: write(vec3u) },
  body({ cells }, { index: { x, y, z }, extent }) {
    cells.at(x.add(extent.x.mul(y)).add(extent.x.mul(extent.y).mul(z))).$ = vec3u(x, y, z);
  },
});

export const relax = kernel({
  name: 'relax',
  dimensions: 2,
  params: { source: read(f32), image: readWrite(f32), dx: i32 },
  body({ source, image, dx }, { index: { x, y }, extent }) {
    const column = i32(x);
    const beside = source.at(column.sub(1), y).$.add(source.at(column.add(1), y).$);
    image.at(x, y).$ = image.at(x, y).$.add(beside);
    If(beside.gt(8), () => {
      image.at(y.mul(extent.x).add(x)).$ = image
        .at(x, y)
        .$.mul(0.5)
        .sub(image.at(column.add(dx), y).$);
    });
  },
});

export const diffuse = kernel({
  name: 'diffuse',
  dimensions: 3,
  params: { source: read(f32), cells: write(f32) },
  body({ source, cells }, { index: { x, y, z } }) {
    const row = source.at(i32(x).sub(1), y, z).$.add(source.at(i32(x).add(1), y, z).$);
    const others = source.at(x, i32(y).sub(1), z).$.add(source.at(x, y, i32(z).add(1)).$);
    cells.at(x, y, z).$ = row.sub(others);
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

export const functions = kernel({
  name: 'functions',
  params: { x: readWrite(u32), scores: readWrite(i32) },
  body({ x, scores }, { index }) {
    x.at(index).$ = gcd(x.at(index).$, index.add(12));
    scores.at(index).$ = grade(scores.at(index).$, i32(index));
  },
});

export const loops = kernel({
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

export const constants = kernel({
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

export const Cell = struct('Cell', { weights: array(vec2f, 3), flags: array(bool, 4), next: i32 });

export const nested = kernel({
  name: 'nested',
  params: { table: array(i32, 5), cells: readWrite(Cell), chosen: read(i32), sums: write(vec3i) },
  body({ table, cells, chosen, sums }, { index }) {
    const i = chosen.at(index).$;
    const cell = cells.at(i).$;
    const local = variable(array(array(i32, 3), 2));
    local.at(i).at(index).$ = table.at(i);
    cells.at(index).weights.at(i).y.$ = cells.at(i).weights.at(index).x.$.add(cell.weights.at(i).x);
    cells.at(index).flags.at(3).$ = cell.flags.at(index);
    cells.at(index).next.$ = local.at(1).at(index).$.add(5);
    cells.at(index).next.$ = cells.at(i).next.$.mul(3);
    sums.at(index).$ = vec3i(i, cell.next, 7).div(vec3i(cell.next, 2, i));
  },
});

const Sample = struct('Sample', { grid: array(array(vec3f, 2), 5), count: u32 });

export const samples = kernel({
  name: 'samples',
  params: { samples: readWrite(Sample), at: u32 },
  body({ samples, at }, { index }) {
    const count = samples.at(index).count.$;
    If(count.eq(0), () => Return());
    samples.at(index).grid.at(at).at(1).$ = samples.at(at).grid.at(count).at(0).$;
    samples.at(index).count.$ = count.sub(1);
  },
});

export const bits = kernel({
  name: 'bits',
  params: { n: readWrite(u32), m: readWrite(i32), v: readWrite(vec3u), x: readWrite(f32) },
  body({ n, m, v, x }, { index }) {
    n.at(index).$ = n.at(index).$.popcount().add(n.at(index).$.clz().shl(8)).xor(n.at(index).$.ctz().shl(16));
    m.at(index).$ = m.at(index).$.reverseBits().add(m.at(index).$.clz());
    v.at(index).$ = v.at(index).$.popcount().add(v.at(index).$.reverseBits());
    x.at(index).$ = x.at(index).$.rem(0.75).add(x.at(index).$.round());
  },
});

export const goldenKernels: readonly GoldenKernel[] = [
  { shows: 'parameters, views and which fragments are invocations', forms: both, kernel: saxpy },
  { shows: 'a stack in an array, a while loop, structs and a function over them', forms: both, kernel: bvh },
  {
    shows:
      'bools in memory and in structs, vectors, names that GLSL reserves, an element that is partly written',
    forms: ['proven'],
    kernel: particles,
  },
  { shows: 'two dimensions, and reads beyond the edge', forms: both, kernel: blur },
  { shows: 'three dimensions', forms: ['proven'], kernel: volume },
  { shows: 'writes at (x, y), and reads of them in rows and at any x', forms: both, kernel: relax },
  { shows: 'writes at (x, y, z)', forms: both, kernel: diffuse },
  {
    shows: 'functions: an endless loop, an else-if chain, division by the rules of the language',
    forms: ['proven'],
    kernel: functions,
  },
  { shows: 'counted loops: up, down, in steps, by a step of the launch', forms: ['proven'], kernel: loops },
  {
    shows: 'constants that no literal can say, and operations that must not be folded',
    forms: ['proven'],
    kernel: constants,
  },
  {
    shows: 'arrays in arrays, each index checked, and reads at any index of what has been written',
    forms: ['checked'],
    kernel: nested,
  },
  {
    shows: 'an element of more layers than a draw can write, and an early return',
    forms: ['checked'],
    kernel: samples,
  },
  { shows: 'operations for which GLSL has no word', forms: ['proven'], kernel: bits },
];
