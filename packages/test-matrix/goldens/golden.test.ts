import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { emitters } from './emitters.ts';
import { checkedOf } from './example.ts';
import { examples } from './examples.ts';

const cases = examples.flatMap(example =>
  example.goldens.map(form => ({ ...example, form, name: `${example.kernel.name}.${form}` })),
);

describe.each(emitters)('the code of $backend', ({ backend, extension, comment, emit }) => {
  test.each(cases)('for $name: $shows', async ({ form, name, ...example }) => {
    const code = await emit(checkedOf(example), form);
    await expect(`${comment} ${example.shows}\n${code}`).toMatchFileSnapshot(
      `./${backend}/${name}.${extension}`,
    );
  });

  test('is kept for these kernels and for no other', () => {
    const files = cases.map(({ name }) => `${name}.${extension}`);
    expect(readdirSync(new URL(`./${backend}`, import.meta.url)).sort()).toEqual(files.sort());
  });
});
