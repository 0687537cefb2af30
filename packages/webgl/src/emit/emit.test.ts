import {
  array,
  For,
  f32,
  If,
  i32,
  kernel,
  read,
  readWrite,
  struct,
  u32,
  vec2f,
  vec3f,
  write,
} from '@heddle/core';
import { type CheckedProgram, check, type Form, type Program, valueOffsets } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { type EmittedPass, emitGlsl } from './emit.ts';
import { planPasses } from './pass-plan.ts';

const checked = ({ ir }: { readonly ir: Program }): CheckedProgram =>
  check({ program: ir, location: () => undefined });
/** The passes of a kernel whose written views are all at the same place. */
const passes = (of: { readonly ir: Program }, form: Form = 'proven'): EmittedPass[] =>
  planPasses(checked(of), 4, () => true).map(outputs => emitGlsl(checked(of), form, { outputs }));
const fragment = (of: { readonly ir: Program }, form: Form = 'proven'): string =>
  passes(of, form)[0]!.fragment;

const Pair = struct('Pair', { a: vec3f, b: f32 });

test('a pass says where its words, its textures and its layers go', () => {
  const several = kernel({
    name: 'several',
    params: {
      flag: u32,
      x: read(f32),
      pair: Pair,
      y: write(Pair),
      v: vec2f,
      unused: read(f32),
      z: write(u32),
    },
    body({ flag, x, pair, y, v, z }, { index }) {
      z.at(index).$ = flag;
      If(flag.ne(0), () => {
        y.at(index).$ = Pair({ a: pair.a, b: x.at(index).$.add(v.y) });
      });
    },
  });
  const [pass] = passes(several);
  expect(pass!.uniforms).toEqual({
    extent: 0,
    zero: 3,
    invocations: 4,
    widthLog2: 5,
    views: [undefined, 6, undefined, 12, undefined, 18, 24],
    values: 32,
    vectors: (32 + valueOffsets(several.ir.params).total) / 4,
  });
  expect(pass!.launch).toBe('launch');
  // The kernel may leave y unchanged, but not z.
  expect(pass!.samplers).toEqual([undefined, 'x', undefined, 'y', undefined, undefined, undefined]);
  expect(pass!.outputs).toEqual([
    { param: 3, layer: 0 },
    { param: 6, layer: 0 },
  ]);
  expect(pass!.fragment).toContain('uniform uvec4 launch[11];');
  expect(pass!.fragment).toContain(
    'pair = Pair(uintBitsToFloat(launch[9].xyz), uintBitsToFloat(launch[9].w));',
  );
  expect(pass!.fragment).toContain('vec2 v = uintBitsToFloat(launch[10].xy);');
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
  const [{ fragment: code, lines }] = passes(root) as [EmittedPass];
  const text = code.split('\n');
  expect(lines).toHaveLength(text.length - 1);
  const at = (part: string) => lines[text.findIndex(line => line.includes(part))];
  const condition = root.ir.body.find(({ op }) => op === 'if')!;
  expect(at('if (own_x >')).toBe(condition.id);
  const store = condition.op === 'if' ? condition.then.find(({ op }) => op === 'store')! : condition;
  expect(at('= sqrt(')).toBe(store.id);
  expect(at('void main')).toBeUndefined();
});

test('names that GLSL, WebGL or the program has taken keep their meaning', () => {
  const Main = struct('main', { sampler2D: f32, max: f32, GL_ES: f32 });
  const hostile = kernel({
    name: 'fetch',
    params: {
      launch: readWrite(Main),
      texelFetch: read(f32),
      gl_Position: i32,
      webgl_id: f32,
      größe: f32,
      input__2: f32,
    },
    body({ launch, texelFetch, gl_Position, webgl_id, größe, input__2 }, { index }) {
      launch.at(index).max.$ = texelFetch.at(gl_Position).$.max(webgl_id).add(größe).mul(input__2);
    },
  });
  const code = fragment(hostile, 'checked');
  expect(code).toContain('struct main1 {\n  float sampler2D1;\n  float max;\n  float v_GL_ES;\n};');
  expect(code).toContain('uniform uvec4 launch1[');
  expect(code).toContain('uniform usampler2DArray launch;');
  expect(code).toContain('uniform usampler2DArray texelFetch1;');
  expect(code).toContain('int v_gl_Position = ');
  expect(code).toContain('float v_webgl_id = ');
  expect(code).toContain('float gro_e = ');
  expect(code).toContain('float input_2 = ');
  expect(code).toContain('void fetch(uint index');
  expect(code.replace('gl_FragCoord', '')).not.toMatch(/\b(web)?gl_|__/i);
});

