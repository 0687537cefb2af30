import { expect, test } from 'vitest';
import { HeddleTypeError } from '../errors/errors.ts';
import { groupKernel } from '../runtime/group-kernel.ts';
import { For, If, Return } from './control.ts';
import { fn } from './fn.ts';
import { kernel } from './kernel.ts';
import { outline } from './outline.test-support.ts';
import { atomics, readWrite } from './params.ts';
import { here, lineOf, refused } from './refusal.test-support.ts';
import { f32, struct, u32 } from './schema.ts';
import type { F32 } from './value-types.ts';
import { variable } from './variable.ts';

const params = { x: f32, n: u32, out: readWrite(f32), counts: atomics(u32) };
const half = fn('half', [f32], f32, x => x.mul(0.5));

test('is traced once for each kernel, and its callees stand before it', () => {
  let traces = 0;
  const quarter = fn('quarter', [f32], f32, x => {
    traces++;
    return half(half(x));
  });
  const make = () =>
    kernel({
      name: 'k',
      params,
      body({ x, out }) {
        out.at(0).$ = quarter(quarter(x)).add(quarter(1));
      },
    });
  expect(outline(make().ir)).toEqual([
    'fn half(v0)',
    '  v1 = f32 0.5',
    '  v2 = mul v0 v1',
    '  return v2',
    'fn quarter(v3)',
    '  v4 = half(v3)',
    '  v5 = half(v4)',
    '  return v5',
    'v6 = x',
    'v7 = u32 0',
    'v8 = quarter(v6)',
    'v9 = quarter(v8)',
    'v10 = f32 1',
    'v11 = quarter(v10)',
    'v12 = add v9 v11',
    'out[v7] = v12',
  ]);
  expect(traces).toBe(1);
  expect(make().ir).toEqual(make().ir);
  expect(traces).toBe(3);
});

test('has variables of its own, and may return early', () => {
  const sum = fn('sum', [u32], u32, n => {
    const total = variable(u32);
    If(n.gt(100), () => Return(7));
    For(n, i => {
      total.$ = total.$.add(i);
    });
    return total.$;
  });
  const program = kernel({
    name: 'k',
    params,
    body({ n, out }) {
      const own = variable(u32, n);
      out.at(sum(own.$)).$ = 0;
    },
  }).ir;
  expect(program.functions[0]).toMatchObject({
    name: 'sum',
    locals: [{ type: { scalar: 'u32' } }],
    result: { scalar: 'u32' },
  });
  expect(program.locals).toHaveLength(1);
  expect(outline(program).filter(line => line.includes('return'))).toHaveLength(2);
});

test('takes and returns structs, from literals too', () => {
  const Pair = struct('Pair', { a: f32, b: f32 });
  const swap = fn('swap', [Pair], Pair, ({ a, b }) => ({ a: b, b: a }));
  const program = kernel({
    name: 'k',
    params,
    body({ x, out }) {
      out.at(0).$ = swap({ a: x, b: 1 }).a;
    },
  }).ir;
  expect(outline(program).filter(line => line.includes('struct('))).toHaveLength(2);
});

test('a result may be returned by Return alone', () => {
  const late = fn('late', [f32], f32, ((x: F32) => {
    Return(x);
  }) as never);
  expect(
    outline(
      kernel({
        name: 'k',
        params,
        body({ x, out }) {
          out.at(0).$ = late(x);
        },
      }).ir,
    )[1],
  ).toBe('  return v0');
});

test('one body may serve functions of different types', () => {
  const twice = ((x: { add(y: unknown): unknown }) => x.add(x)) as never;
  const [a, b] = [fn('a', [f32], f32, twice), fn('b', [u32], u32, twice)];
  expect(
    kernel({
      name: 'k',
      params,
      body({ x, n, out }) {
        out.at(b(n)).$ = a(x);
      },
    })
      .ir.functions.map(({ name }) => name)
      .sort(),
  ).toEqual(['a', 'b']);
});

test('refuses recursion before the stack overflows', () => {
  const even: (n: unknown) => never = fn('even', [u32], u32, n => odd(n)) as never;
  const odd: (n: unknown) => never = fn('odd', [u32], u32, n => even(n)) as never;
  expect(refused(params, ({ n }) => void even(n)).message).toContain("function 'even' calls itself");
});

