import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { HeddleTypeError } from '../errors/errors.ts';
import { arithmetic } from './arithmetic.ts';
import { kernel, tracedOf } from './kernel.ts';
import { memoizeKernel } from './memoize.ts';
import { type Operator, op } from './operator.ts';
import { outline } from './outline.test-support.ts';
import { readWrite } from './params.ts';
import { here, lineOf } from './refusal.test-support.ts';
import { bool, f32, i32, struct, u32 } from './schema.ts';
import type { DataType } from './types.ts';
import type { F32 } from './value-types.ts';

const combined = (operator: Operator): string[] =>
  outline(
    kernel({
      name: 'k',
      params: { x: readWrite(operator.type as typeof f32) },
      body({ x }) {
        x.at(0).$ = operator.combine(x.at(0).$, x.at(1).$) as F32;
      },
    }).ir,
  ).flatMap(line => / = (\w+) v\d+ /.exec(`${line} `)?.[1] ?? []);

test.each([
  [op.add, 'add', 0, 0, 0],
  [op.mul, 'mul', 1, 1, 1],
  [op.min, 'min', Infinity, 2 ** 31 - 1, 2 ** 32 - 1],
  [op.max, 'max', -Infinity, -(2 ** 31), 0],
] as const)('%o has the identity of each type', (family, name, ofFloat, ofInt, ofUint) => {
  expect(family(f32).identity()).toBe(ofFloat);
  expect(family(i32).identity()).toBe(ofInt);
  expect(family(u32).identity()).toBe(ofUint);
  expect(family(i32)).toMatchObject({ name, type: i32, commutative: true });
  expect(combined(family(i32))).toEqual([name]);
  expect(family(u32)).toBe(family(u32));
});

test('bitwise operators', () => {
  expect([
    op.and(i32).identity(),
    op.and(u32).identity(),
    op.or(i32).identity(),
    op.xor(u32).identity(),
  ]).toEqual([-1, 2 ** 32 - 1, 0, 0]);
  expect([op.and(u32), op.or(u32), op.xor(u32)].flatMap(combined)).toEqual(['and', 'or', 'xor']);
});

test('min and max of f32 yield a NaN if there is one, by its bits', () => {
  expect(combined(op.min(f32))).toEqual(['isNan', 'isNan', 'min', 'select', 'select']);
});

test('a combination is on the line of its call', () => {
  let line = 0;
  const { program, location } = tracedOf(
    kernel({
      name: 'k',
      params: { x: readWrite(f32) },
      body({ x }) {
        const v = x.at(0).$;
        line = here() + 1;
        x.at(0).$ = op.max(f32).combine(v, v);
      },
    }),
  );
  const computed = program.body.filter(({ op: kind }) => kind === 'compute');
  expect(computed.map(({ id }) => lineOf(location(id)))).toEqual(Array(5).fill(line));
});

test('refuse types that they are not for', () => {
  expect(() => op.add(bool as never)).toThrow(HeddleTypeError);
  expect(() => op.xor(f32 as never)).toThrow(/op\.xor: expected i32, u32, found f32/);
  expect(() => op.add(struct('S', { x: f32 }) as never)).toThrow(/op\.add: expected f32, i32, u32/);
  expect(() => arithmetic(bool as never)).toThrow(/arithmetic: expected f32, i32 or u32, found bool/);
});

test('arithmetic works on a type parameter', () => {
  const lines = (type: typeof f32 | typeof i32): string[] => {
    const num = arithmetic(type);
    return outline(
      kernel({
        name: 'k',
        params: { x: readWrite(type) },
        body({ x }) {
          x.at(0).$ = num.max(
            num.add(num.mul(x.at(0).$ as never, num.constant(2)), num.highest),
            num.lowest,
          ) as never;
        },
      }).ir,
    ).map(line => line.replace(/^.* = (?=f32|i32|mul|add|max)/, ''));
  };
  expect(lines(f32)).toEqual(expect.arrayContaining(['f32 2', 'f32 Infinity', 'f32 -Infinity']));
  expect(lines(i32)).toEqual(expect.arrayContaining(['i32 2', 'i32 2147483647', 'i32 -2147483648']));
});

test('memoizeKernel makes one kernel for the same arguments', () => {
  const calls: unknown[][] = [];
  const make = memoizeKernel((...args: unknown[]) => {
    calls.push(args);
    return kernel({ name: 'k', params: {}, body() {} });
  });
  const first: Operator<DataType> = op.add(f32) as never;
  expect(make(first, 64)).toBe(make(op.add(f32), 64));
  const others = [
    make(first, 32),
    make(op.max(f32), 64),
    make(first),
    make(first, undefined),
    make(),
    make(0),
    make(-0),
    make('0'),
    make(null),
    make(NaN),
  ];
  expect(new Set([make(first, 64), ...others]).size).toBe(11);
  expect(make(NaN)).toBe(others.at(-1));
  expect(calls).toHaveLength(11);
});

test('an arithmetic is shown, written as JSON and spread outside of a body', () => {
  const num = arithmetic(f32);
  expect(inspect(num)).toBe('arithmetic(f32)');
  expect(JSON.stringify({ num })).toBe('{"num":"arithmetic(f32)"}');
  const { add, ...rest } = num;
  expect(rest).toMatchObject({ type: f32, constant: expect.any(Function) });
  expect(structuredClone(Object.keys({ ...num }))).toContain('add');
  expect(add).toBe(num.add);
  expect(() => num.lowest).toThrow(/outside of a kernel's body/);
});
