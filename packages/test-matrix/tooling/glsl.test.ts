// The GLSL of packages/webgl in a real browser: every golden program and many random ones compile, and what
// they do is what the interpreter does.
import { join } from 'node:path';
import {
  type CheckedProgram,
  check,
  type Form,
  launchIsProven,
  ops,
  type Program,
  valueOffsets,
} from '@heddle/core/backend';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';
import { emitGlsl } from '../../webgl/src/emit/emit.ts';
import * as golden from '../../webgl/src/emit/golden-kernels.test-support.ts';
import { planPasses } from '../../webgl/src/emit/pass-plan.ts';
import { VERTEX_SHADER } from '../../webgl/src/emit/vertex-shader.ts';
import type { Ingredients } from './fuzz/random-program.ts';
import { canonical, type HostLaunch, hostLaunch, interpreted, type Launch, launchOf } from './glsl/launch.ts';
import { launches } from './glsl/launches.ts';
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

test.each(Object.entries(launches))('%s: what the interpreter does', async (name, [kernel, description]) => {
  const program = checked(kernel);
  const launch = launchOf(program, description);
  const { offsets } = valueOffsets(program.program.params);
  const values = offsets.map(offset => (offset === undefined ? undefined : launch.words[offset]));
  const isProven = launchIsProven(program.access, { ...launch, values });
  const cases = (isProven ? forms : (['checked'] as const)).map(form => ({
    name: `${name}, ${form}`,
    program,
    form,
    launch,
  }));
  expect(await differences(cases)).toEqual([]);
});

/**
 * What a GPU computes to the last bit: no function with a margin, nothing that makes a subnormal or a NaN.
 */
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
