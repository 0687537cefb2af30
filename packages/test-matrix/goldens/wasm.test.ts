import { describe, expect, it, test } from 'vitest';
import { emitWasm } from '../../wasm/src/emit/emit.ts';
import { bothForms, checkedOf } from './example.ts';
import { examples } from './examples.ts';
import { assembled, instructionsOf } from './text-format.ts';

describe.each(examples)('the module of $kernel.name: $shows', example => {
  const program = checkedOf(example);

  test.each(bothForms)('is valid, %s, over a memory that is shared and one that is not', form => {
    for (const shared of [true, false])
      expect(WebAssembly.validate(emitWasm(program, form, shared).bytes)).toBe(true);
  });

  test.each(bothForms)('reads the same in bytes as in text to another tool, %s', async form => {
    const { bytes, text } = emitWasm(program, form, true);
    expect(await instructionsOf(await assembled(text))).toBe(await instructionsOf(bytes));
  });
});

it('asks for no scratch memory where it needs none', () => {
  const bytes = (name: string): number => {
    const example = examples.find(({ kernel }) => kernel.name === name)!;
    return emitWasm(checkedOf(example), 'proven', true).scratchBytes;
  };
  expect(bytes('saxpy')).toBe(0);
  // Shared memory; a stack of 24 words.
  expect(bytes('reduce')).toBe(256);
  expect(bytes('bvh')).toBe(96);
});
