import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { type OpName, ops } from '../ir/ops/index.ts';
import type { Scalar } from '../ir/types.ts';
import { If } from './control.ts';
import { isNan, select, strict } from './functions.ts';
import { type KernelArgs, kernel } from './kernel.ts';
import { outline } from './outline.test-support.ts';
import { read, readWrite, write } from './params.ts';
import { here, lineOf, refused } from './refusal.test-support.ts';
import { array, bool, f32, i32, struct, u32, vec2f, vec3f, vec3i, vec3u, vec4f } from './schema.ts';
import { variable } from './variable.ts';

const Pair = struct('Pair', { left: f32, right: u32 });
const params = {
  x: f32,
  n: i32,
  m: u32,
  flag: bool,
  v: vec3f,
  w: vec3i,
  pair: Pair,
  list: array(f32, 3),
  out: readWrite(f32),
  io: readWrite(Pair),
};
type Args = KernelArgs<typeof params>;
const traced = (body: (args: Args) => void): string[] => outline(kernel({ name: 'k', params, body }).ir);

test('every row of the table is a method of every type that it is on, and of no other', () => {
  const trace = kernel({
    name: 'k',
    params,
    body({ x, n, m, flag, v, w }) {
      const scalars: [Scalar, object][] = [
        ['f32', x],
        ['i32', n],
        ['u32', m],
        ['bool', flag],
      ];
      for (const name of Object.keys(ops).filter(name => name !== 'select') as OpName[]) {
        const { on, vectors } = ops[name];
        expect(
          scalars.filter(([, value]) => name in value).map(([scalar]) => scalar),
          name,
        ).toEqual(scalars.map(([scalar]) => scalar).filter(scalar => on.includes(scalar)));
        // made of the row of each component: compositions
        const compares = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'].includes(name);
        expect(name in v, name).toBe((vectors && on.includes('f32')) || compares);
        expect(name in w, name).toBe((vectors && on.includes('i32')) || compares);
      }
    },
  });
  expect(trace.ir.body).toEqual([]);
});

test('every method makes its instruction', () => {
  for (const name of Object.keys(ops).filter(name => name !== 'select') as OpName[]) {
    const { arity, on, operands } = ops[name];
    for (const scalar of on) {
      const program = kernel({
        name: 'k',
        params: { f32, i32, u32, bool },
        body(args) {
          const types = operands?.(scalar) ?? [scalar, scalar, scalar];
          const [self, ...others] = types.slice(0, arity).map(type => args[type]) as unknown as [
            Record<string, (...args: unknown[]) => unknown>,
            ...unknown[],
          ];
          self[name]!(...others);
        },
      }).ir;
      expect(program.body.at(-1), `${name} on ${scalar}`).toMatchObject({ op: 'compute', name });
    }
  }
});

test('a literal takes the type of the other operand', () => {
  expect(
    traced(({ x, n, m, out }) => {
      out.at(0).$ = x.add(1);
      out.at(n.add(-1)).$ = 0.1;
      out.at(m.shl(3)).$ = 0;
    }),
  ).toEqual([
    'v0 = x',
    'v1 = n',
    'v2 = m',
    'v3 = u32 0',
    'v4 = f32 1',
    'v5 = add v0 v4',
    'out[v3] = v5',
    'v6 = i32 -1',
    'v7 = add v1 v6',
    `v8 = f32 ${Math.fround(0.1)}`,
    'out[v7] = v8',
    'v9 = u32 3',
    'v10 = shl v2 v9',
    'v11 = f32 0',
    'out[v10] = v11',
  ]);
});
test('operations on constants are constants, by the rules of the table', () => {
  const constants = (body: () => unknown): string[] =>
    outline(
      kernel({
        name: 'k',
        params: { f: write(f32), i: write(i32), u: write(u32), b: write(bool) },
        body({ f, i, u, b }) {
          const value = body() as never;
          const [place] = [f, i, u, b].filter(view => {
            try {
              view.at(0).$ = value;
              return true;
            } catch {
              return false;
            }
          });
          expect(place).toBeDefined();
        },
      }).ir,
    ).filter(line => / = (f32|i32|u32|bool) /.test(line) && !line.endsWith('u32 0'));
  expect(constants(() => f32(0.1).add(0.2))).toEqual([
    `v1 = f32 ${Math.fround(Math.fround(0.1) + Math.fround(0.2))}`,
  ]);
  expect(constants(() => i32(2 ** 31 - 1).add(1))).toEqual(['v1 = i32 -2147483648']);
  expect(constants(() => u32(7).div(0))).toEqual(['v1 = u32 7']);
  expect(constants(() => u32(f32(-1)).add(1))).toEqual(['v1 = u32 1']);
  expect(constants(() => f32(1).lt(2))).toEqual(['v1 = bool 1']);
  expect(constants(() => select(bool(true), i32(5), 6))).toEqual(['v1 = i32 5']);
});

