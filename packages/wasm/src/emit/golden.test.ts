import { check } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import wabt from 'wabt';
import { emitWasm } from './emit.ts';
import { goldenKernels } from './kernels.test-support.ts';
import { piecesOf, run, runInterpreted } from './run.test-support.ts';

const features = {
  threads: true,
  bulk_memory: true,
  sat_float_to_int: true,
  multi_value: true,
  mutable_globals: true,
};

const cases = goldenKernels.flatMap(golden => golden.forms.map(form => ({ ...golden, form })));

test.each(cases)('$kernel.name, $form: $shows', async ({ shows, kernel, launch, form }) => {
  const tools = await wabt();
  const program = check({ program: kernel.ir, location: () => undefined });
  const { bytes, text } = emitWasm(program, form, true);

  // Another tool reads the same out of the bytes as out of the text.
  const module = tools.readWasm(bytes, { ...features, readDebugNames: true });
  module.applyNames();
  const read = module.toText({ foldExprs: true, inlineExport: true });
  const parsed = tools.parseWat('text.wat', text, features);
  expect(tools.readWasm(parsed.toBinary({}).buffer, features).toText({})).toEqual(
    tools.readWasm(bytes, features).toText({}),
  );
  await expect(`;; ${shows}\n${read}`).toMatchFileSnapshot(`./golden/${kernel.name}.${form}.wat`);

  const [x, y, z] = launch.extent;
  const whole = x * y * z;
  const expected = runInterpreted(program, launch);
  for (const cuts of [[], [0, 1], [whole >> 1, whole - 1]]) {
    const pieces = piecesOf(launch, cuts);
    expect(run(program, form, launch, pieces)).toEqual(expected);
    expect(run(program, form, launch, pieces, false)).toEqual(expected);
  }
});
