// The GLSL of packages/webgl in a real browser: every golden program and many random ones compile, and what they do is what the interpreter does.
import { join } from 'node:path';
import { f32, kernel, readWrite } from '@heddle/core';
import {
  type CheckedProgram,
  check,
  type Form,
  launchIsProven,
  ops,
  type Program,
} from '@heddle/core/backend';
import { emitGlsl, planPasses, VERTEX_SHADER } from '@heddle/webgl';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';
import * as golden from '../../webgl/src/emit/golden-kernels.test-support.ts';
import type { Ingredients } from './fuzz/random-program.ts';
import {
  canonical,
  type HostLaunch,
  hostLaunch,
  interpreted,
  type Launch,
  type LaunchDescription,
  launchOf,
} from './glsl/launch.ts';
import { randomLaunch, randomRangeProgram } from './glsl/random-launch.ts';

interface Shaders {
  readonly vertex: string;
  readonly fragment: string;
}
type Result = {
  readonly errors: readonly string[];
  readonly buffers?: readonly (readonly number[] | null)[];
};
interface Host {
  compile(shaders: readonly Shaders[]): readonly (readonly string[])[];
  run(launches: readonly HostLaunch[]): readonly Result[];
}

let browser: Browser;
let page: Page;
beforeAll(async () => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no browser; `npm test` gets one');
  browser = await chromium.launch({
    executablePath,
    args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  });
  page = await browser.newPage();
  await page.addScriptTag({ path: join(import.meta.dirname, 'glsl/host.mjs'), type: 'module' });
  await page.waitForFunction('globalThis.glslHost !== undefined');
});
afterAll(() => browser?.close());

/** `argument` by way of JSON: what a test's compiler adds to functions a page does not have. */
const onPage = <K extends keyof Host>(
  name: K,
  argument: Parameters<Host[K]>[0],
): Promise<ReturnType<Host[K]>> => page.evaluate(`glslHost.${name}(${JSON.stringify(argument)})`);

const checked = ({ ir }: { readonly ir: Program }): CheckedProgram =>
  check({ program: ir, location: () => undefined });

interface Case {
  readonly name: string;
  readonly program: CheckedProgram;
  readonly form: Form;
  readonly launch: Launch;
}

/** Where a page's results differ from the interpreter's. */
async function differences(cases: readonly Case[]): Promise<readonly string[]> {
  const results = await onPage(
    'run',
    cases.map(({ program, form, launch }) => hostLaunch(program, form, launch)),
  );
  return cases.flatMap(({ name, program, launch }, i) => {
    const { errors, buffers } = results[i]!;
    if (errors.length > 0) return [`${name}: ${errors.join('\n')}`];
    const expected = interpreted(program, launch);
    return launch.views.flatMap((view, param) => {
      if (!view) return [];
      const found = canonical(view.type, buffers![param]!);
      const wanted = canonical(view.type, expected[param]!);
      const at = found.findIndex((word, k) => word !== wanted[k]);
      if (at < 0 && found.length === wanted.length) return [];
      const { name: view_ } = program.program.params[param]!;
      return [`${name}: leaf ${at} of '${view_}' is ${found[at]}, expected ${wanted[at]}`];
    });
  });
}

/** `FUZZ_FIRST=1000 FUZZ_COUNT=500` for a night; a failure names its seed. */
const first = Number(process.env['FUZZ_FIRST'] ?? 1);
const seeds = Array.from({ length: Number(process.env['FUZZ_COUNT'] ?? 8) }, (_, i) => first + i);
const forms = ['proven', 'checked'] as const;

