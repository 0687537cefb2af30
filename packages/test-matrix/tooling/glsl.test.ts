// The GLSL of packages/webgl in a real browser: that of the examples and of many random programs compiles,
// and does what the interpreter does.
import { join } from 'node:path';
import { accuracy, type CheckedProgram, type Form, ops } from '@heddle/core/backend';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';
import { runInterpreted, type TestLaunch } from '../../core/src/interpreter/launch.test-support.ts';
import { emitGlsl } from '../../webgl/src/emit/emit.ts';
import { planPasses } from '../../webgl/src/emit/pass-plan.ts';
import { VERTEX_SHADER } from '../../webgl/src/emit/vertex-shader.ts';
import { bothForms, checkedOf, formsOf } from '../goldens/example.ts';
import { examples } from '../goldens/examples.ts';
import type { Ingredients } from './fuzz/random-program.ts';
import { canonical, type HostLaunch, hostLaunch } from './glsl/launch.ts';
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

interface Case {
  readonly name: string;
  readonly program: CheckedProgram;
  readonly form: Form;
  readonly launch: TestLaunch;
}

/** The places where a page's results differ from the interpreter's. */
async function differences(cases: readonly Case[]): Promise<readonly string[]> {
  const results = await onPage(
    'run',
    cases.map(({ program, form, launch }) => hostLaunch(program, form, launch)),
  );
  return cases.flatMap(({ name, program, launch }, i) => {
    const { errors, buffers } = results[i]!;
    if (errors.length > 0) return [`${name}: ${errors.join('\n')}`];
    const expected = [...runInterpreted(program, launch)];
    return program.program.params.flatMap(({ access, type, name: view }, param) => {
      if (access === 'value') return [];
      const found = canonical(type, buffers![param]!);
      const wanted = canonical(type, expected.shift()!);
      const at = found.findIndex((word, k) => word !== wanted[k]);
      if (at < 0 && found.length === wanted.length) return [];
      return [`${name}: leaf ${at} of '${view}' is ${found[at]}, expected ${wanted[at]}`];
    });
  });
}

/** `FUZZ_FIRST=1000 FUZZ_COUNT=500` for a night; a failure names its seed. */
const first = Number(process.env['FUZZ_FIRST'] ?? 1);
const seeds = Array.from({ length: Number(process.env['FUZZ_COUNT'] ?? 8) }, (_, i) => first + i);
/** The examples that WebGL2 can do. */
const drawn = examples.filter(example => checkedOf(example).needs.length === 0);

test('the examples and random programs compile', async () => {
  const programs = [...drawn.map(checkedOf), ...seeds.map(seed => randomRangeProgram(seed))];
  const shaders: (Shaders & { readonly name: string })[] = programs.flatMap(program =>
    bothForms.flatMap(form =>
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

test.each(drawn)('$kernel.name does what the interpreter does: $shows', async example => {
  const program = checkedOf(example);
  const cases = example.launches.flatMap((launch, i) =>
    formsOf(program, launch).map(form => ({ name: `launch ${i}, ${form}`, program, form, launch })),
  );
  expect(await differences(cases)).toEqual([]);
});

/**
 * Operations that a GPU computes to the last bit: no function with a margin, nothing that makes a subnormal or a NaN.
 */
const exact: Ingredients = {
  allows: (name, on) =>
    accuracy[name] === undefined && name !== 'bitsF32' && !(on === 'f32' && name === 'sign'),
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
