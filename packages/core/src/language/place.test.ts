import { expect, test } from 'vitest';
import { type KernelArgs, kernel, tracedOf } from './kernel.ts';
import { outline } from './outline.test-support.ts';
import { atomics, read, readWrite, write } from './params.ts';
import { refused } from './refusal.test-support.ts';
import { array, f32, i32, struct, u32, vec3f } from './schema.ts';

const Box = struct('Box', { low: vec3f, high: vec3f });
const Node = struct('Node', { box: Box, left: i32, stack: array(u32, 4) });
const params = { f: read(f32), nodes: readWrite(Node), out: write(Node), counts: atomics(u32), k: u32 };
type Args = KernelArgs<typeof params>;
const traced = (body: (args: Args) => void): string[] => outline(kernel({ name: 'k', params, body }).ir);

test('paths go through fields, components and elements', () => {
  expect(
    traced(({ nodes, k }) => {
      const node = nodes.at(k);
      node.box.high.y.$ = node.box.low.x.$;
      node.stack.at(2).$ = node.stack.at(k).$;
      node.box.$ = node.$.box;
    }),
  ).toEqual([
    'v0 = k',
    'v1 = load nodes[v0].0.0.0',
    'nodes[v0].0.1.1 = v1',
    'v2 = u32 2',
    'v3 = load nodes[v0].2[v0]',
    'nodes[v0].2[v2] = v3',
    'v4 = load nodes[v0]',
    'v5 = v4.0',
    'nodes[v0].0 = v5',
  ]);
});

test('a read happens where it stands', () => {
  expect(
    traced(({ nodes }) => {
      const before = nodes.at(0).left.$;
      nodes.at(0).left.$ = 1;
      nodes.at(1).left.$ = before;
    }),
  ).toEqual([
    'v0 = u32 0',
    'v1 = load nodes[v0].1',
    'v2 = i32 1',
    'nodes[v0].1 = v2',
    'v3 = u32 1',
    'nodes[v3].1 = v1',
  ]);
});

test('parts of a write-only element may be written', () => {
  expect(
    traced(({ out, k }) => {
      out.at(k).box.low.x.$ = 1;
    }),
  ).toEqual(['v0 = k', 'v1 = f32 1', 'out[v0].0.0.0 = v1']);
});

test('atomics yield what was there before', () => {
  expect(
    traced(({ counts, out, k }) => {
      const count = counts.at(k);
      count.store(0);
      const old = count.add(2).add(count.load());
      out.at(old).left.$ = i32(count.compareExchange(1, k).old);
    }),
  ).toEqual([
    'v0 = k',
    'v1 = u32 0',
    'v2 = atomic store counts[v0] v1',
    'v3 = u32 2',
    'v4 = atomic add counts[v0] v3',
    'v5 = atomic load counts[v0]',
    'v6 = add v4 v5',
    'v7 = u32 1',
    'v8 = atomic compareExchange counts[v0] v7 v0',
    'v9 = toI32 v8',
    'out[v6].1 = v9',
  ]);
  const kernelOf = kernel({
    name: 'k',
    params,
    body({ counts, out }) {
      out.at(u32(counts.at(0).compareExchange(1, 2).ok)).left.$ = 0;
    },
  });
  expect(outline(kernelOf.ir).filter(line => line.includes(' eq '))).toHaveLength(1);
  // The comparison for an `ok` that is never read must not be reported as an unused Bool.
  expect(
    tracedOf(
      kernel({
        name: 'k',
        params,
        body({ counts }) {
          counts.at(0).compareExchange(1, 2);
        },
      }),
    ).warnings,
  ).toEqual([]);
});

test('the place of an atomic has the type of an atomic, its parameter that of a value', () => {
  const { params: own, body } = kernel({
    name: 'k',
    params,
    body({ counts }) {
      counts.at(0).add(1);
    },
  }).ir;
  expect(own[3]).toMatchObject({ access: 'atomics', type: { kind: 'scalar', scalar: 'u32' } });
  expect(body.at(-1)).toMatchObject({
    op: 'atomic',
    type: { kind: 'scalar' },
    place: { type: { kind: 'atomic', elem: { scalar: 'u32' } } },
  });
});

