// Structs, arrays and vectors as values and as places. Law 2: a value is a snapshot, a place is memory.
import {
  array,
  type BoolVector,
  bool,
  For,
  f32,
  If,
  i32,
  kernel,
  readWrite,
  select,
  struct,
  u32,
  variable,
  vec2f,
  vec3f,
  vec3i,
  vec4f,
  vec4u,
  write,
} from '@heddle/core';
import { computed } from '../harness/computed.ts';
import { describe, expect, suite, test } from '../harness/conformance.ts';

const Aabb = struct('Aabb', { min: vec3f, max: vec3f });
const Node = struct('Node', { box: Aabb, left: i32, leaf: bool, weights: array(f32, 3) });
const Grid = struct('Grid', { cells: array(array(u32, 3), 4), nodes: array(Node, 2) });

const nodeOf = (i: number) =>
  ({
    box: { min: [i, i + 1, i + 2], max: [-i, i * 0.5, 8] },
    left: i - 3,
    leaf: i % 2 === 0,
    weights: [i, 2 * i, 3 * i],
  }) as const;
const nodes = Array.from({ length: 6 }, (_, i) => nodeOf(i));

suite('structs', () => {
  test('a struct of more words than a pass of webgl writes: copied, and written in parts that depend on others', async ({
    accelerator,
  }) => {
    const Inner = struct('Inner', {
      ...Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`g${i}`, i % 5 === 0 ? vec3f : f32])),
    });
    const Long = struct('Long', {
      ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, f32])),
      inner: Inner,
      flag: bool,
      pair: array(Inner, 2),
      last: vec2f,
    });
    const innerOf = (k: number): any =>
      Object.fromEntries(
        Array.from({ length: 18 }, (_, i) => [`g${i}`, i % 5 === 0 ? [k + i, k - i, k] : 2 * k + i]),
      );
    const longOf = (k: number): any => ({
      ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, 100 * k + i])),
      inner: innerOf(k),
      flag: k % 2 === 0,
      pair: [innerOf(k + 10), innerOf(k + 20)],
      last: [k, k + 1],
    });
    const values = [0, 1, 2, 3].map(longOf);
    const from = accelerator.allocate(Long, values);
    const to = accelerator.allocate(Long, 4);
    const parts = accelerator.allocate(Long, values);
    const copy = kernel({
      name: 'copyLong',
      params: { from: readWrite(Long), to: write(Long), parts: readWrite(Long) },
      body({ from, to, parts }, { index }) {
        const all: any = variable(Long, from.at(index).$);
        all.f3.$ = all.pair.at(1).g17.$;
        to.at(index).$ = all.$;
        const own: any = parts.at(index);
        own.f19.$ = own.inner.g17.$.add(1);
        own.inner.g0.y.$ = own.last.x.$;
        own.pair.at(0).g1.$ = -1;
        own.flag.$ = own.flag.$.not();
      },
    });
    accelerator.launch(copy, 4, { from, to, parts });
    expect([...(await to.copyToCPUAsync())]).toEqual(
      values.map(value => ({ ...value, f3: value.pair[1].g17 })),
    );
    const changed = [0, 1, 2, 3].map(longOf);
    for (const value of changed) {
      value.f19 = value.inner.g17 + 1;
      value.inner.g0[1] = value.last[0];
      value.pair[0].g1 = -1;
      value.flag = !value.flag;
    }
    expect([...(await parts.copyToCPUAsync())]).toEqual(changed);
  });

  test('a value read before a write keeps what it was: scalars, vectors, structs, arrays', async ({
    accelerator,
  }) => {
    const buffer = accelerator.allocate(Node, nodes);
    const out = accelerator.allocate(
      struct('Kept', { node: Node, min: vec3f, x: f32, weights: array(f32, 3), at: f32 }),
      nodes.length,
    );
    const keep = kernel({
      name: 'keep',
      params: { buffer: readWrite(Node), out: write(out.type) },
      body({ buffer, out }, { index }) {
        const place = buffer.at(index);
        const [node, min, x, weights] = [place.$, place.box.min.$, place.box.min.x.$, place.weights.$];
        const taken = place.weights.at(1).$;
        place.box.min.$ = [100, 100, 100];
        place.weights.at(1).$ = -5;
        place.leaf.$ = node.leaf.not();
        place.box.min.x.$ = 50;
        out.at(index).$ = { node, min, x, weights, at: taken };
      },
    });
    accelerator.launch(keep, nodes.length, { buffer, out });
    expect([...(await out.copyToCPUAsync())]).toEqual(
      nodes.map(node => ({
        node,
        min: node.box.min,
        x: node.box.min[0],
        weights: node.weights,
        at: node.weights[1],
      })),
    );
    expect([...(await buffer.copyToCPUAsync())]).toEqual(
      nodes.map(node => ({
        ...node,
        box: { ...node.box, min: [50, 100, 100] },
        leaf: !node.leaf,
        weights: [node.weights[0], -5, node.weights[2]],
      })),
    );
  });

  test('the same of variables, across ifs and loops, and when they are swapped', async ({ accelerator }) => {
    const found = await computed(accelerator, array(vec3f, 4), 5, i => {
      const a = variable(vec3f, [1, 2, 3]);
      const b = variable(vec3f, vec3f(f32(i)));
      const before = a.$;
      const y = a.y.$;
      For(i, k => {
        const [left, right] = [a.$, b.$];
        a.$ = right.add(f32(k));
        b.$ = left;
        If(k.eq(2), () => {
          a.y.$ = y;
        });
      });
      return [a.$, b.$, before, vec3f(y)];
    });
    expect(found).toEqual(
      [0, 1, 2, 3, 4].map(i => {
        let [a, b] = [
          [1, 2, 3],
          [i, i, i],
        ];
        for (let k = 0; k < i; k++) {
          [a, b] = [b.map(x => x + k), a];
          if (k === 2) a[1] = 2;
        }
        return [a, b, [1, 2, 3], [2, 2, 2]];
      }),
    );
  });

  test('a struct is copied whole, from memory to a variable and back, and the copy is its own', async ({
    accelerator,
  }) => {
    const buffer = accelerator.allocate(Node, nodes);
    const shift = kernel({
      name: 'shift',
      params: { buffer: readWrite(Node) },
      body({ buffer }, { index }) {
        const own = variable(Node, buffer.at(index).$);
        const twin = variable(Node);
        twin.$ = own.$;
        own.box.max.z.$ = own.box.max.z.$.add(1);
        own.weights.$ = [9, twin.weights.at(1).$, own.weights.at(0).$];
        twin.left.$ = 1000;
        buffer.at(index).$ = select(index.eq(3), twin.$, own.$);
      },
    });
    accelerator.launch(shift, nodes.length, { buffer });
    expect([...(await buffer.copyToCPUAsync())]).toEqual(
      nodes.map((node, i) =>
        i === 3
          ? { ...node, left: 1000 }
          : { ...node, box: { min: node.box.min, max: [-i, i * 0.5, 9] }, weights: [9, 2 * i, i] },
      ),
    );
  });

  test('members are built from values, literals, other members and each other', async ({ accelerator }) => {
    const found = await computed(accelerator, Node, 4, i => {
      const box = Aabb({ min: vec3f(f32(i)), max: [1, f32(i).mul(2), 3] });
      return Node({
        box: { min: box.max, max: box.min },
        left: i32(i).neg(),
        leaf: box.max.y.gt(3),
        weights: [box.min.x, box.max.z, 0.25],
      });
    });
    expect(found).toEqual(
      [0, 1, 2, 3].map(i => ({
        box: { min: [1, 2 * i, 3], max: [i, i, i] },
        left: 0 - i,
        leaf: 2 * i > 3,
        weights: [i, 3, 0.25],
      })),
    );
  });

  describe('arrays', () => {
    test('of arrays and of structs, at run-time indices, as places and as values', async ({
      accelerator,
    }) => {
      const found = await computed(accelerator, array(f32, 4), 12, i => {
        const grid = variable(Grid);
        For(4, a =>
          For(3, b => {
            grid.cells.at(a).at(b).$ = a.mul(10).add(b);
          }),
        );
        grid.nodes.at(i.rem(2)).box.max.y.$ = 7;
        grid.nodes.at(1).weights.at(i.rem(3)).$ = 8;
        grid.cells.at(i.rem(4)).$ = grid.cells.at(i.add(1).rem(4)).$;
        const value = grid.$;
        grid.cells.at(i.rem(4)).at(i.rem(3)).$ = 999;
        return [
          f32(value.cells.at(i.rem(4)).at(i.rem(3))),
          f32(grid.cells.at(i.rem(4)).at(i.rem(3)).$),
          value.nodes.at(i.rem(2)).box.max.y,
          value.nodes.at(i.rem(2)).weights.at(i.rem(3)),
        ];
      });
      expect(found).toEqual(
        Array.from({ length: 12 }, (_, i) => [((i + 1) % 4) * 10 + (i % 3), 999, 7, i % 2 === 1 ? 8 : 0]),
      );
    });

    test('a stack in a variable: pushed, popped, overwritten', async ({ accelerator }) => {
      const found = await computed(accelerator, u32, 20, i => {
        const [stack, top, sum] = [variable(array(u32, 24)), variable(u32), variable(u32)];
        const push = (value: typeof i | number): void => {
          stack.at(top.$).$ = value as typeof i;
          top.$ = top.$.add(1);
        };
        push(i);
        For(200, () => {
          If(top.$.gt(0), () => {
            top.$ = top.$.sub(1);
            const at = stack.at(top.$).$;
            sum.$ = sum.$.mul(3).add(at);
            If(at.gt(2), () => {
              push(at.div(2));
              push(at.div(3));
            });
          });
        });
        return sum.$;
      });
      expect(found).toEqual(
        Array.from({ length: 20 }, (_, i) => {
          const stack = [i];
          let sum = 0;
          while (stack.length > 0) {
            const at = stack.pop()!;
            sum = (Math.imul(sum, 3) + at) >>> 0;
            if (at > 2) stack.push(Math.floor(at / 2), Math.floor(at / 3));
          }
          return sum;
        }),
      );
    });

    test('of bools and of vec3, whose elements do not lie side by side', async ({ accelerator }) => {
      const found = await computed(accelerator, struct('Mixed', { sum: vec3f, count: u32 }), 6, i => {
        const flags = variable(array(bool, 5));
        const points = variable(array(vec3f, 5));
        For(5, k => {
          flags.at(k).$ = k.rem(2).eq(i.rem(2));
          points.at(k).$ = vec3f(f32(k), 1, f32(i));
          points.at(k).y.$ = points.at(k).x.$.mul(2);
        });
        const [sum, count] = [variable(vec3f), variable(u32)];
        For(5, k =>
          If(flags.at(k).$, () => {
            sum.$ = sum.$.add(points.at(k).$);
            count.$ = count.$.add(1);
          }),
        );
        return { sum: sum.$, count: count.$ };
      });
      expect(found).toEqual(
        [0, 1, 2, 3, 4, 5].map(i => {
          const chosen = [0, 1, 2, 3, 4].filter(k => k % 2 === i % 2);
          const total = chosen.reduce((sum, k) => sum + k, 0);
          return { sum: [total, 2 * total, i * chosen.length], count: chosen.length };
        }),
      );
    });
  });

  describe('vectors', () => {
    test('swizzles, components, construction from parts, conversion', async ({ accelerator }) => {
      const found = await computed(accelerator, array(vec4f, 9), 3, i => {
        const v = vec4f(f32(i), 1, 2, 3);
        const n = vec3i(i32(i).neg(), 5, -6);
        return [
          v.swz('wzyx'),
          vec4f(v.swz('xy'), v.swz('zx')),
          vec4f(v.swz('yyy'), 9),
          vec4f(vec2f(v.w), vec2f(0.5, v.x)),
          vec4f(vec3f(n), 7),
          vec4f(vec4u(v).add(1)),
          v.mul(v.x).add(v).sub(1),
          vec4f(v.yx, v.wz).add(vec4f(v.xxx, v.yyyy.z)),
          f32(2)
            .mul(v)
            .add(
              f32(1)
                .sub(vec4f(vec3f(n.zyx), 1))
                .mul(f32(6).div(vec4f(1, 2, 3, 6))),
            ),
        ];
      });
      expect(found).toEqual(
        [0, 1, 2].map(i => [
          [3, 2, 1, i],
          [i, 1, 2, i],
          [1, 1, 1, 9],
          [3, 3, 0.5, i],
          [0 - i, 5, -6, 7],
          [i + 1, 2, 3, 4],
          [i * i + i - 1, i, 2 * i + 1, 3 * i + 2],
          [1 + i, 2 * i, 3 + i, 3],
          [2 * i + 42, 2 - 12, 4 + 2 * (1 + i), 6],
        ]),
      );
    });

    test('compare and choose by component', async ({ accelerator }) => {
      const found = await computed(accelerator, array(vec3f, 6), 3, i => {
        const v = vec3f(f32(i), 1, 2);
        const w = vec3i(i32(i), 1, -2);
        const bits = (mask: BoolVector<3>) => select(mask, vec3f(1), 0);
        return [
          select(v.lt(vec3f(1, 1, 3)), v.mul(4), v),
          bits(
            v
              .ge(1)
              .and(w.gt(-1))
              .or(w.eq(vec3i(0, 0, -2))),
          ),
          bits(v.ne(1).not()),
          bits(w.le(vec3i(1, 0, -2))),
          vec3f(select(w.lt(1).any(), f32(1), 0), select(v.ge(1).all(), f32(1), 0), f32(v.eq(w.x.toF32()).y)),
          select(w.eq(1), [7, 8, 9], v),
        ];
      });
      expect(found).toEqual(
        [0, 1, 2].map(i => {
          const [v, w] = [
            [i, 1, 2],
            [i, 1, -2],
          ];
          const each = (of: (c: number) => boolean) => [0, 1, 2].map(c => (of(c) ? 1 : 0));
          return [
            v.map((x, c) => (x < [1, 1, 3][c]! ? 4 * x : x)),
            each(c => (v[c]! >= 1 && w[c]! > -1) || w[c]! === [0, 0, -2][c]),
            each(c => v[c] === 1),
            each(c => w[c]! <= [1, 0, -2][c]!),
            [1, v.every(x => x >= 1) ? 1 : 0, i === 1 ? 1 : 0],
            v.map((x, c) => (w[c] === 1 ? [7, 8, 9][c]! : x)),
          ];
        }),
      );
    });

    test('writing one component leaves the others', async ({ accelerator }) => {
      const buffer = accelerator.allocate(vec3f, [
        [1, 2, 3],
        [4, 5, 6],
      ]);
      const write = kernel({
        name: 'component',
        params: { buffer: readWrite(vec3f) },
        body({ buffer }, { index }) {
          buffer.at(index).y.$ = buffer.at(index).z.$;
          buffer.at(index).z.$ = 0;
        },
      });
      accelerator.launch(write, 2, { buffer });
      expect([...(await buffer.copyToCPUAsync())]).toEqual([
        [1, 3, 0],
        [4, 6, 0],
      ]);
    });

    test('dot, cross, length, distance, normalize, mix and clamp', async ({ accelerator }) => {
      const found = await computed(accelerator, array(f32, 7), 2, i => {
        const [a, b] = [vec3f(3, f32(i).mul(4), 0), vec3f(0, 2, f32(i))];
        return [
          a.dot(b),
          a.cross(b).z,
          a.length(),
          a.distance(b.sub(b).add(a)),
          a.mul(8).normalize().x,
          a.mix(b, 0.5).y,
          a.clamp(1, 2).x,
        ];
      });
      expect(found).toEqual([
        [0, 6, 3, 0, 1, 1, 2],
        [8, 6, 5, 0, Math.fround(0.6), 3, 2],
      ]);
    });
  });
});