test('every golden program and random ones compile', async () => {
  const programs = [
    ...golden.goldenKernels.map(({ kernel }) => checked(kernel)),
    ...seeds.map(seed => randomRangeProgram(seed)),
  ];
  const shaders: (Shaders & { readonly name: string })[] = programs.flatMap(program =>
    forms.flatMap(form =>
      [4, 8].flatMap(attachments =>
        planPasses(program, attachments, () => true).map((outputs, i) => ({
          name: `${program.program.name}, ${form}, pass ${i} with ${attachments}`,
          vertex: VERTEX_SHADER,
          fragment: emitGlsl(program, form, { outputs }).fragment,
        })),
      ),
    ),
  );
  // The last one is there to see that the compiler was listened to.
  shaders.push({
    name: 'wrong',
    vertex: VERTEX_SHADER,
    fragment: '#version 300 es\nuint f() { return 1.5; }',
  });
  const errors = await onPage('compile', shaders);
  expect(errors.flatMap((of, i) => (of.length > 0 ? [`${shaders[i]!.name}: ${of}`] : []))).toEqual([
    expect.stringMatching(/^wrong: .*return/s),
  ]);
});

// ---- launches by hand
const f32s = (...values: number[]): Uint32Array<ArrayBuffer> =>
  new Uint32Array(Float32Array.from(values).buffer);
const u32s = (...values: number[]): Uint32Array<ArrayBuffer> => Uint32Array.from(values);
const count = <T>(length: number, of: (i: number) => T): T[] => Array.from({ length }, (_, i) => of(i));
const half = [...f32s(0.5)];

/** Three nodes of twelve words: a root, and two leaves side by side. */
const nodes = (): Uint32Array<ArrayBuffer> => {
  const node = (low: number, high: number, left: number, right: number, leaf: number): number[] => [
    ...f32s(low, -4, -4),
    0,
    ...f32s(high, 4, 4),
    0,
    left,
    right,
    leaf,
    0,
  ];
  return u32s(...node(-8, 8, 1, 2, 0), ...node(-8, 0, 10, 13, 1), ...node(0.5, 8, 20, 25, 1));
};
const rays = (): Uint32Array<ArrayBuffer> =>
  u32s(
    ...count(30, i => [
      ...f32s((i % 10) - 5, (i % 7) - 3, -16),
      0,
      ...f32s(i % 2 ? 4 : -4, 8, 0.25 * (1 + (i % 3))),
      0,
    ]).flat(),
  );
const particles = (): Uint32Array<ArrayBuffer> =>
  u32s(...count(21, i => [...f32s(i, (i % 5) - 2, 0.25), i % 3, ...f32s(-i, 4, i / 2, 3)]).flat());

/** Correctly rounded, out of GLSL's own rough ones: what `strict` keeps from being reassociated. */
const roots = kernel({
  name: 'roots',
  precision: 'precise',
  params: { x: readWrite(f32) },
  body({ x }, { index }) {
    x.at(index).$ = x.at(index).$.sqrt().div(3);
  },
});

