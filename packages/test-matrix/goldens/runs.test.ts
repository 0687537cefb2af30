import { describe, expect, test } from 'vitest';
import { runInterpreted } from '../../core/src/interpreter/launch.test-support.ts';
import { emitters } from './emitter.ts';
import { checkedOf, formsOf } from './example.ts';
import { examples } from './examples.ts';

const runners = emitters.flatMap(({ backend, run }) => (run ? [{ backend, run }] : []));

describe.each(examples)('$kernel.name: $shows', example => {
  const program = checkedOf(example);
  const launches = example.launches.map(launch => ({
    launch,
    forms: formsOf(program, launch),
    expected: runInterpreted(program, launch),
  }));

  test('the interpreter does what is known of it', () => {
    for (const { launch, expected } of launches) {
      for (const [i, view] of (launch.yields ?? []).entries())
        if (view) expect(expected[i]).toEqual(view.words);
    }
  });

  test.each(runners)('the code of $backend does what the interpreter does', ({ run }) => {
    for (const { launch, forms, expected } of launches) {
      for (const form of forms) {
        for (const found of run(program, form, launch)) expect(found).toEqual(expected);
      }
    }
  });

  test('every form that is kept has a launch', () => {
    const run = launches.flatMap(({ forms }) => forms);
    expect(run).toEqual(expect.arrayContaining([...example.goldens]));
  });
});
