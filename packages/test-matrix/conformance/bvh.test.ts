// Ray casting through a bounding volume hierarchy: nested structs, a stack in each invocation, a loop whose
// length only the data knows. What is hit is compared with every triangle tried on the host.
import {
  array,
  bool,
  For,
  fn,
  If,
  kernel,
  read,
  struct,
  u32,
  variable,
  vec3f,
  While,
  write,
} from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { buildBvh, deepest, hits, randomRays, randomTriangles } from '../programs/bvh.ts';

const Aabb = struct('Aabb', { low: vec3f, high: vec3f });
const Node = struct('Node', { box: Aabb, left: u32, right: u32, leaf: bool });
const Triangle = struct('Triangle', { a: vec3f, b: vec3f, c: vec3f });
const Ray = struct('Ray', { origin: vec3f, direction: vec3f });
/** `first` is the least number of a triangle that is hit; `mixed` tells apart any two sets of them. */
const Hits = struct('Hits', { count: u32, first: u32, mixed: u32, visited: u32 });

const NONE = 0xffffffff;
const STACK = 16;

const meetsBox = fn('meetsBox', [Aabb, Ray], bool, (box, ray) => {
  const near = box.low.sub(ray.origin).div(ray.direction);
  const far = box.high.sub(ray.origin).div(ray.direction);
  const [enter, leave] = [near.min(far), near.max(far)];
  const last = leave.x.min(leave.y).min(leave.z);
  return enter.x.max(enter.y).max(enter.z).le(last).and(last.ge(0));
});

const meetsTriangle = fn('meetsTriangle', [Triangle, Ray], bool, ({ a, b, c }, { origin, direction }) => {
  const normal = b.sub(a).cross(c.sub(a));
  const facing = normal.dot(direction);
  const sign = facing.sign();
  const [p, q, r] = [a.sub(origin), b.sub(origin), c.sub(origin)];
  const inside = [p.cross(q), q.cross(r), r.cross(p), normal]
    .map((side, i) => (i < 3 ? direction.dot(side) : p.dot(side)).mul(sign).ge(0))
    .reduce((all, one) => all.and(one));
  return facing.ne(0).and(inside);
});

const cast = kernel({
  name: 'cast',
  params: { nodes: read(Node), triangles: read(Triangle), rays: read(Ray), out: write(Hits) },
  body({ nodes, triangles, rays, out }, { index }) {
    const ray = rays.at(index).$;
    const found = variable(Hits, { count: 0, first: NONE, mixed: 0, visited: 0 });
    const stack = variable(array(u32, STACK));
    const depth = variable(u32, 1);
    While(
      () => depth.$.gt(0),
      () => {
        depth.$ = depth.$.sub(1);
        const node = nodes.at(stack.at(depth.$).$).$;
        found.visited.$ = found.visited.$.add(1);
        If(meetsBox(node.box, ray), () => {
          If(node.leaf, () => {
            For({ from: node.left, to: node.right }, i => {
              If(meetsTriangle(triangles.at(i).$, ray), () => {
                found.count.$ = found.count.$.add(1);
                found.first.$ = found.first.$.min(i);
                found.mixed.$ = found.mixed.$.add(i.add(1).mul(0x9e3779b1));
              });
            });
          }).Else(() => {
            stack.at(depth.$).$ = node.left;
            stack.at(depth.$.add(1)).$ = node.right;
            depth.$ = depth.$.add(2);
          });
        });
      },
    );
    out.at(index).$ = found.$;
  },
});

suite('bvh', () => {
  test('a ray through one triangle, its edge, beside it and away from it', async ({ accelerator }) => {
    const { nodes, triangles } = buildBvh([{ a: [0, 0, 5], b: [8, 0, 5], c: [0, 8, 5] }]);
    const rays = accelerator.allocate(Ray, [
      { origin: [1, 1, 0], direction: [1, 1, 5] },
      { origin: [3, 3, 0], direction: [1, 1, 5] },
      { origin: [4, 4, 0], direction: [1, 1, 5] },
      { origin: [1, 1, 0], direction: [1, 1, -5] },
      { origin: [3, 3, 10], direction: [-1, -1, -5] },
    ]);
    const out = accelerator.allocate(Hits, rays.length);
    accelerator.launch(cast, rays.length, {
      nodes: accelerator.allocate(Node, nodes),
      triangles: accelerator.allocate(Triangle, triangles),
      rays,
      out,
    });
    expect([...(await out.copyToCPUAsync())].map(({ count }) => count)).toEqual([1, 1, 0, 0, 1]);
  });

  for (const [size, seed] of [
    [1, 1],
    [3, 2],
    [100, 3],
    [700, 4],
  ] as const) {
    test(`${size} triangles, 400 rays: the host's hits`, async ({ accelerator }) => {
      const { nodes, triangles } = buildBvh(randomTriangles(size, seed));
      expect(deepest(nodes)).toBeLessThan(STACK);
      const rays = randomRays(400, seed);
      const out = accelerator.allocate(Hits, rays.length);
      accelerator.launch(cast, rays.length, {
        nodes: accelerator.allocate(Node, nodes),
        triangles: accelerator.allocate(Triangle, triangles),
        rays: accelerator.allocate(Ray, rays),
        out,
      });
      const expected = rays.map(ray => {
        const hit = triangles.flatMap((triangle, i) => (hits(ray, triangle) ? [i] : []));
        return {
          count: hit.length,
          first: hit[0] ?? NONE,
          mixed: hit.reduce((sum, i) => (sum + Math.imul(i + 1, 0x9e3779b1)) >>> 0, 0),
        };
      });
      const found = [...(await out.copyToCPUAsync())];
      expect(found.map(({ count, first, mixed }) => ({ count, first, mixed }))).toEqual(expected);
      if (size < 100) return;
      // the scene is one in which rays hit and miss, and the hierarchy spares most of the work
      const total = expected.reduce((sum, { count }) => sum + count, 0);
      expect(total).toBeGreaterThan(50);
      expect(found.reduce((sum, { visited }) => sum + visited, 0)).toBeLessThan(
        (rays.length * nodes.length) / 2,
      );
    });
  }
});