const launches: Readonly<Record<string, readonly [kernel: { readonly ir: Program }, LaunchDescription]>> = {
  saxpy: [
    golden.saxpy,
    {
      extent: [50],
      params: [half, { words: f32s(...count(50, i => i)) }, { words: f32s(...count(50, i => 3 * i)) }],
    },
  ],
  'saxpy in a strided view, less than it': [
    golden.saxpy,
    {
      extent: [14],
      params: [
        half,
        { words: f32s(...count(50, i => i)), offset: 1, step: 2 },
        { words: f32s(...count(64, i => 3 * i)), offset: 5, step: 3, length: 17 },
      ],
    },
  ],
  'a view shorter than the extent': [
    golden.saxpy,
    {
      extent: [40],
      params: [
        half,
        { words: f32s(...count(25, i => i)) },
        { words: f32s(...count(60, i => i)), offset: 9, length: 30 },
      ],
    },
  ],
  'a 2-D kernel': [
    golden.blur,
    {
      extent: [11, 7],
      params: [
        { words: f32s(...count(77, i => (i * 5) % 16)), width: 11, height: 7 },
        { words: f32s(...count(80, () => -1)) },
      ],
    },
  ],
  'a 3-D kernel': [
    golden.volume,
    { extent: [4, 3, 5], params: [{ words: new Uint32Array(4 * 62).fill(9) }] },
  ],
  'structs in place': [
    golden.particles,
    {
      extent: [20],
      params: [
        { words: particles() },
        [0],
        half,
        [...f32s(2, 4, -1)],
        { words: u32s(...count(21, i => i % 2)) },
      ],
    },
  ],
  'an element of more layers than attachments, and an early return': [
    golden.samples,
    {
      extent: [9],
      params: [
        { words: u32s(...count(10, i => [...f32s(...count(40, k => i + k / 4)), i % 6, 0, 0, 0]).flat()) },
        [3],
      ],
    },
  ],
  // Each reads its own element, one that none writes, or none.
  'arrays in arrays': [
    golden.nested,
    {
      extent: [9],
      params: [
        [7, -8 >>> 0, 9, 10, 11],
        {
          words: u32s(
            ...count(12, i => [...f32s(...count(6, k => i * k)), i % 2, 1, 0, i % 3, i - 4, 0]).flat(),
          ),
        },
        { words: u32s(0, 1, 2, 9, 10, -2, 6, 11, 8) },
        { words: new Uint32Array(48).fill(5) },
      ],
    },
  ],
  'a BVH': [
    golden.bvh,
    {
      extent: [30],
      params: [{ words: nodes() }, { words: rays() }, { words: new Uint32Array(30).fill(99) }],
    },
  ],
  'functions with loops': [
    golden.functions,
    {
      extent: [40],
      params: [{ words: u32s(...count(40, i => 6 * i)) }, { words: u32s(...count(40, i => i * i * 40)) }],
    },
  ],
  'counted loops': [
    golden.loops,
    { extent: [100], params: [[40], [7], [-6 >>> 0], { words: u32s(...count(130, i => i)) }] },
  ],
  'bits, and the remainder of floats': [
    golden.bits,
    {
      extent: [33],
      params: [
        { words: u32s(...count(33, i => 2 ** i - 1)) },
        { words: u32s(...count(33, i => -(2 ** i))) },
        { words: u32s(...count(132, i => i * 0x01234567)) },
        { words: f32s(...count(33, i => i / 4 - 4)) },
      ],
    },
  ],
  'precise divisions and square roots': [
    roots,
    { extent: [64], params: [{ words: f32s(...count(64, i => 0.37 * i ** 7)) }] },
  ],
  constants: [
    golden.constants,
    {
      extent: [9],
      params: [
        { words: f32s(Number.NaN, Infinity, -Infinity, 4e9, -4e9, 3e9, 1.5, -1, 0) },
        { words: u32s(0, 1, 31, 32, 33, 0x80000000, 0xffffffff, 12, 5) },
        { words: u32s(...count(9, i => i)) },
      ],
    },
  ],
};

test.each(Object.entries(launches))('%s: what the interpreter does', async (name, [kernel, description]) => {
  const program = checked(kernel);
  const launch = launchOf(program, description);
  const views = launch.views.map(view => view && { ...view, depth: 1 });
  const isProven = launchIsProven(program.access, {
    extent: launch.extent,
    views,
    values: views.map(() => undefined),
  });
  const cases = (isProven ? forms : (['checked'] as const)).map(form => ({
    name: `${name}, ${form}`,
    program,
    form,
    launch,
  }));
  expect(await differences(cases)).toEqual([]);
});

/** What a GPU computes to the last bit: no function with a margin, nothing that makes a subnormal or a NaN. */
const exact: Ingredients = {
  allows: (name, on) =>
    ops[name].accuracy === undefined && name !== 'bitsF32' && !(on === 'f32' && name === 'sign'),
  floats: [0, 1, -1, 0.5, -2.5, 3.75, 1e10, -3e9],
};

test('random programs do what the interpreter does', async () => {
  const cases = seeds.map(seed => {
    const program = randomRangeProgram(seed, exact);
    const launch = randomLaunch(seed, program);
    return { name: `seed ${seed}`, program, form: 'checked' as const, launch };
  });
  expect(await differences(cases)).toEqual([]);
});