test('of two structs of one name and different fields each has its own', () => {
  const Other = struct('Pair', { c: i32 });
  const both = kernel({
    name: 'both',
    params: { x: read(Pair), y: write(Other) },
    body({ x, y }, { index }) {
      const pair = x.at(index).$;
      y.at(index).c.$ = i32(pair.b.add(pair.a.x));
    },
  });
  const code = fragment(both);
  expect(code).toContain('Pair pair = load_Pair(x,');
  expect(code).toContain('Pair1 own_y;');
});

test('a loop up to a constant goes up to a run-time value', () => {
  const four = kernel({
    name: 'four',
    params: { x: readWrite(i32) },
    body({ x }, { index }) {
      For(4, i => {
        x.at(index).$ = x.at(index).$.mul(i32(i));
      });
      For({ type: i32, from: 3, to: -4, step: -1 }, i => {
        x.at(index).$ = x.at(index).$.sub(i);
      });
    },
  });
  const heads = fragment(four).match(/for \(.*\) \{/g);
  expect(heads).toEqual([
    'for (uint i = 0u; i < 4u + launch[0].w; i++) {',
    'for (int i = 3; i > -4 + int(launch[0].w); i--) {',
  ]);
});

test('a place in an element is fetched from its layer alone, and by words where an index chooses the component', () => {
  const Cell = struct('Cell', { box: Pair, flags: array(u32, 6), corners: array(vec3f, 2) });
  const parts = kernel({
    name: 'parts',
    params: { cells: read(Cell), i: u32, y: write(f32) },
    body({ cells, i, y }, { index }) {
      const cell = cells.at(index);
      y.at(index).$ = cell.box.b.$.add(f32(cell.flags.at(i).$))
        .add(f32(cell.flags.at(5).$))
        .add(cell.corners.at(i).y.$);
    },
  });
  const code = fragment(parts, 'checked');
  expect(code).toMatch(/fetch\(cells, [^)]*, 0\)\.w/);
  expect(code).toMatch(/word\(cells, [^)]*, int\(i\) \+ 4\)/);
  expect(code).toMatch(/fetch\(cells, [^)]*, 2\)\.y/);
  expect(code).toMatch(/fetch\(cells, [^)]*, int\(i\) \+ 3\)\.y/);
  expect(code).not.toContain('load_Cell');
});

test("with precision 'precise' functions and divisions are core's own", () => {
  const bodyOf = (precision: 'native' | 'precise') =>
    kernel({
      name: 'growth',
      precision,
      params: { x: readWrite(f32) },
      body({ x }, { index }) {
        x.at(index).$ = x.at(index).$.exp();
      },
    });
  expect(fragment(bodyOf('native'))).toMatch(/= exp\(own_x\)/);
  const [pass] = passes(bodyOf('precise'));
  expect(pass!.fragment).not.toMatch(/= exp\(own_x\)/);
  expect(pass!.program.program.functions.length).toBeGreaterThan(0);
});

test('a pass that is not one is refused', () => {
  const copy = kernel({
    name: 'copy',
    params: { x: read(f32), y: write(f32) },
    body({ x, y }, { index }) {
      y.at(index).$ = x.at(index).$;
    },
  });
  expect(() => emitGlsl(checked(copy), 'proven', { outputs: [{ param: 0, layers: [0] }] })).toThrow(
    /not written/,
  );
});

test('an f32 that compilers flush in a literal comes from its bits, at run time', () => {
  const tiny = kernel({
    name: 'tiny',
    params: { out: write(f32) },
    body({ out }, { index }) {
      out.at(index).$ = f32(2 ** -149)
        .add(f32(index).mul(-(2 ** -126)))
        .add(f32(index).sub(1e-37));
    },
  });
  const text = fragment(tiny);
  expect(text).toMatch(/uintBitsToFloat\(\S+ \^ 0x1u\)/);
  expect(text).toMatch(/uintBitsToFloat\(\S+ \^ 0x80800000u\)/);
  expect(text).toContain('- 1e-37');
});
