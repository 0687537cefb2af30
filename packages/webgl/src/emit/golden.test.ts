import { readFileSync, writeFileSync } from 'node:fs';
import { check } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { emitGlsl } from './emit.ts';
import { goldenKernels } from './golden-kernels.test-support.ts';
import { planPasses } from './pass-plan.ts';

// `UPDATE_GOLDEN=1` writes the files anew: the review of what changed in them is the test.
const update = process.env['UPDATE_GOLDEN'] === '1';

for (const { shows, forms, kernel } of goldenKernels) {
  test.each(forms)(`${kernel.name}, %s: ${shows}`, form => {
    const program = check({ program: kernel.ir, location: () => undefined });
    const passes = planPasses(program, 4, () => true);
    for (const [i, outputs] of passes.entries()) {
      const { fragment } = emitGlsl(program, form, { outputs });
      const pass = passes.length > 1 ? `.${i}` : '';
      const file = new URL(`./golden/${kernel.name}.${form}${pass}.glsl`, import.meta.url);
      // Nothing may stand before the line with the version.
      const text = fragment.replace('\n', `\n// ${shows}\n`);
      if (update) writeFileSync(file, text);
      expect(text).toBe(readFileSync(file, 'utf8'));
    }
  });
}
