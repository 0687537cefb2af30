// Operators that a user might write, each with the same combination on the host: reductions and scans are
// tested with them.
import {
  type DataType,
  f32,
  type HostValue,
  type NumericT,
  type Operator,
  op,
  select,
  struct,
  u32,
  type V,
  vec3f,
} from '@heddle/core';
import { randomIntegers, randomWords } from '../harness/random.ts';

export interface HostOperator<T extends DataType = DataType> {
  readonly name: string;
  readonly operator: Operator<T>;
  readonly identity: HostValue<T>;
  /** Exact on every target: none of these rounds. */
  combine(a: HostValue<T>, b: HostValue<T>): HostValue<T>;
  values(length: number, seed: number): HostValue<T>[];
}

const { imul } = Math;

/** x -> scale * x + shift; first a, then b. Does not commute. */
const Affine = struct('Affine', { scale: u32, shift: u32 });
const affine: HostOperator<typeof Affine> = {
  name: 'affine maps',
  operator: {
    type: Affine,
    name: 'affine',
    identity: () => ({ scale: 1, shift: 0 }),
    combine: (a, b) => Affine({ scale: a.scale.mul(b.scale), shift: a.shift.mul(b.scale).add(b.shift) }),
  },
  identity: { scale: 1, shift: 0 },
  combine: (a, b) => ({
    scale: imul(a.scale, b.scale) >>> 0,
    shift: (imul(a.shift, b.scale) + b.shift) >>> 0,
  }),
  values: (length, seed) =>
    Array.from(randomWords(length, seed), word => ({ scale: (word | 1) >>> 0, shift: word >>> 7 })),
};

/** The product of 2x2 matrices of wrapping integers. Does not commute. */
const Matrix = struct('Matrix', { a: u32, b: u32, c: u32, d: u32 });
type HostMatrix = HostValue<typeof Matrix>;
const dot = (x: number, y: number, z: number, w: number): number => (imul(x, y) + imul(z, w)) >>> 0;
const matrix: HostOperator<typeof Matrix> = {
  name: '2x2 matrices',
  operator: {
    type: Matrix,
    name: 'product',
    identity: () => ({ a: 1, b: 0, c: 0, d: 1 }),
    combine(m: V<typeof Matrix>, n: V<typeof Matrix>) {
      return Matrix({
        a: m.a.mul(n.a).add(m.b.mul(n.c)),
        b: m.a.mul(n.b).add(m.b.mul(n.d)),
        c: m.c.mul(n.a).add(m.d.mul(n.c)),
        d: m.c.mul(n.b).add(m.d.mul(n.d)),
      });
    },
  },
  identity: { a: 1, b: 0, c: 0, d: 1 },
  combine: (m: HostMatrix, n: HostMatrix) => ({
    a: dot(m.a, n.a, m.b, n.c),
    b: dot(m.a, n.b, m.b, n.d),
    c: dot(m.c, n.a, m.d, n.c),
    d: dot(m.c, n.b, m.d, n.d),
  }),
  values: (length, seed) =>
    Array.from({ length }, (_, i) => {
      const [a, b, c, d] = randomWords(4, seed + 31 * i) as unknown as [number, number, number, number];
      return { a, b, c, d };
    }),
};

const Best = struct('Best', { key: f32, index: u32 });
const argMax: HostOperator<typeof Best> = {
  name: 'arg-max',
  operator: {
    type: Best,
    name: 'argMax',
    identity: () => ({ key: -Infinity, index: 0 }),
    combine(a, b) {
      const left = a.key.ge(b.key);
      return Best({ key: select(left, a.key, b.key), index: select(left, a.index, b.index) });
    },
  },
  identity: { key: -Infinity, index: 0 },
  combine: (a, b) => (a.key >= b.key ? a : b),
  // few different keys, so that the first of equals has to win
  values: (length, seed) => randomIntegers(length, seed, -3, 4).map((key, index) => ({ key, index })),
};

/** A struct of vectors, wider than any scalar. */
const Bounds = struct('Bounds', { low: vec3f, high: vec3f });
const each = <N extends readonly number[]>(a: N, b: N, f: (x: number, y: number) => number): N =>
  a.map((x, i) => f(x, b[i]!)) as unknown as N;
const bounds: HostOperator<typeof Bounds> = {
  name: 'bounding boxes',
  operator: {
    type: Bounds,
    name: 'union',
    commutative: true,
    identity: () => ({ low: [Infinity, Infinity, Infinity], high: [-Infinity, -Infinity, -Infinity] }),
    combine: (a, b) => Bounds({ low: a.low.min(b.low), high: a.high.max(b.high) }),
  },
  identity: { low: [Infinity, Infinity, Infinity], high: [-Infinity, -Infinity, -Infinity] },
  combine: (a, b) => ({ low: each(a.low, b.low, Math.min), high: each(a.high, b.high, Math.max) }),
  values: (length, seed) =>
    Array.from({ length }, (_, i) => {
      const [x, y, z] = randomIntegers(3, seed + 17 * i, -1000, 1000) as [number, number, number];
      return { low: [x, y, z], high: [x + 1, y + 1, z + 1] };
    }),
};

export const userOperators = [affine, matrix, argMax, bounds] as unknown as readonly HostOperator[];

const wrap: Record<NumericT['scalar'], (exact: number) => number> = {
  f32: Math.fround,
  i32: x => x | 0,
  u32: x => x >>> 0,
};
const onHost = {
  add: (a: number, b: number) => a + b,
  mul: (a: number, b: number) => imul(a, b),
  min: Math.min,
  max: Math.max,
  and: (a: number, b: number) => a & b,
  or: (a: number, b: number) => a | b,
  xor: (a: number, b: number) => a ^ b,
};
const identities: Record<keyof typeof onHost, Record<NumericT['scalar'], number>> = {
  add: { f32: 0, i32: 0, u32: 0 },
  mul: { f32: 1, i32: 1, u32: 1 },
  min: { f32: Infinity, i32: 2 ** 31 - 1, u32: 2 ** 32 - 1 },
  max: { f32: -Infinity, i32: -(2 ** 31), u32: 0 },
  and: { f32: Number.NaN, i32: -1, u32: 2 ** 32 - 1 },
  or: { f32: Number.NaN, i32: 0, u32: 0 },
  xor: { f32: Number.NaN, i32: 0, u32: 0 },
};

/** An operator of `op`; on f32 exact for `min`, `max`, and for sums of whole numbers below 2^24. */
export function givenOperator<T extends NumericT>(name: keyof typeof onHost, type: T): HostOperator<T> {
  const { scalar } = type;
  const fold: (a: number, b: number) => number =
    name === 'mul' && scalar === 'f32' ? (a, b) => a * b : onHost[name];
  const given = op[name] as (type: T) => Operator<T>;
  const host = {
    name: `${name} of ${scalar}`,
    operator: given(type),
    identity: identities[name][scalar],
    combine: (a: number, b: number) => wrap[scalar](fold(a, b)),
    values(length: number, seed: number): number[] {
      if (scalar === 'f32') {
        // a product of powers of two is exact, and with as many halves as doubles it stays small
        return name === 'mul'
          ? Array.from({ length }, (_, i) => (i % 2 === 0 ? 2 : 0.5))
          : randomIntegers(length, seed, -999, 1000);
      }
      // an even factor would soon make every product 0
      const words =
        name === 'mul' ? randomWords(length, seed).map(word => word | 1) : randomWords(length, seed);
      return Array.from(words, wrap[scalar]);
    },
  };
  return host as unknown as HostOperator<T>;
}
