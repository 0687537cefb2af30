// Mistakes that the types of the kernel language refuse: each line under @ts-expect-error is one mistake.
import {
  arithmetic,
  array,
  atomic,
  atomics,
  Break,
  bool,
  type DataType,
  type ElemType,
  For,
  f32,
  fn,
  groupKernel,
  If,
  i32,
  kernel,
  Loop,
  memoizeKernel,
  type Operator,
  op,
  read,
  readWrite,
  select,
  strict,
  struct,
  u32,
  type V,
  variable,
  vec2f,
  vec3f,
  vec3i,
  vec3u,
  vec4f,
  While,
  write,
} from '@heddle/core';

const Node = struct('Node', { position: vec3f, mass: f32, id: u32, children: array(i32, 4) });
const Other = struct('Other', { mass: f32 });

export const values = kernel({
  name: 'values',
  params: { f: read(f32), i: read(i32), u: read(u32), flag: bool, out: write(f32) },
  body({ f, i, u, flag, out }, { index }) {
    const [x, n, m] = [f.at(index).$, i.at(index).$, u.at(index).$] as const;
    // @ts-expect-error f32 and u32 do not mix
    x.add(m);
    // @ts-expect-error f32 and i32 do not mix
    x.mul(n);
    // @ts-expect-error i32 and u32 do not mix
    n.add(m);
    // @ts-expect-error u32 and i32 do not compare
    m.lt(n);
    // @ts-expect-error an i32 literal has no fraction
    n.add(1.5);
    // @ts-expect-error a u32 literal has no fraction
    m.mul(0.5);
    // @ts-expect-error a u32 literal is not negative
    m.add(-1);
    // @ts-expect-error a shift count is not negative
    n.shl(-1);
    // @ts-expect-error a shift count is a u32
    n.shl(n);
    // @ts-expect-error a boolean is not a number
    x.add(true);
    // @ts-expect-error a string is not a number
    x.add('1');
    // @ts-expect-error a place is not a value
    x.add(f.at(index));
    // @ts-expect-error a view is not a value
    x.add(f);
    // @ts-expect-error an operand is missing
    x.add();
    // @ts-expect-error one operand too many
    x.add(1, 2);
    // @ts-expect-error a unary operation takes nothing
    x.sqrt(2);
    // @ts-expect-error there is no square root of an integer
    n.sqrt();
    // @ts-expect-error there are no bits to count in an f32
    x.popcount();
    // @ts-expect-error no bitwise and on f32
    x.and(1);
    // @ts-expect-error no sign of a u32
    m.sign();
    // @ts-expect-error fma is for f32
    n.fma(1, 2);
    // @ts-expect-error an i32 is an i32 already
    n.bitsI32();
    // @ts-expect-error there is no arithmetic on Bool
    flag.add(1);
    // @ts-expect-error there is no order on Bool
    flag.lt(true);
    // @ts-expect-error a Bool is combined with a Bool
    flag.and(1);
    // @ts-expect-error a JavaScript operator on a value
    x * 2;
    // @ts-expect-error a JavaScript operator on two values
    x + x;
    // @ts-expect-error a JavaScript comparison of a value and a number
    x < 2;
    // @ts-expect-error a JavaScript equality of a value and a number
    x === 2;
    // @ts-expect-error a function of Math
    Math.sqrt(x);
    // @ts-expect-error a JavaScript if on a Bool
    if (x.lt(1)) out.at(index).$ = 1;
    // @ts-expect-error a JavaScript ?: on a Bool
    out.at(index).$ = x.lt(1) ? 1 : 2;
    // @ts-expect-error a JavaScript && on a Bool
    If(x.lt(1) && x.gt(0), () => {});
    // @ts-expect-error an element by [] is JavaScript's
    f[index];
    // @ts-expect-error isNan and its kin are for f32
    strict(n);
  },
});

