import { existsSync, readdirSync } from 'node:fs';
import type { CheckedProgram } from '@heddle/core/backend';
import { describe, expect, test } from 'vitest';
import { emitters } from './emitter.ts';
import { checkedOf } from './example.ts';
import { examples } from './examples.ts';

const cases = examples.flatMap(example => {
  const { kernel, goldens, shows } = example;
  const program = checkedOf(example);
  return goldens.map(form => ({ shows, program, form, name: `${kernel.name}.${form}` }));
});

describe.each(emitters)('the code of $backend', ({ backend, extension, comment, lacks, emit }) => {
  const lacking = ({ needs }: CheckedProgram) => needs.find(({ capability }) => lacks.includes(capability));
  const kept = cases.filter(({ program }) => !lacking(program));

  test.each(kept)('for $name: $shows', async ({ program, form, name, shows }) => {
    const code = await emit(program, form);
    await expect(`${comment} ${shows}\n${code}`).toMatchFileSnapshot(`./${backend}/${name}.${extension}`);
  });

  test.each(cases.filter(one => !kept.includes(one)))('is none for $name', async ({ program, form }) => {
    await expect(async () => emit(program, form)).rejects.toThrow(`'${lacking(program)!.capability}'`);
  });

  test('is kept for these kernels and for no other', () => {
    const files = kept.map(({ name }) => `${name}.${extension}`);
    expect(readdirSync(new URL(`./${backend}`, import.meta.url)).sort()).toEqual(files.sort());
  });
});

test('every backend that emits code has an emitter here', () => {
  const packages = new URL('../../', import.meta.url);
  const emitting = readdirSync(packages).filter(name =>
    existsSync(new URL(`${name}/src/emit/emit.ts`, packages)),
  );
  expect(emitters.map(({ backend }) => backend).sort()).toEqual(emitting.sort());
});