test('views of two and three dimensions are bounded on each axis', () => {
  expect(
    traced(({ f, out, k }) => {
      out.at(k).box.low.x.$ = f.at(k, 3).$;
    }),
  ).toEqual([
    'v0 = k',
    'v1 = f.width',
    'v2 = f.height',
    'v3 = u32 3',
    'v4 = mul v3 v1',
    'v5 = add v4 v0',
    'v6 = lt v3 v2',
    'v7 = u32 4294967295',
    'v8 = select v6 v5 v7',
    'v9 = lt v0 v1',
    'v10 = select v9 v8 v7',
    'v11 = load f[v10]',
    'out[v0].0.0.0 = v11',
  ]);
  const three = traced(({ f, out, k }) => {
    out.at(0).box.low.x.$ = f.at(k, k, i32(k)).$;
  });
  expect(three.filter(line => line.includes('select'))).toHaveLength(3);
  expect(three.filter(line => line.includes('toU32'))).toHaveLength(1);
  expect(three.some(line => line.includes('f.depth'))).toBe(true);
});

test('extents are values', () => {
  expect(
    traced(({ f, out }) => {
      out.at(f.length.sub(1)).left.$ = i32(f.width.add(f.height).add(f.depth));
    }).filter(line => line.includes('= f.')),
  ).toEqual(['v0 = f.length', 'v3 = f.width', 'v4 = f.height', 'v6 = f.depth']);
});

test('a field may have the name of an operation', () => {
  const Bounds = struct('Bounds', { min: f32, max: f32 });
  const { ir } = kernel({
    name: 'k',
    params: { bounds: readWrite(Bounds) },
    body({ bounds }) {
      bounds.at(0).max.$ = bounds.at(0).min.$;
    },
  });
  expect(outline(ir)).toEqual(['v0 = u32 0', 'v1 = load bounds[v0].0', 'bounds[v0].1 = v1']);
});

test.each<[string, (args: Args) => unknown, RegExp]>([
  ['reading a write-only place', ({ out }) => out.at(0).$, /out\.at\(\.\.\.\) is write-only, and was read/],
  ['reading a part of one', ({ out }) => out.at(0).box.low.$, /out\.at\(\.\.\.\)\.box\.low is write-only/],
  [
    'writing a read-only place',
    ({ f }) => {
      (f.at(0) as { $: unknown }).$ = 1;
    },
    /f\.at\(\.\.\.\) is read-only, and was written/,
  ],
  [
    'assigning to a member place',
    ({ nodes }) => {
      (nodes.at(0) as { left: unknown }).left = 1;
    },
    /an assignment to 'left'/,
  ],
  [
    'assigning to the length',
    ({ f }) => {
      (f as { length: unknown }).length = 1;
    },
    /an assignment to 'length'/,
  ],
  [
    'an operation on a place',
    ({ f }) => (f.at(0) as never as { mul(by: number): unknown }).mul(2),
    /f\.at\(\.\.\.\) is a place, and has no \.mul\(\)\n.*\n.* \.\$\.mul\(\.\.\.\)\.$/,
  ],
  [
    'an atomic operation on a place that is none',
    ({ nodes }) => (nodes.at(0).left as never as { add(by: number): unknown }).add(1),
    /nodes\.at\(\.\.\.\)\.left is a place, and has no \.add\(\)\n.*\n.*atomics\(type\)/,
  ],
  [
    'a composed operation on a member place',
    ({ nodes }) => (nodes.at(0).box.low as never as { dot(other: unknown): unknown }).dot(1),
    /nodes\.at\(\.\.\.\)\.box\.low is a place, and has no \.dot\(\)/,
  ],
  ['.$ of a view', ({ f }) => (f as never as { $: unknown }).$, /a view has no \.\$/],
  [
    '.$ of an atomic',
    ({ counts }) => (counts.at(0) as never as { $: unknown }).$,
    /an atomic place has no \.\$/,
  ],
  [
    'an index of f32',
    ({ f }) => f.at(f.at(0).$ as never),
    /f\.at: an index is an i32 or a u32, found a value of type f32/,
  ],
  ['a negative literal index', ({ f }) => f.at(-1), /f\.at: index: -1 does not fit into u32/],
  ['a fractional literal index', ({ f }) => f.at(0.5), /f\.at: index: 0\.5 is not an integer/],
  ['no index', ({ f }) => (f.at as unknown as () => void)(), /f\.at takes 1 to 3 indices, found 0/],
  [
    'a value of another type',
    ({ nodes, k }) => {
      nodes.at(0).left.$ = k as never;
    },
    /nodes\.at\(\.\.\.\)\.left\.\$: expected i32, found a value of type u32/,
  ],
])('refuses %s', (_, body, message) => {
  expect(refused(params, body as never).message).toMatch(message);
});
