import { expect, test, vi } from 'vitest';
import { HeddleError, HeddleRangeError, HeddleTypeError, KernelError } from '../errors/errors.ts';
import { sameType, typeName } from '../ir/types.ts';
import { kernel } from './kernel.ts';
import { read } from './params.ts';
import { refused } from './refusal.test-support.ts';
import { array, atomic, bool, f32, i32, struct, u32, vec2f, vec3f, vec4u } from './schema.ts';
import { variable } from './variable.ts';

test('schemas are types', () => {
  const Node = struct('Node', { box: vec3f, left: i32, list: array(u32, 4) });
  expect(
    [f32, i32, u32, bool, vec2f, vec4u, array(f32, 3), Node, atomic(u32)].map(type =>
      typeName(type as never),
    ),
  ).toEqual(['f32', 'i32', 'u32', 'bool', 'vec2f', 'vec4u', 'array(f32, 3)', 'Node', 'atomic(u32)']);
  expect(Node.name).toBe('Node');
  expect(Object.keys(Node.fields)).toEqual(['box', 'left', 'list']);
  expect(array(f32, 3).length).toBe(3);
  expect(
    sameType(Node as never, struct('Node', { box: vec3f, left: i32, list: array(u32, 4) }) as never),
  ).toBe(true);
  expect(
    sameType(Node as never, struct('Other', { box: vec3f, left: i32, list: array(u32, 4) }) as never),
  ).toBe(false);
  expect(() => {
    (Node as { name: string }).name = 'x';
  }).toThrow(TypeError);
});

test.each<[string, () => unknown, RegExp, typeof HeddleTypeError | typeof HeddleRangeError]>([
  [
    'a name with a space',
    () => struct('a b', { x: f32 }),
    /the name of a struct: the string 'a b' is not an identifier/,
    HeddleTypeError,
  ],
  [
    'a field called $',
    () => struct('S', { $: f32 }),
    /a field of struct S: the string '\$'/,
    HeddleTypeError,
  ],
  ['a field called 0', () => struct('S', { 0: f32 }), /a field of struct S: the string '0'/, HeddleTypeError],
  ['a field called __proto__', () => struct('S', { ['__proto__']: f32 }), /__proto__/, HeddleTypeError],
  [
    'a field that is no type',
    () => struct('S', { x: 1 as never }),
    /struct S: field x: expected an element type such as f32, found the number 1/,
    HeddleTypeError,
  ],
  [
    'a field that is a parameter',
    () => struct('S', { x: read(f32) as never }),
    /field x: expected an element type such as f32, found a parameter/,
    HeddleTypeError,
  ],
  [
    'an atomic field',
    () => struct('S', { x: atomic(u32) as never }),
    /field x: atomic\(u32\) is not the type of a value/,
    HeddleTypeError,
  ],
  ['no fields', () => struct('S', {}), /struct S has no fields/, HeddleRangeError],
  [
    'fields that are a type',
    () => struct('S', f32 as never),
    /struct S: expected its fields, found/,
    HeddleTypeError,
  ],
  ['an array of nothing', () => array(f32, 0), /array: the number 0 is not a length/, HeddleRangeError],
  ['a fractional length', () => array(f32, 1.5), /array: the number 1\.5 is not a length/, HeddleRangeError],
  ['a huge length', () => array(f32, 2 ** 40), /is not a length/, HeddleRangeError],
  ['an array of no type', () => array('f32' as never, 2), /array: expected an element type/, HeddleTypeError],
  [
    'an atomic f32',
    () => atomic(f32 as never),
    /atomic: expected u32 or i32, found f32\n.*No GPU adds floats.*reduceAsync/,
    HeddleTypeError,
  ],
])('refuses %s', (_, make, message, type) => {
  expect(make).toThrow(message);
  expect(make).toThrow(type);
  // In a body the same mistake is a KernelError, and has a line.
  const error = refused({}, () => void make());
  expect(error).toBeInstanceOf(KernelError);
  expect(error.locations).toHaveLength(1);
});

test('a variable holds no atomics', () => {
  expect(refused({}, () => void variable(atomic(u32) as never)).message).toContain('Atomics are places');
});

test('recognises what a second copy of core has made', async () => {
  vi.resetModules();
  const other = await import('./index.ts');
  expect(other.f32).not.toBe(f32);
  const definitions = [
    () => kernel({ name: 'k', params: { x: other.read(other.f32) }, body() {} }),
    () => read(other.f32),
    () => struct('S', { x: other.vec3f }),
  ];
  for (const definition of definitions) {
    expect(definition).toThrow(HeddleError);
    expect(definition).toThrow(/was made by another copy of @heddle\/core\n.*npm ls @heddle\/core/);
  }
  let kept: unknown;
  void other.kernel({
    name: 'k',
    params: { x: other.f32 },
    body({ x }) {
      kept = x;
    },
  }).ir;
  expect(
    () =>
      kernel({
        name: 'k',
        params: { x: f32 },
        body({ x }) {
          x.add(kept as never);
        },
      }).ir,
  ).toThrow(/this value was made by another copy/);
});

test('a function of a second copy of core says so in the body of a kernel, and not outside of one', async () => {
  vi.resetModules();
  const other = await import('./index.ts');
  const theirs = other.fn('theirs', [other.u32], other.u32, x => x.add(1));
  const nothing = other.fn('nothing', [], other.u32, () => other.u32(1));
  const uses: Record<string, () => unknown> = {
    'fn with arguments': () => theirs(1),
    'fn without': () => nothing(),
    variable: () => other.variable(other.u32, 0),
    If: () => other.If(true as never, () => {}),
    Loop: () => other.Loop(() => {}),
    'a constant': () => other.u32(1),
  };
  for (const [name, use] of Object.entries(uses)) {
    const body = () => void use();
    expect(() => kernel({ name: 'k', params: {}, body }).ir, name).toThrow(
      /made by another copy of @heddle\/core than the kernel.*\n[\s\S]*npm ls @heddle\/core/,
    );
    expect(use, name).toThrow(/outside of a kernel's body/);
  }
});