export const places = kernel({
  name: 'places',
  params: {
    f: read(f32),
    out: write(f32),
    io: readWrite(f32),
    nodes: read(Node),
    made: write(Node),
    both: readWrite(Node),
    counts: atomics(u32),
  },
  body({ f, out, io, nodes, made, both, counts }, { index }) {
    // @ts-expect-error a read-only place is not written
    f.at(index).$ = 1;
    // @ts-expect-error a write-only place is not read
    io.at(index).$ = out.at(index).$;
    // @ts-expect-error nor is its value used
    out.at(index).$.add(1);
    // @ts-expect-error nor is it compared
    out.at(index).$.lt(1);
    // @ts-expect-error a member of a write-only place is not read
    io.at(index).$ = made.at(index).mass.$;
    // @ts-expect-error a member of a read-only place is not written
    nodes.at(index).mass.$ = 1;
    // @ts-expect-error a component of a read-only place is not written
    nodes.at(index).position.x.$ = 1;
    // @ts-expect-error a place is written through .$
    both.at(index).mass = 1;
    // @ts-expect-error a value is not a place
    both.at(index).$.mass.$ = 1;
    // @ts-expect-error a value does not change
    both.at(index).$.mass = f.at(index).$;
    // @ts-expect-error nor does a component of a value
    both.at(index).position.$.x = f.at(index).$;
    // @ts-expect-error a field that the struct does not have
    both.at(index).weight.$;
    // @ts-expect-error a component that a vec3f does not have
    both.at(index).position.w.$;
    // @ts-expect-error a field is missing in the literal
    both.at(index).$ = { position: vec3f(0, 0, 0), mass: 1, id: 0 };
    // @ts-expect-error a field that the struct does not have, in a literal
    made.at(index).$ = { position: vec3f(0, 0, 0), mass: 1, id: 0, children: [0, 0, 0, 0], weight: 1 };
    // @ts-expect-error a field of another type
    made.at(index).$ = { position: vec3i(0, 0, 0), mass: 1, id: 0, children: [0, 0, 0, 0] };
    // @ts-expect-error a vector's literal has as many components
    both.at(index).position.$ = [1, 2];
    // @ts-expect-error a value of another type
    io.at(index).$ = index;
    // @ts-expect-error a u32 does not go into an f32
    both.at(index).mass.$ = both.at(index).id.$;
    // @ts-expect-error an element of an array place is an i32
    both.at(index).children.at(0).$ = f.at(index).$;
    // @ts-expect-error an index is an integer
    f.at(f.at(index).$);
    // @ts-expect-error an index is not a Bool
    f.at(index.lt(3));
    // @ts-expect-error at(x, y, z) has three at most
    f.at(index, index, index, index);
    // @ts-expect-error the length of a view is the host's
    f.length = 3;
    // @ts-expect-error an atomic place has no .$
    counts.at(index).$;
    // @ts-expect-error an atomic place is stored to by a call
    counts.at(index).$ = 1;
    // @ts-expect-error an atomic has no mul
    counts.at(index).mul(2);
    // @ts-expect-error atomics of u32 take u32
    counts.at(index).add(f.at(index).$);
    // @ts-expect-error what an atomic yields is a value of its type
    io.at(index).$ = counts.at(index).add(1);
    // @ts-expect-error a struct's value is not another struct's
    variable(Other, both.at(index).$);
  },
});

export const vectors = kernel({
  name: 'vectors',
  params: { a: vec3f, b: vec2f, c: vec3i, d: vec3u },
  body({ a, b, c, d }) {
    // @ts-expect-error vectors of different width
    a.add(b);
    // @ts-expect-error vectors of different components
    a.add(c);
    // @ts-expect-error a scalar of another type
    a.mul(c.x);
    // @ts-expect-error a fraction beside integers
    c.add(0.5);
    // @ts-expect-error a negative number beside u32
    d.add(-1);
    // @ts-expect-error the cross product is of three dimensions
    b.cross(b);
    // @ts-expect-error a vector of integers has no length
    c.length();
    // @ts-expect-error a vec2f has no z
    b.z;
    // @ts-expect-error a vec2f has no z to pick
    b.swz('xz');
    // @ts-expect-error a vec2f has no z to swizzle
    b.xz;
    // @ts-expect-error a scalar beside a vector of another type
    c.x.mul(a);
    // @ts-expect-error only arithmetic takes a vector beside a scalar
    a.x.atan2(a);
    // @ts-expect-error one letter is no vector
    a.swz('x');
    // @ts-expect-error a mask is not one Bool
    If(a.lt(a), () => {});
    // @ts-expect-error nor a JavaScript boolean
    if (a.lt(a)) a.abs();
    // @ts-expect-error a mask of another width
    select(b.lt(b), a, a);
    // @ts-expect-error a mask is not stored
    variable(vec3f, a.lt(a));
    // @ts-expect-error a component is missing
    vec3f(1, 2);
    // @ts-expect-error one component too many
    vec4f(a, 1, 2);
    // @ts-expect-error a component of another type
    vec3f(c.x, 0, 0);
  },
});

