import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { emitWgsl } from '../../../webgpu/src/emit/emit.ts';
import { randomProgram } from '../fuzz/random-program.ts';
import { runShaders, type ShaderJob } from './run-shaders.ts';

const folder = fileURLToPath(new URL('../../goldens/webgpu/', import.meta.url));
const goldens: readonly ShaderJob[] = readdirSync(folder).map(name => ({
  name,
  code: readFileSync(`${folder}${name}`, 'utf8'),
  pipeline: true,
}));

const seeds = Array.from({ length: 25 }, (_, i) => i + 1);
const forms = ['proven', 'checked'] as const;
const random: readonly ShaderJob[] = seeds.flatMap(seed =>
  (['range', 'group'] as const).flatMap(kind => {
    const program = randomProgram(seed, kind);
    return forms.map(form => ({ name: `${kind} ${seed}, ${form}`, code: emitWgsl(program, form).code }));
  }),
);

test.each(['tint', 'naga'] as const)('%s takes the golden files and random programs', compiler => {
  const wrong = { name: 'wrong', code: 'fn f() -> u32 { return 1.5; }' };
  const results = runShaders(compiler, [...goldens, ...random, wrong]);
  expect(results).toHaveLength(goldens.length + random.length + 1);
  // The last one is there to see that the compiler was listened to.
  expect(results.filter(({ errors }) => errors.length > 0).map(({ name }) => name)).toEqual(['wrong']);
});
