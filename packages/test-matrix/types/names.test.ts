// Each thing has one name, which editors and the compiler print: the tables of docs/language.md are what they print.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../tooling/documents.ts';
import { edit } from './language-service.ts';

const document = readFileSync(join(root, 'docs/language.md'), 'utf8');

/** The codes in the cells of a table, by row and column. */
function table(name: string): string[][][] {
  const start = document.indexOf(`<!-- names of ${name} -->`);
  const end = document.indexOf(`<!-- end of the names of ${name} -->`);
  const rows = document
    .slice(start, end)
    .split('\n')
    .filter(line => line.startsWith('| `'));
  return rows.map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1]!)),
  );
}
/** The rows of a table, with a row for each of several codes in a cell. */
const rowsOf = (name: string): string[][] =>
  table(name).flatMap(cells => cells[0]!.map((_, at) => cells.map(codes => codes[at]!)));

const schemas = rowsOf('schemas');
const expressions = rowsOf('expressions');
const isHost = (expression: string): boolean => /^(accelerator|hostArray|op)\b/.test(expression);
const declare = (all: string[][]): string =>
  all.map(([code]) => `const e${expressions.findIndex(([other]) => other === code)} = ${code};`).join('\n');

const text = `import {
  type Accelerator, array, atomics, f32, hostArray, i32, type Infer, kernel, op, read, readWrite, struct, u32, bool,
  type V, variable, vec2u, vec3f, write,
} from '@heddle/core';
declare const accelerator: Accelerator;
const Ball = struct('Ball', { at: vec3f, mass: f32 });
${schemas
  .map(
    ([schema], n) => `const schema${n} = ${schema};
declare const value${n}: V<typeof schema${n}>, host${n}: Infer<typeof schema${n}>;`,
  )
  .join('\n')}
${declare(expressions.filter(([code]) => isHost(code!)))}
kernel({
  name: 'k',
  params: { x: read(f32), y: write(f32), z: readWrite(vec3f), balls: readWrite(Ball), bins: atomics(u32), v: vec3f },
  body({ x, y, z, balls, bins, v }, { index: i }) {
${declare(expressions.filter(([code]) => !isHost(code!)))}
  },
});
`;
const program = edit(text);
const typeOf = (name: string): string =>
  program.hover(text.search(new RegExp(`\\b${name}\\b`))).declaration.replace(/^const \w+: /, '');

test('the program compiles', () => {
  expect(program.errors()).toEqual([]);
  expect([schemas.length, expressions.length]).toEqual([8, 23]);
});

test.each(schemas)('schema %s: %s, its value %s, its host value %s', (schema, type, value, host) => {
  const n = schemas.findIndex(([other]) => other === schema);
  expect([typeOf(`schema${n}`), typeOf(`value${n}`), typeOf(`host${n}`)]).toEqual([type, value, host]);
});

test.each(expressions)('%s: %s', (expression, type) => {
  expect(typeOf(`e${expressions.findIndex(([other]) => other === expression)}`)).toBe(type);
});

test('every given schema has the name of its value with a T', () => {
  const given = [
    'f32',
    'i32',
    'u32',
    'bool',
    ...[2, 3, 4].flatMap(n => ['f', 'i', 'u'].map(k => `vec${n}${k}`)),
  ];
  const imports = `import { ${given.join(', ')} } from '@heddle/core';\n`;
  const { hover } = edit(imports);
  for (const name of given) {
    const found = hover(imports.search(new RegExp(`\\b${name}\\b`))).declaration;
    expect(found).toContain(`const ${name}: ${name[0]!.toUpperCase()}${name.slice(1)}T `);
  }
});

test('a read or a write of a place names no other type', () => {
  for (const [place, value] of [
    ['x.at(i)', 'F32'],
    ['z.at(i)', 'Vec3f'],
  ] as const) {
    const read = text.indexOf(`${place}.$`) + `${place}.$`.length;
    expect(program.hover(read - 1).declaration).toBe(`(property) $: ${value}`);
  }
});

describe('an error of the compiler names things as the tables do', () => {
  const head = `import {
  type Accelerator, array, type ArrayView, atomics, type F32, type F32T, f32, fn, kernel, read, readWrite, type Ref,
  struct, u32, type V, vec3f, write,
} from '@heddle/core';
declare const accelerator: Accelerator;
const Ball = struct('Ball', { at: vec3f, mass: f32 });
declare function scale(a: F32): void;
declare function put(place: Ref<F32T>): void;
declare function heavy(ball: V<typeof Ball>): void;
declare function total(view: ArrayView<F32T>): void;
const half = fn('half', [f32], f32, a => a.mul(0.5));
const none = kernel({ name: 'none', params: { x: read(f32), balls: readWrite(Ball) }, body() {} });
kernel({
  name: 'k',
  params: { a: f32, n: u32, v: vec3f, x: read(f32), y: write(f32), u: readWrite(u32), balls: readWrite(Ball) },
  body({ a, n, v, x, y, u, balls }, { index: i }) {
`;
  const ball = '{ at: Vec3fT; mass: F32T; }';
  const mistakes: readonly (readonly [line: string, ...found: string[]])[] = [
    ['scale(x.at(i));', "'RoRef<F32T>'", "'F32'"],
    ['scale(n);', "'U32'", "'F32'"],
    ['put(u.at(i));', "'Ref<U32T>'", "'Ref<F32T>'"],
    ['put(y.at(i));', "'WritePlace<F32T>'", "'Ref<F32T>'"],
    ['heavy(balls.at(i));', `'Ref<StructT<${ball}>>'`, `'StructV<${ball}>'`],
    ['heavy(v);', "'Vec3f'", `'StructV<${ball}>'`],
    ["y.at(i).$ = 'a';", "'string'", "'Arg<F32T>'"],
    ['balls.at(i).at.$ = [1, 2];', "'Arg<Vec3fT>'"],
    ['balls.at(i).$ = v;', "'Vec3f'", `'Arg<StructT<${ball}>>'`],
    ['v.add(n);', "'U32'", "'number | F32 | Vec3f'"],
    ['vec3f(1, n, 2);', "'U32'", "'number | F32'"],
    ['half(v);', "'Vec3f'", "'Arg<F32T>'"],
    ['x.at(i).add(1);', "'RoRef<F32T>'"],
    ['Ball({ mass: 1 });', `'Arg<StructT<${ball}>>'`],
    ['atomics(f32);', "'F32T'", "'U32T | I32T'"],
    ['total(accelerator.allocate(u32, 1));', "'MemoryBuffer<U32T>'", "'ArrayView<F32T>'"],
    [
      'total(accelerator.allocate(array(f32, 3), 1));',
      "'MemoryBuffer<ArrayT<F32T, 3>>'",
      "'ArrayView<F32T>'",
    ],
    [
      'accelerator.launch(none, 1, { x: accelerator.allocate(vec3f, 1), balls: null as never });',
      "'MemoryBuffer<Vec3fT>'",
      "'Viewable<F32T>'",
    ],
  ];
  const errors = edit(`${head}${mistakes.map(([line]) => line).join('\n')}\n} });\n`).errors();
  const first = head.split('\n').length;

  test.each(mistakes)('%s', (...[line, ...names]) => {
    const at = first + mistakes.findIndex(([other]) => other === line);
    const found = errors.filter(error => error.line === at);
    expect(found).toHaveLength(1);
    for (const name of names) expect(found[0]!.text).toContain(name);
    expect(found[0]!.text).not.toMatch(/Schema|Cell|ScalarType|VecType|NoMembers/);
  });
});
