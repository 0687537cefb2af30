// Lints: operations that are defined, and reported on request alone: compute-sanitizer's initcheck, arithmetic that
// is seldom meant,
// and writes of the same value.
import {
  type Accelerator,
  atomics,
  type F32,
  f32,
  groupKernel,
  If,
  i32,
  isNan,
  kernel,
  read,
  readWrite,
  u32,
  vec3f,
  write,
} from '@heddle/core';
import { type Case, lint, race } from './case.ts';

const double = kernel({
  name: 'double',
  params: { x: read(f32), out: write(f32) },
  body({ x, out }, { index }) {
    out.at(index).$ = x.at(index).$.mul(2);
  },
});

const flag = kernel({
  name: 'flag',
  params: { x: read(u32), found: write(u32) },
  body({ x, found }, { index }) {
    If(x.at(index).$.gt(5), () => {
      found.at(0).$ = 1;
    });
  },
});

const divide = kernel({
  name: 'divide',
  params: { by: u32, out: write(u32) },
  body({ by, out }, { index }) {
    out.at(index).$ = index.div(by);
  },
});

const wraps = kernel({
  name: 'wraps',
  params: { x: read(i32), out: write(i32) },
  body({ x, out }, { index }) {
    out.at(index).$ = x.at(index).$.mul(65_536);
  },
});

const root = kernel({
  name: 'root',
  params: { x: read(f32), out: write(f32) },
  body({ x, out }, { index }) {
    out.at(index).$ = x.at(index).$.sqrt();
  },
});

