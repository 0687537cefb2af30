import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fn, groupKernel, If, kernel, Loop, Return, readWrite, u32, variable } from '@heddle/core';
import { check } from '@heddle/core/backend';
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

// Loops that are left by a return alone, at every depth, before code that is never reached.
const left = fn('left', [u32], u32, n => {
  const i = variable(u32, n);
  Loop(() => {
    If(i.$.gt(9), () => Return(i.$));
    Loop(() => {
      i.$ = i.$.add(1);
      If(i.$.rem(3).eq(0), () => Return(i.$.add(n)));
      If(i.$.rem(5).eq(0), () => {
        Loop(() => Return(n));
      });
    });
  });
  return i.$;
});
const returns = [
  kernel({
    name: 'left_by_return',
    params: { x: readWrite(u32) },
    body({ x }, { index }) {
      Loop(() => {
        x.at(index).$ = left(x.at(index).$);
        If(x.at(index).$.gt(5), Return);
      });
      x.at(index).$ = 7;
    },
  }),
  groupKernel({
    name: 'group_left_by_return',
    params: { x: readWrite(u32), n: u32 },
    groupSize: 4,
    body({ x, n }, g) {
      const i = variable(u32, 0);
      Loop(() => {
        g.barrier();
        x.at(g.globalIndex).$ = left(i.$);
        i.$ = i.$.add(1);
        If(i.$.gt(n), Return);
      });
    },
  }),
].flatMap(({ ir, name }) =>
  forms.map(form => ({
    name: `${name}, ${form}`,
    code: emitWgsl(check({ program: ir, location: () => undefined }), form).code,
    pipeline: true,
  })),
);

test.each(['tint', 'naga'] as const)(
  '%s takes the golden files and random programs, without a warning',
  compiler => {
    const wrong = { name: 'wrong', code: 'fn f() -> u32 { return 1.5; }' };
    const results = runShaders(compiler, [...goldens, ...random, ...returns, wrong]);
    expect(results).toHaveLength(goldens.length + random.length + returns.length + 1);
    // The last one is there to see that the compiler was listened to.
    expect(results.filter(({ errors }) => errors.length > 0).map(({ name }) => name)).toEqual(['wrong']);
    expect(results.flatMap(({ name, warnings }) => warnings.map(told => `${name}, ${told}`))).toEqual([]);
  },
);
