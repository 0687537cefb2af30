import { expect, test } from 'vitest';
import type { Builder } from '../../ir/build.test-support.ts';
import { F32, I32, type Type, U32 } from '../../ir/types.ts';
import { printed } from '../../print/printed.test-support.ts';

const VEC2I: Type = { kind: 'vec', n: 2, elem: I32 };

const params = { f: F32, i: I32, u: U32, v: VEC2I };

/** The text of a stored value, and the functions that it calls. */
function value(
  type: Type,
  make: (b: Builder) => number,
): { readonly text: string; readonly functions: readonly string[] } {
  const lines = printed(
    { params: { ...params, out: ['write', type] } },
    b => b.store(b.at('out', b.u32(0)), make(b)),
    'proven',
  );
  return {
    text: lines.at(-1)!.replace('out[@0] = ', '').replace(';', ''),
    functions: lines.flatMap(line => /^fn (\w+)/.exec(line)?.[1] ?? []),
  };
}

const on = (type: Type, make: (b: Builder) => number): string => value(type, make).text;

test('no integer is divided by 0', () => {
  expect(on(U32, b => b.compute('div', b.param('u'), b.param('u')))).toBe('u / max(u, 1)');
  expect(on(U32, b => b.compute('rem', b.param('u'), b.u32(7)))).toBe('u % 7');
  expect(on(U32, b => b.compute('div', b.param('u'), b.u32(0)))).toBe('u');
  expect(on(U32, b => b.compute('rem', b.param('u'), b.u32(0)))).toBe('0');
  expect(on(I32, b => b.compute('div', b.param('i'), b.i32(-1)))).toBe('-i');
  expect(on(I32, b => b.compute('rem', b.param('i'), b.i32(-1)))).toBe('0');
  expect(on(I32, b => b.compute('div', b.param('i'), b.i32(-2)))).toBe('i / -2');
});

test('the i32 quotient knows 0 and the overflowing -1, once for all of them', () => {
  const lines = printed(
    { params: { i: I32, out: ['write', I32] } },
    b => {
      const i = b.param('i');
      b.store(b.at('out', b.u32(0)), b.compute('div', b.compute('div', i, i), i));
    },
    'proven',
  );
  expect(lines).toEqual([
    'fn divide {',
    '  return a / select((b == 0 || (a == -2147483648 && b == -1)), 1, b);',
    '}',
    'out[@0] = divide(divide(i, i), i);',
  ]);
});

test('vectors are divided component by component where the divisor is not known', () => {
  expect(on(VEC2I, b => b.compute('div', b.param('v'), b.param('v')))).toBe(
    'vec2i(divide(v.x, v.x), divide(v.y, v.y))',
  );
  expect(on(VEC2I, b => b.compute('div', b.param('v'), b.construct(VEC2I, b.i32(2), b.i32(3))))).toBe(
    'v / vec2i(2, 3)',
  );
});

test('shift counts are taken mod 32, where they are known before', () => {
  expect(on(U32, b => b.compute('shl', b.param('u'), b.param('u')))).toBe('u << (u & 31)');
  expect(on(U32, b => b.compute('shl', b.param('u'), b.u32(33)))).toBe('u << 1');
});

test('a float is converted by a function that knows limits and NaN', () => {
  expect(value(I32, b => b.compute('toI32', b.param('f')))).toEqual({
    text: 'toI32(f)',
    functions: ['toI32'],
  });
  expect(value(U32, b => b.compute('toU32', b.param('i')))).toEqual({ text: 'toU32(i)', functions: [] });
});

test('an integer becomes a float in halves, each of them exact', () => {
  expect(on(F32, b => b.compute('toF32', b.param('u')))).toBe('toF32(u >> 16) * 65536.0 + toF32(u & 65535)');
  expect(on(F32, b => b.compute('toF32', b.param('i')))).toBe('toF32(i >> 16) * 65536.0 + toF32(i & 65535)');
});

test('a power is a function that knows the sign of its base', () => {
  expect(value(F32, b => b.compute('pow', b.param('f'), b.f32(3)))).toEqual({
    text: 'power(f, 3.0)',
    functions: ['power'],
  });
});

test('NaN is told by bits', () => {
  const lines = printed(
    { params: { f: F32, out: ['write', U32] } },
    b => {
      b.if(b.compute('isNan', b.param('f')), () => b.store(b.at('out', b.u32(0)), b.u32(1)));
    },
    'proven',
  );
  expect(lines[0]).toBe('if ((bitsU32(f) & 2147483647) > 2139095040) {');
});

test('strict goes through bits and a zero that is not known before the launch', () => {
  expect(on(F32, b => b.compute('strict', b.param('f')))).toBe('bitsF32(bitsU32(f) ^ zero)');
});

test('constants are folded by the rules of the table', () => {
  expect(on(U32, b => b.compute('div', b.u32(7), b.u32(0)))).toBe('7');
  expect(on(I32, b => b.compute('add', b.i32(0x7fffffff), b.i32(1)))).toBe('-2147483648');
  expect(
    on(VEC2I, b =>
      b.compute('mul', b.construct(VEC2I, b.i32(2), b.i32(3)), b.construct(VEC2I, b.i32(4), b.i32(5))),
    ),
  ).toBe('vec2i(8, 15)');
});

test('a constant that is no number, and -0, are made of bits at run time', () => {
  expect(on(F32, b => b.compute('div', b.f32(1), b.f32(0)))).toBe('bitsF32(zero ^ 2139095040)');
  expect(on(F32, b => b.f32(-0))).toBe('bitsF32(zero ^ -2147483648)');
  const payload = 0x7fc12345;
  expect(on(U32, b => b.compute('bitsU32', b.compute('bitsF32', b.u32(payload))))).toBe(`${payload}`);
});

test('the hyperbolic tangent does not overflow', () => {
  expect(on(F32, b => b.compute('tanh', b.param('f')))).toBe('tanh(max(min(f, 10.0), -10.0))');
});

test('a u32 has no sign to change', () => {
  expect(on(U32, b => b.compute('neg', b.param('u')))).toBe('0 - u');
  expect(on(U32, b => b.compute('abs', b.param('u')))).toBe('u');
});
