import {
  array,
  bool,
  Continue,
  f32,
  fn,
  If,
  i32,
  kernel,
  Return,
  read,
  readWrite,
  struct,
  u32,
  variable,
  vec2f,
  vec3f,
  vec3i,
  While,
  write,
} from '@heddle/core';
import { counted, floats, words, zeros } from '../../../core/src/interpreter/launch.test-support.ts';
import { bothForms, type Example } from '../example.ts';

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

/** `nested` within the own element alone. */
const lattice = kernel({
  name: 'lattice',
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

const cellOf = (_: unknown, i: number): readonly number[] => [
  ...floats(...counted(6, k => i * k)).words,
  ...[i % 2, 1, 0, i % 3, i - 4, 0],
];

const Sample = struct('Sample', { grid: array(array(vec3f, 2), 5), count: u32 });

const samples = kernel({
  name: 'samples',
  params: { samples: readWrite(Sample), at: u32 },
  body({ samples, at }, { index }) {
    const count = samples.at(index).count.$;
    If(count.eq(0), () => Return());
    samples.at(index).grid.at(at).at(1).$ = samples.at(at).grid.at(count).at(0).$;
    samples.at(index).count.$ = count.sub(1);
  },
});

const sampleOf = (_: unknown, i: number): readonly number[] => [
  ...floats(...counted(40, k => i + k / 4)).words,
  ...[i % 6, 0, 0, 0],
];

export const structs: readonly Example[] = [
  {
    shows: 'a stack in an array, a while loop, structs and a function over them',
    goldens: bothForms,
    kernel: bvh,
    launches: [
      {
        extent: [5, 1, 1],
        views: [
          tree,
          floats(...[ray(1, 0.01), ray(3, 0.01), ray(-1, 1.01), ray(9, 0.01), ray(2.75, 0.01)].flat()),
          zeros(5),
        ],
        yields: [undefined, undefined, words(3, 5, 9, 0, 1)],
      },
    ],
  },
  {
    shows: 'bools in memory and in structs, vectors',
    goldens: ['proven'],
    kernel: particles,
    launches: [
      {
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
    ],
  },
  {
    shows: 'arrays in arrays, each index checked',
    goldens: ['checked'],
    kernel: nested,
    launches: [
      {
        extent: [4, 1, 1],
        words: words(10, 20, 30, 40, 50, 0, 0, 0).words,
        views: [
          words(...counted(36, i => (i % 12 < 6 ? 0x3f800000 + (i << 16) : i % 3))),
          words(1, 2 ** 32 - 1, 2, 7),
          zeros(16),
        ],
      },
    ],
  },
  {
    shows: 'arrays in arrays of the own element, and reads at any index of what has been written',
    goldens: ['checked'],
    kernel: lattice,
    launches: [
      {
        extent: [9, 1, 1],
        words: words(7, -8, 9, 10, 11, 0, 0, 0).words,
        views: [
          words(...Array.from({ length: 12 }, cellOf).flat()),
          // Each reads its own element, one that none writes, or none.
          words(0, 1, 2, 9, 10, -2, 6, 11, 8),
          words(...counted(48, () => 5)),
        ],
      },
    ],
  },
  {
    shows: 'an element of many words, and an early return',
    goldens: ['checked'],
    kernel: samples,
    launches: [
      {
        extent: [9, 1, 1],
        words: words(9, 0, 0, 0).words,
        views: [words(...Array.from({ length: 10 }, sampleOf).flat())],
      },
    ],
  },
];