export const spread = kernel({
  name: 'spread',
  params: { nodes: readWrite(Node) },
  body({ nodes }, { index }) {
    const node = nodes.at(index).$;
    // @ts-expect-error a spread takes nothing of a value along: write nodes.at(index).id.$ = 1
    nodes.at(index).$ = { ...node, id: 1 };
    // @ts-expect-error nor into the constructor
    Node({ ...node, id: 1 });
    // @ts-expect-error nor is it a copy
    nodes.at(index).$ = { ...node };
  },
});

export const control = kernel({
  name: 'control',
  params: { n: u32, k: i32, flag: bool, x: f32 },
  body({ n, k, flag, x }) {
    // @ts-expect-error a condition is a Bool of the kernel
    If(true, () => {});
    // @ts-expect-error a number is no condition
    If(n, () => {});
    // @ts-expect-error a body is a function
    If(flag, n);
    // @ts-expect-error ElseIf takes a thunk, or its reads would come too early
    If(flag, () => {}).ElseIf(flag, () => {});
    const ended = If(flag, () => {}).Else(() => {});
    // @ts-expect-error nothing follows Else
    ended.Else(() => {});
    // @ts-expect-error While takes a thunk
    While(flag, () => {});
    While(
      // @ts-expect-error the thunk yields a Bool of the kernel
      () => true,
      () => {},
    );
    // @ts-expect-error a trip count is a u32
    For(k, () => {});
    // @ts-expect-error there are no fractional trips
    For(x, () => {});
    // @ts-expect-error i32 bounds need the type
    For({ from: k, to: 0 }, () => {});
    // @ts-expect-error a loop counts in integers
    For({ type: f32, from: 0, to: 1 }, () => {});
    // @ts-expect-error a bound of the other type
    For({ type: i32, from: 0, to: n }, () => {});
    For(n, i => {
      // @ts-expect-error the index is a value: it does not change
      i.$ = i.add(1);
    });
    // @ts-expect-error Break takes nothing
    Loop(() => Break(1));
    // @ts-expect-error the two sides of a select have one type
    select(flag, x, n);
    // @ts-expect-error a select of literals has no type
    variable(f32, select(flag, 1, 2));
    // @ts-expect-error the condition of a select is a Bool
    select(n, x, x);
    // @ts-expect-error a literal of the wrong kind
    select(flag, x, true);
    // @ts-expect-error an initial value of another type
    variable(f32, n);
    // @ts-expect-error a variable holds values, not atomics
    variable(atomic(u32));
  },
});

export const range = kernel({
  name: 'range',
  dimensions: 2,
  params: { x: read(f32) },
  body({ x }, context) {
    // @ts-expect-error a 2-D index is no index of an element
    x.at(context.index);
    // @ts-expect-error a 2-D index has no z
    context.index.z;
    // @ts-expect-error a range kernel has no barrier
    context.barrier();
    // @ts-expect-error nor shared memory
    context.shared(f32, 64);
    // @ts-expect-error nor groups
    context.localIndex;
  },
});

