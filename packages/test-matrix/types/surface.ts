// The language as it is meant to be written: every method of every type, and all that the run-time tests write through `any`.
import {
  type AtomicRef,
  array,
  atomic,
  atomics,
  Break,
  bool,
  Continue,
  type DataType,
  For,
  f32,
  fn,
  groupKernel,
  If,
  i32,
  isFinite as isFiniteValue,
  isInf,
  isNan,
  kernel,
  Loop,
  memoizeKernel,
  type Operator,
  op,
  type Ref,
  Return,
  read,
  readWrite,
  select,
  strict,
  struct,
  type U32T,
  u32,
  type Vec3f,
  variable,
  vec2f,
  vec2i,
  vec2u,
  vec3f,
  vec3i,
  vec3u,
  vec4f,
  vec4i,
  vec4u,
  While,
  write,
} from '@heddle/core';

const Aabb = struct('Aabb', { low: vec3f, high: vec3f });
const Node = struct('Node', { box: Aabb, left: i32, stack: array(u32, 4) });

export const scalars = kernel({
  name: 'scalars',
  params: { x: f32, n: i32, m: u32, flag: bool, out: write(f32), ints: write(i32), uints: write(u32) },
  body({ x, n, m, flag, out, ints, uints }, { index, extent }) {
    const places = [out.at(index), ints.at(index), uints.at(index)] as const;
    places[0].$ = x
      .add(1)
      .sub(x)
      .mul(0.5)
      .div(x)
      .rem(2)
      .min(x)
      .max(0)
      .neg()
      .abs()
      .sign()
      .fma(x, 2)
      .clamp(0, x)
      .mix(x, 0.5);
    places[0].$ = x
      .floor()
      .ceil()
      .round()
      .trunc()
      .fract()
      .saturate()
      .sqrt()
      .rsqrt()
      .exp()
      .exp2()
      .log()
      .log2()
      .pow(2);
    places[0].$ = x
      .sin()
      .cos()
      .tan()
      .asin()
      .acos()
      .atan()
      .atan2(x)
      .sinh()
      .cosh()
      .tanh()
      .asinh()
      .acosh()
      .atanh();
    places[1].$ = n
      .add(-1)
      .sub(n)
      .mul(3)
      .div(n)
      .rem(2)
      .min(n)
      .max(0)
      .neg()
      .abs()
      .sign()
      .and(n)
      .or(1)
      .xor(n)
      .not()
      .shl(1)
      .shr(m)
      .clamp(-1, 1);
    places[1].$ = n.popcount().clz().ctz().reverseBits();
    places[2].$ = m
      .add(1)
      .sub(m)
      .mul(3)
      .div(m)
      .rem(2)
      .min(m)
      .max(0)
      .neg()
      .abs()
      .and(m)
      .or(1)
      .xor(m)
      .not()
      .shl(1)
      .shr(m)
      .clamp(0, 9);
    places[2].$ = m.popcount().clz().ctz().reverseBits();
    const flags = flag
      .and(true)
      .or(x.eq(1))
      .xor(n.ne(-1))
      .not()
      .eq(m.lt(1))
      .ne(flag)
      .and(x.le(1))
      .and(n.gt(0))
      .and(m.ge(extent));
    places[0].$ = f32(n)
      .add(f32(m))
      .add(f32(flags))
      .add(f32(1))
      .add(n.toF32())
      .add(m.bitsF32())
      .add(flag.toF32());
    places[1].$ = i32(x)
      .add(i32(m))
      .add(i32(flag))
      .add(i32(-1))
      .add(x.toI32())
      .add(x.bitsI32())
      .add(m.bitsI32());
    places[2].$ = u32(x)
      .add(u32(n))
      .add(u32(flag))
      .add(u32(1))
      .add(x.toU32())
      .add(x.bitsU32())
      .add(n.bitsU32());
    If(
      bool(n)
        .and(bool(x))
        .and(x.toBool())
        .and(isNan(x))
        .and(isInf(x))
        .and(isFiniteValue(strict(x))),
      () => Return(),
    );
  },
});

export const vectors = kernel({
  name: 'vectors',
  params: { a: vec3f, n: vec3i, m: vec3u, k: u32, out: write(vec3f), flat: write(f32) },
  body({ a, n, m, k, out, flat }, { index }) {
    const place = out.at(index);
    place.$ = a
      .add(a)
      .sub(1)
      .mul(a.x)
      .div(2)
      .min(a)
      .max(0)
      .neg()
      .abs()
      .sign()
      .fma(a, 2)
      .clamp(0, 1)
      .mix(a, 0.5)
      .sqrt()
      .pow(2)
      .floor()
      .normalize()
      .cross(a);
    place.$ = vec3f(n.add(1).and(n).shl(1).shr(k).shl(m).neg())
      .add(vec3f(m.add(1).popcount()))
      .add(n.toF32())
      .add(m.bitsF32());
    flat.at(index).$ = a
      .dot(a)
      .add(a.length())
      .add(a.distance(a))
      .add(f32(n.dot(n)))
      .add(a.z);
    const swizzled: Vec3f = a.swz('zyx');
    const asWgslHasThem: Vec3f = a.zyx.add(a.xxx).add(f32(2).mul(a)).sub(a.x.sub(swizzled));
    place.$ = vec3f(a.swz('xy'), asWgslHasThem.z)
      .add(vec3f(1))
      .add(vec3f(1, a.y, 2))
      .add(vec4f(a, 1).swz('wzy'))
      .add(vec4f(vec2f(1, 2), vec2f(3)).swz('xyz'));
    place.$ = [1, a.x, 3];
    place.y.$ = vec2i(1, 2)
      .add(vec2i(vec2u(1, 2)))
      .x.toF32()
      .add(f32(vec4i(1).w))
      .add(f32(vec4u(1, 2, 3, 4).dot(vec4u(1))));
  },
});

