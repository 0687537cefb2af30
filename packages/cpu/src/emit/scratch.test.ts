import { test } from 'vitest';
import { print } from '@heddle/core/backend';
import { emitJavaScript } from './emit.ts';
import { randomProgram } from './random-program.test-support.ts';
test('x', () => {
  const c = randomProgram(Number(process.env['SEED']), process.env['KIND'] as never);
  console.log(print(c.program)); console.log(emitJavaScript(c, 'checked').source);
});