test('what makes a NaN is not folded: the sanitizer names its line', () => {
  expect(
    traced(({ out }) => {
      out.at(0).$ = f32(-1).sqrt();
    }).join(),
  ).toContain('sqrt');
});

test('a NaN that is there is folded, and keeps its payload where bits are moved', () => {
  expect(
    traced(({ out }) => {
      out.at(u32(f32(NaN).bitsU32())).$ = 1;
    }).join(),
  ).toContain(`u32 ${0x7fc0_0000}`);
  expect(
    traced(({ out }) => {
      If(f32(NaN).eq(NaN), () => {
        out.at(0).$ = 1;
      });
    }).join(),
  ).not.toContain('eq');
});

test('vectors work by component, and take scalars and literals', () => {
  expect(
    traced(({ v, x, out }) => {
      out.at(0).$ = v.add(v).mul(x).sub(1).y;
    }),
  ).toEqual([
    'v0 = x',
    'v1 = v',
    'v2 = u32 0',
    'v3 = add v1 v1',
    'v4 = vec(v0 v0 v0)',
    'v5 = mul v3 v4',
    'v6 = f32 1',
    'v7 = vec(v6 v6 v6)',
    'v8 = sub v5 v7',
    'v9 = v8.1',
    'out[v2] = v9',
  ]);
});

test('constructors and converters', () => {
  const program = kernel({
    name: 'k',
    params: { v: vec3f, w: vec3i, m: vec3u, a: write(vec3f), b: write(vec4f) },
    body({ v, w, m, a, b }) {
      a.at(0).$ = vec3f(v);
      a.at(0).$ = vec3f(w);
      a.at(0).$ = vec3f(m).add(vec3f(2));
      b.at(0).$ = vec4f(v, 1);
      b.at(0).$ = vec4f(vec2f(1, 2), v.swz('zy'));
    },
  }).ir;
  const lines = outline(program);
  expect(lines.filter(line => line.includes('toF32'))).toHaveLength(2);
  expect(lines.filter(line => line.includes('a[v3] = v0'))).toHaveLength(1);
  expect(lines.at(-1)).toMatch(/b\[v\d+\] = v\d+/);
});

test('members of values are extracted; compositions are made of rows', () => {
  expect(
    traced(({ pair, out }) => {
      out.at(pair.right).$ = pair.left;
    }),
  ).toEqual(['v0 = pair', 'v1 = v0.1', 'v2 = v0.0', 'out[v1] = v2']);
  expect(
    traced(({ list, m, out }) => {
      out.at(list.length).$ = list.at(m);
    }),
  ).toEqual(['v0 = m', 'v1 = list', 'v2 = u32 3', 'v3 = v1[v0]', 'out[v2] = v3']);
  const names = (body: (args: Args) => void): string[] =>
    traced(body).flatMap(line => / = (\w+) v/.exec(line)?.[1] ?? []);
  expect(
    names(({ v, out }) => {
      out.at(0).$ = v.dot(v);
    }),
  ).toEqual(['mul', 'add', 'add']);
  expect(
    names(({ v, out }) => {
      out.at(0).$ = v.length();
    }),
  ).toEqual(['mul', 'add', 'add', 'sqrt']);
  expect(
    names(({ v, out }) => {
      out.at(0).$ = v.cross(v).x;
    }).filter(name => name === 'mul'),
  ).toHaveLength(6);
  expect(
    names(({ x, out }) => {
      out.at(0).$ = x.clamp(0, 1).mix(x, 0.5);
    }),
  ).toEqual(['max', 'min', 'mul', 'mul', 'add']);
});