const hit = fn('hit', [Aabb, vec3f], bool, (box, at) => {
  If(at.x.lt(box.low.x), () => Return(false));
  return at.x.lt(box.high.x);
});

export const composites = kernel({
  name: 'composites',
  params: { nodes: readWrite(Node), one: Node, table: array(f32, 8), counts: atomics(u32) },
  body({ nodes, one, table, counts }, { index }) {
    const node: Ref<typeof Node> = nodes.at(index);
    node.$ = one;
    node.$ = { box: { low: [0, 0, 0], high: vec3f(1) }, left: -1, stack: [1, 2, 3, node.stack.at(0).$] };
    node.box.low.x.$ = table.at(index).add(table.length);
    node.stack.at(i32(1)).$ = counts.at(0).add(1).add(counts.length);
    node.$ = select(hit(one.box, [1, 2, 3]), one, node.$);
    node.box.$ = Aabb({ low: vec3f(0), high: one.box.high });
    const stack = variable(array(u32, 4));
    stack.$ = select(index.lt(1), stack.$, array(u32, 4)([1, 2, 3, 4]));
    const atomicPlace: AtomicRef<U32T> = counts.at(index);
    const { old, ok } = atomicPlace.compareExchange(0, index);
    If(ok.and(old.lt(1)), () => {
      atomicPlace.store(atomicPlace.load().max(atomicPlace.exchange(1)));
    });
    atomicPlace.sub(1);
    atomicPlace.min(1);
    atomicPlace.max(1);
    atomicPlace.and(1);
    atomicPlace.or(1);
    atomicPlace.xor(1);
  },
});

export const flow = kernel({
  name: 'flow',
  dimensions: 3,
  params: { n: u32, out: write(u32), image: readWrite(f32) },
  body({ n, out, image }, { index: { x, y, z }, extent }) {
    const sum = variable(u32);
    For(n, i => {
      If(i.eq(3), () => Continue())
        .ElseIf(
          () => i.eq(4),
          () => Break(),
        )
        .Else(() => {
          sum.$ = sum.$.add(i);
        });
    });
    For({ from: 1, to: n, step: 2 }, i => {
      sum.$ = sum.$.add(i);
    });
    For({ type: i32, from: 4, to: i32(n), step: -1 }, i => {
      sum.$ = sum.$.add(u32(i));
    });
    While(
      () => sum.$.lt(10),
      () => {
        sum.$ = sum.$.add(1);
      },
    );
    Loop(() => Break());
    sum.$ = select(sum.$.lt(5), 0, select(n.lt(1), sum.$, 7));
    image.at(x, y).$ = image.at(x, y, z).$.add(f32(image.width.add(image.height).mul(image.depth)));
    out.at(z.mul(extent.y).add(y).mul(extent.x).add(x)).$ = sum.$;
  },
});

export const reduction = memoizeKernel(<T extends DataType>(operator: Operator<T>, groupSize: number) =>
  groupKernel({
    name: `reduce_${operator.name}`,
    params: { source: read(operator.type), target: write(operator.type) },
    groupSize,
    precision: 'precise',
    body({ source, target }, g) {
      const tile = g.shared(operator.type, groupSize);
      const lane = g.localIndex;
      tile.at(lane).$ = operator.identity();
      If(g.globalIndex.lt(source.length), () => {
        tile.at(lane).$ = source.at(g.globalIndex).$;
      });
      for (let half = groupSize >> 1; half > 0; half >>= 1) {
        g.barrier();
        If(lane.lt(half), () => {
          tile.at(lane).$ = operator.combine(tile.at(lane).$, tile.at(lane.add(half)).$);
        });
      }
      If(lane.eq(0), () => {
        target.at(g.groupIndex).$ = select(
          g.groupCount.gt(g.groupSize),
          tile.at(0).$,
          g.uniformLoad(tile.at(0)),
        );
      });
    },
  }),
);
export const sums = reduction(op.add(f32), 64);

export const subgroups = groupKernel({
  name: 'subgroups',
  groupSize: 32,
  params: { x: read(f32), out: write(f32), counts: write(u32) },
  body({ x, out, counts }, { globalIndex, shared, subgroup }) {
    const value = x.at(globalIndex).$;
    const total = shared(atomic(u32), 1).at(0);
    total.add(subgroup.size);
    out.at(globalIndex).$ = subgroup
      .add(subgroup.max(subgroup.min(subgroup.mul(value))))
      .add(subgroup.broadcastFirst(value))
      .add(subgroup.shuffle(value, 0))
      .add(subgroup.exclusiveAdd(value))
      .add(subgroup.inclusiveAdd(value));
    counts.at(globalIndex).$ = select(
      subgroup
        .elect()
        .and(subgroup.any(value.lt(0)))
        .and(subgroup.all(value.lt(0))),
      subgroup.invocationIndex,
      total.load(),
    );
  },
});