export const group = groupKernel({
  name: 'group',
  groupSize: 64,
  params: { x: read(f32), out: write(f32) },
  body({ x, out }, g) {
    // @ts-expect-error a group kernel has no extent
    g.extent;
    // @ts-expect-error the size of shared memory is known before the kernel runs
    g.shared(f32, g.localIndex);
    // @ts-expect-error shared memory is typed
    g.shared(f32, 64).at(0).$ = g.localIndex;
    // @ts-expect-error shared atomics are no values
    g.shared(atomic(u32), 1).at(0).$;
    // @ts-expect-error uniformLoad takes the place
    g.uniformLoad(g.shared(f32, 1).at(0).$);
    // @ts-expect-error a vote is on a Bool
    g.subgroup.any(g.localIndex);
    // @ts-expect-error a subgroup's operations are on numbers
    g.subgroup.add(x.at(0).$.lt(1));
    // @ts-expect-error groupSize is a JavaScript number
    g.groupSize.add(1);
    out.at(g.globalIndex).$ = x.at(g.globalIndex).$;
  },
});

const half = fn('half', [f32], f32, x => x.mul(0.5));
export const functions = kernel({
  name: 'functions',
  params: { n: u32, x: f32, view: read(f32) },
  body({ n, x, view }) {
    // @ts-expect-error an argument of another type
    half(n);
    // @ts-expect-error an argument is missing
    half();
    // @ts-expect-error one argument too many
    half(x, x);
    // @ts-expect-error a function takes no view
    half(view);
    // @ts-expect-error its result is an f32
    n.add(half(x));
    // @ts-expect-error u32 does not convert from a vector
    u32(vec3u(1, 2, 3));
    // @ts-expect-error f32 does not convert from a JavaScript boolean
    f32(true);
  },
});
// @ts-expect-error the body yields another type than it says
fn('wrong', [f32], u32, x => x);
// @ts-expect-error a parameter is a type
fn('untyped', [1], f32, () => 0);
// @ts-expect-error a function returns a value
fn('nothing', [f32], f32, () => {});

// @ts-expect-error a field is a type
struct('Wrong', { x: 1 });
// @ts-expect-error an atomic is no field
struct('Wrong', { x: atomic(u32) });
// @ts-expect-error an array has its length as a number
array(f32, '4');
// @ts-expect-error atomics are of u32 and i32
atomic(f32);
// @ts-expect-error atomics are of u32 and i32
atomics(f32);
// @ts-expect-error a parameter of values is a type
read(1);
// @ts-expect-error an atomic type is not read
read(atomic(u32));
// @ts-expect-error a kernel has a body
kernel({ name: 'bodyless', params: {} });
// @ts-expect-error a kernel has a name
kernel({ params: {}, body() {} });
// @ts-expect-error dimensions are 1, 2 or 3
kernel({ name: 'four', dimensions: 4, params: {}, body() {} });
// @ts-expect-error a group kernel has a group size
groupKernel({ name: 'sizeless', params: {}, body() {} });
// @ts-expect-error a parameter that is not there
kernel({ name: 'absent', params: { x: f32 }, body: ({ y }) => y });
// @ts-expect-error precision is 'native' or 'precise'
kernel({ name: 'exact', precision: 'exact', params: {}, body() {} });

// @ts-expect-error there is no sum of bools
op.add(bool);
// @ts-expect-error bitwise operators are for integers
op.xor(f32);
// @ts-expect-error arithmetic is on numbers
arithmetic(bool);
export const mixed: Operator<typeof f32> = {
  type: f32,
  name: 'mixed',
  identity: () => 0,
  // @ts-expect-error an operator combines to a value of its type
  combine: a => a.lt(0),
};
export const lost: Operator<typeof Other> = {
  type: Other,
  name: 'lost',
  // @ts-expect-error the identity has the operator's type
  identity: () => ({ weight: 0 }),
  combine: a => a,
};
// @ts-expect-error a factory makes kernels
memoizeKernel((size: number) => size);

export function generic<E extends DataType>(a: V<E>, b: V<E>): unknown {
  // @ts-expect-error a value of an open type has no methods: use arithmetic(type)
  return a.add(b);
}
export const anyElement: ElemType = atomic(u32);