test('select takes composites apart', () => {
  expect(
    traced(({ flag, pair, io }) => {
      io.at(0).$ = select(flag, pair, { left: 1, right: 2 });
    }).filter(line => line.includes('select')),
  ).toHaveLength(2);
  expect(
    traced(({ flag, list, out }) => {
      out.at(0).$ = select(flag, list, [0, 0, 0]).at(0);
    }).filter(line => line.includes('select')),
  ).toHaveLength(3);
  expect(
    traced(({ flag, v, out }) => {
      out.at(0).$ = select(flag, v, v).x;
    }).filter(line => line.includes('select')),
  ).toHaveLength(1);
});

test('operations inside of core are on the line that the user wrote', () => {
  let line = 0;
  const error = refused(params, ({ v }) => {
    line = here() + 1;
    v.dot(1.5 as never).add(true as never);
  });
  expect(lineOf(error.locations[0])).toBe(line);
});

test.each<[string, (args: Args) => unknown, RegExp, RegExp?]>([
  [
    'mixed types',
    ({ x, m }) => x.add(m as never),
    /f32\.add: expected f32, found a value of type u32/,
    /write f32\(value\)/,
  ],
  ['a fraction beside an integer', ({ n }) => n.add(1.5 as never), /i32\.add: 1\.5 is not an integer/],
  [
    'a field that there is not',
    ({ x, io }) => x.add((io.at(0).$ as never as { middle: never }).middle),
    /a value of type \w+ has no \.middle/,
    /It has /,
  ],
  ['NaN beside an integer', ({ n }) => n.add(NaN), /i32\.add: NaN is not an integer/],
  [
    'a negative number beside u32',
    ({ m }) => m.add(-1 as never),
    /u32\.add: -1 does not fit into u32/,
    /from 0 to 4294967295/,
  ],
  ['2 ** 32 beside u32', ({ m }) => m.add(2 ** 32), /4294967296 does not fit into u32/],
  ['2 ** 31 beside i32', ({ n }) => n.add(2 ** 31), /2147483648 does not fit into i32/],
  ['a literal beyond f32', ({ x }) => x.add(1e39), /1e\+39 is beyond the range of f32/],
  [
    'a boolean beside a number',
    ({ x }) => x.add(true as never),
    /expected f32, found the JavaScript boolean true/,
  ],
  [
    'a number beside a Bool',
    ({ flag }) => flag.and(1 as never),
    /bool\.and: expected bool, found the number 1/,
  ],
  [
    'a place as a value',
    ({ x, out }) => x.add(out.at(0) as never),
    /expected f32, found a place/,
    /read it with \.\$/,
  ],
  ['a missing operand', ({ x }) => (x.add as unknown as () => void)(), /f32\.add takes 1 argument, found 0/],
  [
    'a detached method',
    ({ x }) => {
      const { add } = x;
      add(1);
    },
    /add was called on undefined/,
  ],
  [
    'vectors of different components',
    ({ v, w }) => v.add(w as never),
    /vec3f\.add: expected vec3f, found a value of type vec3i/,
  ],
  ['an operator *', ({ x }) => (x as never as number) * 2, /converted to a JavaScript number/, /a\.mul\(b\)/],
  ['an operator +', ({ x }) => (x as never as number) + 2, /converted to a JavaScript number/, /a\.add\(b\)/],
  ['a template string', ({ x }) => `${x}`, /converted to a JavaScript string/],
  ['Math', ({ x }) => Math.sqrt(x as never), /converted to a JavaScript number/, /function of Math/],
  ['a negation of a place', ({ out }) => -(out.at(0) as never as number), /converted to a JavaScript number/],
  [
    'an element of a value',
    ({ x }) => (x as never as { at(index: number): unknown }).at(0),
    /a value of type f32 has no \.at/,
    /read\(type\)/,
  ],
  ['.$ of a value', ({ x }) => (x as never as { $: unknown }).$, /a value has no \.\$/],
  [
    'an assignment to a component',
    ({ v, x }) => {
      (v as { x: unknown }).x = x;
    },
    /an assignment to 'x'/,
    /p\.x\.\$ = v/,
  ],
  [
    'an assignment to a field',
    ({ pair, x }) => {
      (pair as { left: unknown }).left = x;
    },
    /an assignment to 'left'/,
    /p\.left\.\$ = v/,
  ],
  [
    'a swizzle out of the vector',
    ({ v }) => v.swz('xw' as never),
    /vec3f: expected 2 to 4 letters out of xyz, found the string 'xw'/,
  ],
  [
    'an index that is a float',
    ({ list, x }) => list.at(x as never),
    /an index is an i32 or a u32, found a value of type f32/,
  ],
  [
    'too few components',
    ({ x }) => (vec3f as unknown as (...args: unknown[]) => void)(x, x),
    /vec3f has 3 components, found 2/,
  ],
  ['select of literals', ({ flag }) => select(flag, 1, 2), /which do not determine the type/],
  [
    'select of two types',
    ({ flag, x, m }) => select(flag, x, m as never),
    /select: expected f32, found a value of type u32/,
  ],
  ['isNan of an integer', ({ n }) => isNan(n as never), /isNan: expected f32, found a value of type i32/],
  ['strict of an integer', ({ n }) => strict(n as never), /strict: expected f32/],
  [
    'a struct literal that lacks a field',
    ({ io }) => {
      io.at(0).$ = { left: 1 } as never;
    },
    /the literal of Pair lacks right/,
    /has the fields left, right/,
  ],
  [
    'a struct literal with an unknown field',
    ({ io }) => {
      io.at(0).$ = { left: 1, right: 2, up: 3 } as never;
    },
    /has up, which are not fields/,
  ],
  [
    'a bad literal inside of one',
    ({ io }) => {
      io.at(0).$ = { left: 1, right: -2 } as never;
    },
    /\.right: -2 does not fit into u32/,
  ],
  [
    'a place where a struct literal belongs',
    ({ io }) => {
      io.at(0).$ = io.at(1) as never;
    },
    /expected Pair, found a place/,
  ],
  [
    'an array literal of another length',
    () => variable(array(f32, 2), [1] as never),
    /array\(f32, 2\) has 2 elements, found 1/,
  ],
])('refuses %s', (_, body, message, remedy) => {
  const error = refused(params, body as never);
  expect(error.message).toMatch(message);
  if (remedy) expect(error.message).toMatch(remedy);
  expect(lineOf(error.locations[0])).toBeGreaterThan(1);
});

test('a struct may have fields of any name', () => {
  const Odd = struct('Odd', { then: f32, constructor: u32, toString: f32, at: f32, length: u32, größe: f32 });
  const program = kernel({
    name: 'k',
    params: { odd: Odd, out: readWrite(Odd), x: read(f32) },
    body({ odd, out, x }) {
      out.at(odd.constructor).then.$ = odd.then
        .add(odd.toString)
        .add(odd.at)
        .add(odd.größe)
        .add(x.at(odd.length).$);
      If(odd.then.lt(1), () => odd as never);
    },
  }).ir;
  expect(outline(program).filter(line => line.includes('out['))).toHaveLength(1);
});

test('console.log in a body tells why there is nothing to see', () => {
  traced(({ x, out }) => {
    expect(inspect({ x })).toBe(
      '{\n  x: a value, known only when the kernel runs: to see it, write it to a view and read that back\n}',
    );
    for (const [standIn, said] of [
      [variable(f32), 'a place (its value is read with .$), known only'],
      [out, 'a view, known only'],
    ])
      expect(inspect(standIn)).toContain(said);
  });
});