export const lints: readonly Case[] = [
  {
    name: 'the same value by two invocations: nothing without the switch',
    expected: 'none',
    launch(accelerator) {
      const x = accelerator.allocate(u32, [1, 6, 2, 7]);
      accelerator.launch(flag, 4, { x, found: accelerator.allocate(u32, 1) });
    },
  },
  {
    name: 'the same value by two invocations, on request',
    checked: { sameValue: true },
    expected: race({
      argument: 'found',
      element: 0,
      by: ['1', '3'],
      lines: ['found.at(0).$ = 1;', 'found.at(0).$ = 1;'],
    }),
    launch(accelerator) {
      const x = accelerator.allocate(u32, [1, 6, 2, 7]);
      accelerator.launch(flag, 4, { x, found: accelerator.allocate(u32, 1) });
    },
  },
  {
    name: 'a read is a race with a write of the same value',
    expected: race({
      argument: 'found',
      element: 0,
      by: ['0', '1'],
      lines: ['found.at(0).$ = 1;', 'If(found.at(0).$.eq(0), () => {'],
    }),
    launch(accelerator) {
      const once = kernel({
        name: 'once',
        params: { found: readWrite(u32) },
        body({ found }) {
          If(found.at(0).$.eq(0), () => {
            found.at(0).$ = 1;
          });
        },
      });
      accelerator.launch(once, 2, { found: accelerator.allocate(u32, 1) });
    },
  },
  {
    name: 'two writers of one value do not hide the first from who reads',
    expected: race({
      argument: 'y',
      element: 0,
      by: ['0', '1'],
      lines: ['y.at(0).$ = 1;', 'out.at(index).$ = y.at(0).$;'],
    }),
    launch(accelerator) {
      const own = kernel({
        name: 'own',
        params: { y: readWrite(u32), out: write(u32) },
        body({ y, out }, { index }) {
          y.at(0).$ = 1;
          If(index.eq(1), () => {
            out.at(index).$ = y.at(0).$;
          });
        },
      });
      accelerator.launch(own, 2, { y: accelerator.allocate(u32, 1), out: accelerator.allocate(u32, 2) });
    },
  },
  {
    name: 'initcheck: a buffer that nobody has written',
    checked: { init: true },
    expected: lint({
      lint: 'init',
      says: /invocation 0 reads x\.at\(0\), which was never written/,
      by: '0',
      line: 'out.at(index).$ = x.at(index).$.mul(2);',
    }),
    launch(accelerator) {
      accelerator.launch(double, 4, { x: accelerator.allocate(f32, 4), out: accelerator.allocate(f32, 4) });
    },
  },
  {
    name: 'initcheck: the one element that an upload has left out',
    checked: { init: true },
    expected: lint({
      lint: 'init',
      says: /x\.at\(2\), which was never written/,
      by: '2',
      line: 'out.at(index).$ = x.at(index).$.mul(2);',
    }),
    launch(accelerator) {
      const x = accelerator.allocate(f32, 4);
      x.subView(0, 2).copyFromCPU(new Float32Array(2));
      x.subView(3).fill(0);
      accelerator.launch(double, 4, { x, out: accelerator.allocate(f32, 4) });
    },
  },
  {
    name: 'initcheck: a copy of what nobody has written writes nothing',
    checked: { init: true },
    expected: lint({
      lint: 'init',
      says: /x\.at\(1\), which was never written/,
      by: '1',
      line: 'out.at(index).$ = x.at(index).$.mul(2);',
    }),
    launch(accelerator) {
      const [from, x] = [accelerator.allocate(f32, 4), accelerator.allocate(f32, 4)];
      from.fill(1);
      x.copyFrom(from);
      const half = accelerator.allocate(f32, 4);
      half.strided(2).fill(1);
      x.copyFrom(half);
      accelerator.launch(double, 4, { x, out: accelerator.allocate(f32, 4) });
    },
  },
  {
    name: 'a look-alike: data, a fill, an upload, a launch and a copy are writes',
    checked: { init: true },
    expected: 'none',
    launch(accelerator) {
      const a = accelerator.allocate(f32, [1, 2, 3, 4]);
      const [b, c, d] = [4, 4, 4].map(length => accelerator.allocate(f32, length));
      b!.memSetToZero();
      accelerator.launch(double, 4, { x: a, out: c! });
      accelerator.launch(double, 4, { x: b!, out: a });
      d!.copyFrom(c!);
      accelerator.launch(double, 4, { x: d!, out: b! });
    },
  },
  {
    name: 'a look-alike: zeros are zeros without the switch',
    expected: 'none',
    launch(accelerator) {
      accelerator.launch(double, 4, { x: accelerator.allocate(f32, 4), out: accelerator.allocate(f32, 4) });
    },
  },
  {
    name: 'initcheck: shared memory that only some lanes have written, in the second group too',
    checked: { init: true },
    expected: lint({
      lint: 'init',
      says: /shared\(u32, 4\)\.at\(1\), which was never written/,
      by: '5 (group 1, local 1)',
      line: 'out.at(globalIndex).$ = tile.at(lane).$;',
    }),
    launch(accelerator) {
      const some = groupKernel({
        name: 'some',
        params: { out: write(u32) },
        groupSize: 4,
        body({ out }, { shared, barrier, localIndex: lane, globalIndex, groupIndex }) {
          const tile = shared(u32, 4);
          If(groupIndex.eq(0).or(lane.ne(1)), () => {
            tile.at(lane).$ = lane;
          });
          barrier();
          out.at(globalIndex).$ = tile.at(lane).$;
        },
      });
      accelerator.launch(some, { groups: 2 }, { out: accelerator.allocate(u32, 8) });
    },
  },
  {
    name: 'a look-alike: a counter that atomics write',
    checked: { init: true },
    expected: 'none',
    launch(accelerator) {
      const count = kernel({
        name: 'count',
        params: { total: atomics(u32) },
        body({ total }) {
          total.at(0).add(1);
        },
      });
      const look = kernel({
        name: 'look',
        params: { total: read(u32), out: write(u32) },
        body({ total, out }, { index }) {
          out.at(index).$ = total.at(0).$;
        },
      });
      const total = accelerator.allocate(u32, 1);
      accelerator.launch(count, 9, { total });
      accelerator.launch(look, 1, { total, out: accelerator.allocate(u32, 1) });
    },
  },
  {
    name: 'an integer divided by zero',
    checked: { division: true },
    expected: lint({
      lint: 'division',
      says: /invocation 0 computes div\(0, 0\), which divides by zero/,
      by: '0',
      line: 'out.at(index).$ = index.div(by);',
    }),
    launch(accelerator) {
      accelerator.launch(divide, 2, { by: 0, out: accelerator.allocate(u32, 2) });
    },
  },
  {
    name: 'a look-alike: division by zero is defined without the switch',
    expected: 'none',
    launch(accelerator) {
      accelerator.launch(divide, 2, { by: 0, out: accelerator.allocate(u32, 2) });
    },
  },
  {
    name: 'a look-alike: a division that a condition keeps from happening, whatever the compiler moves',
    checked: { division: true, nan: true, overflow: true },
    expected: 'none',
    launch(accelerator) {
      const guarded = kernel({
        name: 'guarded',
        params: { by: u32, out: write(u32) },
        body({ by, out }, { index, extent }) {
          If(by.ne(0), () => {
            out.at(index).$ = extent.div(by);
          });
        },
      });
      accelerator.launch(guarded, 2, { by: 0, out: accelerator.allocate(u32, 2) });
    },
  },
  {
    name: 'an i32 product that wraps',
    checked: { overflow: true },
    expected: lint({
      lint: 'overflow',
      says: /computes mul\(-40000, 65536\), which wraps/,
      by: '2',
      line: 'out.at(index).$ = x.at(index).$.mul(65_536);',
      remedy: /^Keep the operands smaller/,
    }),
    launch(accelerator) {
      const x = accelerator.allocate(i32, [1, -32_768, -40_000]);
      accelerator.launch(wraps, 3, { x, out: accelerator.allocate(i32, 3) });
    },
  },
  {
    name: 'a look-alike: the largest and the smallest product',
    checked: { overflow: true },
    expected: 'none',
    launch(accelerator) {
      const x = accelerator.allocate(i32, [32_767, -32_768]);
      accelerator.launch(wraps, 2, { x, out: accelerator.allocate(i32, 2) });
    },
  },
  {
    name: 'a u32 difference below zero',
    checked: { overflow: true },
    expected: lint({
      lint: 'overflow',
      says: /computes sub\(0, 1\), which wraps/,
      by: '0',
      line: 'out.at(index).$ = index.sub(1);',
      remedy: /^A u32 does not go below zero: count in i32/,
    }),
    launch(accelerator) {
      const below = kernel({
        name: 'below',
        params: { out: write(u32) },
        body({ out }, { index }) {
          out.at(index).$ = index.sub(1);
        },
      });
      accelerator.launch(below, 2, { out: accelerator.allocate(u32, 2) });
    },
  },
  {
    name: 'the root of a negative number',
    checked: { nan: true },
    expected: lint({
      lint: 'nan',
      says: /computes sqrt\(-4\), which is not a number/,
      by: '1',
      line: 'out.at(index).$ = x.at(index).$.sqrt();',
    }),
    launch(accelerator) {
      const x = accelerator.allocate(f32, [4, -4]);
      accelerator.launch(root, 2, { x, out: accelerator.allocate(f32, 2) });
    },
  },
  {
    name: 'a look-alike: a NaN that came in is handed on',
    checked: { nan: true },
    expected: 'none',
    launch(accelerator) {
      const x = accelerator.allocate(f32, [4, Number.NaN]);
      accelerator.launch(root, 2, { x, out: accelerator.allocate(f32, 2) });
    },
  },
  ...outside(
    'the logarithm of zero',
    x => x.log(),
    [1, 0],
    /computes log\(0\), outside of the domain of log: positive/,
  ),
  ...outside('the logarithm of a negative number', x => x.log2(), [8, -8], /computes log2\(-8\), outside/),
  ...outside('a root of a negative number', x => x.sqrt(), [0, -2], /computes sqrt\(-2\), outside/),
  ...outside(
    'an arc beyond 1',
    x => x.asin(),
    [1, 1.5],
    /computes asin\(1\.5\), outside of the domain of asin: -1 to 1/,
  ),
  ...outside('acosh below 1', x => x.acosh(), [1, 0.5], /computes acosh\(0\.5\), outside/),
  ...outside('atanh of 1', x => x.atanh(), [0.5, 1], /computes atanh\(1\), outside/),
  ...outside(
    'the sine of a large angle',
    x => x.sin(),
    [131_072, 200_000],
    /computes sin\(200000\), outside of the domain/,
  ),
  ...outside('an exponential that overflows', x => x.exp(), [88, 89], /computes exp\(89\), outside/),
  ...outside(
    'a fractional power of a negative number',
    x => x.pow(0.5),
    [4, -4],
    /computes pow\(-4, 0\.5\), outside/,
  ),
  ...outside('a power that overflows', x => x.pow(30), [-9, 1e6], /computes pow\(1000000, 30\), outside/),
  ...outside('a quotient by zero', x => f32(1).div(x), [2, 0], /computes div\(1, 0\), outside/),
  ...outside('a remainder by zero', x => f32(1).rem(x), [2, 0], /computes rem\(1, 0\), outside/),
  ...outside('a product of fma that overflows', x => x.fma(x, 0), [2, 3e38], /computes fma\(.*\), outside/),
  {
    name: 'domain: a component of a vector',
    checked: { domain: true },
    expected: lint({
      lint: 'domain',
      says: /computes rsqrt\(0\), outside/,
      by: '1',
      line: 'out.at(index).$ = v.at(index).$.rsqrt();',
    }),
    launch(accelerator) {
      const inverse = kernel({
        name: 'inverse',
        params: { v: read(vec3f), out: write(vec3f) },
        body({ v, out }, { index }) {
          out.at(index).$ = v.at(index).$.rsqrt();
        },
      });
      const v = accelerator.allocate(vec3f, [
        [1, 2, 3],
        [4, 0, 5],
      ]);
      accelerator.launch(inverse, 2, { v, out: accelerator.allocate(vec3f, 2) });
    },
  },
  {
    name: 'a look-alike: powers of negative numbers and of zero, which are defined',
    checked: { domain: true },
    expected: 'none',
    launch(accelerator) {
      const cube = kernel({
        name: 'cube',
        params: { x: read(f32), out: write(f32) },
        body({ x, out }, { index }) {
          out.at(index).$ = x.at(index).$.pow(3).add(x.at(index).$.pow(0));
        },
      });
      const x = accelerator.allocate(f32, [-2, 0, 7.5]);
      accelerator.launch(cube, 3, { x, out: accelerator.allocate(f32, 3) });
    },
  },
  {
    name: 'a look-alike: what a condition keeps from being computed, and a NaN that came in',
    checked: { domain: true },
    expected: 'none',
    launch(accelerator) {
      const guarded = kernel({
        name: 'guarded',
        params: { x: read(f32), out: write(f32) },
        body({ x, out }, { index }) {
          const value = x.at(index).$;
          If(value.gt(0).or(isNan(value)), () => {
            out.at(index).$ = value.log();
          });
        },
      });
      const x = accelerator.allocate(f32, [-1, 0, 2, Number.NaN]);
      accelerator.launch(guarded, 4, { x, out: accelerator.allocate(f32, 4) });
    },
  },
  {
    name: 'a look-alike: outside of a domain without the switch',
    expected: 'none',
    launch(accelerator) {
      const x = accelerator.allocate(f32, [-4]);
      accelerator.launch(root, 1, { x, out: accelerator.allocate(f32, 1) });
    },
  },
];

/** A function at two arguments, of which the second is outside of its domain; and at the first one alone. */
function outside(
  name: string,
  compute: (x: F32) => F32,
  given: readonly [number, number],
  says: RegExp,
): Case[] {
  const apply = kernel({
    name: 'apply',
    params: { x: read(f32), out: write(f32) },
    body({ x, out }, { index }) {
      out.at(index).$ = compute(x.at(index).$);
    },
  });
  const launch = (accelerator: Accelerator, data: readonly number[]): void => {
    const x = accelerator.allocate(f32, data);
    accelerator.launch(apply, data.length, { x, out: accelerator.allocate(f32, data.length) });
  };
  return [
    {
      name: `domain: ${name}`,
      checked: { domain: true },
      expected: lint({ lint: 'domain', says, by: '1', line: 'x =>' }),
      launch: accelerator => launch(accelerator, given),
    },
    {
      name: `a look-alike: ${name}, but inside`,
      checked: { domain: true },
      expected: 'none',
      launch: accelerator => launch(accelerator, [given[0]]),
    },
  ];
}
