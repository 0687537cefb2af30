import { f32, If, i32, kernel, read, readWrite, struct, u32, vec2f, vec3f, write } from '@heddle/core';
import { check, type Form, type Program, valueOffsets } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { emitWgsl } from './emit.ts';

const emitted = (of: { readonly ir: Program }, form: Form = 'proven') =>
  emitWgsl(check({ program: of.ir, location: () => undefined }), form);

const Pair = struct('Pair', { a: vec3f, b: f32 });

test('the launch block has its views behind the header, and the values where core puts their words', () => {
  const several = kernel({
    name: 'several',
    params: { flag: u32, x: read(f32), pair: Pair, y: write(f32), v: vec2f },
    body({ flag, x, pair, y, v }, { index }) {
      If(flag.ne(0), () => {
        y.at(index).$ = x.at(index).$.mul(pair.b).add(v.y);
      });
    },
  });
  const { block, code } = emitted(several);
  expect(block).toEqual({
    extent: 0,
    zero: 3,
    first: 4,
    views: [undefined, 7, undefined, 13, undefined],
    values: 20,
    totalBytes: 4 * (20 + valueOffsets(several.ir.params).total),
  });
  const fields = code.slice(code.indexOf('struct Launch'), code.indexOf('@group'));
  expect(fields).toBe(`struct Launch {
  extent: vec3u,
  zero: u32,
  first: vec3u,
  x: View,
  y: View,
  @align(16) flag: u32,
  @align(16) pair: Pair,
  @align(16) v: vec2f,
}

`);
});

test('a kernel without views and one without values have a block too', () => {
  const { block } = emitted(kernel({ name: 'idle', params: {}, body() {} }));
  expect(block).toEqual({ extent: 0, zero: 3, first: 4, views: [], values: 8, totalBytes: 32 });
});

test.each([
  [1, [64, 1, 1]],
  [2, [8, 8, 1]],
  [3, [4, 4, 4]],
] as const)('a range kernel of %i dimensions has a workgroup of %j', (dimensions, size) => {
  const idle = kernel({ name: 'idle', params: {}, dimensions, body() {} });
  expect(emitted(idle).workgroupSize).toEqual(size);
});

test('every line says which instruction it comes from', () => {
  const root = kernel({
    name: 'root',
    params: { x: readWrite(f32) },
    body({ x }, { index }) {
      If(x.at(index).$.gt(0), () => {
        x.at(index).$ = x.at(index).$.sqrt();
      });
    },
  });
  const { code, lines } = emitted(root);
  const text = code.split('\n');
  expect(lines).toHaveLength(text.length - 1);
  const at = (part: string) => lines[text.findIndex(line => line.includes(part))];
  const instructions = root.ir.body;
  const condition = instructions.find(({ op }) => op === 'if')!;
  expect(at('if (x[')).toBe(condition.id);
  const store = condition.op === 'if' ? condition.then.find(({ op }) => op === 'store')! : condition;
  expect(at('= sqrt(')).toBe(store.id);
  expect(at('struct View')).toBeUndefined();
});

test('names that WGSL or the module has taken keep their meaning', () => {
  const Main = struct('main', { var: f32, max: f32 });
  const hostile = kernel({
    name: 'fn',
    params: { launch: readWrite(Main), select: read(f32), main: i32, id: f32, größe: f32 },
    body({ launch, select, main, id, größe }, { index }) {
      launch.at(index).max.$ = select.at(main).$.max(id).add(größe);
    },
  });
  const { code } = emitted(hostile, 'checked');
  expect(code).toContain('struct main1 {\n  var1: f32,\n  max: f32,\n}');
  expect(code).toContain('var<storage, read_write> launch: array<main1>;');
  expect(code).toContain('var<storage, read> launch1: Launch;');
  expect(code).toContain('@align(16) gro_e: f32,');
  expect(code).toMatch(/max\(select\(0\.0, select1\[/);
});

test('of two structs of one name and different fields each has its own', () => {
  const Other = struct('Pair', { c: i32 });
  const both = kernel({
    name: 'both',
    params: { x: read(Pair), y: write(Other) },
    body({ x, y }, { index }) {
      y.at(index).c.$ = i32(x.at(index).b.$);
    },
  });
  const { code } = emitted(both);
  expect(code).toContain('x: array<Pair>;');
  expect(code).toContain('y: array<Pair1>;');
});