test('refuses a value from outside of it, with both lines', () => {
  let made = 0;
  let used = 0;
  const error = refused(params, ({ x }) => {
    made = here() + 1;
    const outside = x.add(1);
    const bad = fn('bad', [f32], f32, y => {
      used = here() + 1;
      return y.add(outside);
    });
    bad(x);
  });
  expect(error.message).toContain("function 'bad' used a value from outside of it");
  expect(error.locations.map(lineOf)).toEqual([used, made]);
});

test.each<[string, (args: any) => void, RegExp]>([
  [
    'a view',
    ({ out, x }) => {
      fn('bad', [f32], f32, () => out.at(0).$)(x);
    },
    /function 'bad' used a view from outside/,
  ],
  [
    'a place',
    ({ out, x }) => {
      const place = out.at(0);
      fn('bad', [f32], f32, () => place.$)(x);
    },
    /function 'bad' used a place from outside/,
  ],
  [
    'a variable of the kernel',
    ({ x }) => {
      const own = variable(f32);
      fn('bad', [f32], f32, () => own.$)(x);
    },
    /function 'bad' used a place from outside/,
  ],
  [
    'an atomic',
    ({ counts, n }) => {
      const count = counts.at(0);
      fn('bad', [u32], u32, () => count.add(1))(n);
    },
    /function 'bad' used a place from outside/,
  ],
  [
    'a length',
    ({ out, n }) => {
      fn('bad', [u32], u32, () => out.length)(n);
    },
    /function 'bad' used a view from outside/,
  ],
  [
    'a value that left a function',
    ({ x, out }) => {
      let kept: any;
      fn('bad', [f32], f32, y => {
        kept = y;
        return y;
      })(x);
      out.at(0).$ = kept;
    },
    /a value was used after the block/,
  ],
  [
    'no result',
    ({ x }) => {
      fn('bad', [f32], f32, (() => {}) as never)(x);
    },
    /function 'bad' returns nothing/,
  ],
  [
    'a result of another type',
    ({ x }) => {
      fn('bad', [f32], u32, ((y: F32) => y) as never)(x);
    },
    /the result of bad: expected u32, found a value of type f32/,
  ],
  [
    'Return without a result',
    ({ x }) => {
      fn('bad', [f32], f32, y => {
        Return();
        return y;
      })(x);
    },
    /Return in function 'bad' needs its result/,
  ],
  [
    'a missing argument',
    () => {
      (half as unknown as () => void)();
    },
    /half takes 1 argument, found 0/,
  ],
  [
    'an argument of another type',
    ({ n }) => {
      half(n);
    },
    /half: argument 0: expected f32, found a value of type u32/,
  ],
])('refuses %s', (_, body, message) => {
  expect(refused(params, body).message).toMatch(message);
});

test('refuses what only a kernel may do', () => {
  const bodies: [(g: any) => void, RegExp][] = [
    [g => g.barrier(), /a barrier in function 'bad'/],
    [g => g.shared(f32, 4), /shared memory in function 'bad'/],
    [g => g.subgroup.elect(), /a subgroup operation in function 'bad'/],
    [g => g.localIndex.add(1), /used a value from outside/],
  ];
  for (const [body, message] of bodies) {
    const wrong = groupKernel({
      name: 'k',
      groupSize: 4,
      params: {},
      body(_, g) {
        fn('bad', [f32], f32, x => {
          body(g);
          return x;
        })(1);
      },
    });
    expect(() => wrong.ir).toThrow(message);
  }
});

test.each<[string, () => unknown, RegExp]>([
  ['no name', () => fn('', [], f32, () => 0), /the name of a function: the string '' is not an identifier/],
  [
    'a parameter that is no type',
    () => fn('f', [3 as never], f32, () => 0),
    /fn f: parameter 0: expected an element type/,
  ],
  ['no parameters', () => fn('f', f32 as never, f32, () => 0), /fn f: expected an array of types/],
  [
    'no result',
    () => fn('f', [], undefined as never, () => 0 as never),
    /fn f: result: expected an element type/,
  ],
  ['an async body', () => fn('f', [], f32, (async () => 0) as never), /fn f: the body is an AsyncFunction/],
])('refuses, at the call: %s', (_, definition, message) => {
  expect(definition).toThrow(message);
  expect(definition).toThrow(HeddleTypeError);
});
