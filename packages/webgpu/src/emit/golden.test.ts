import { readFileSync, writeFileSync } from 'node:fs';
import { check } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { emitWgsl } from './emit.ts';
import { goldenKernels } from './golden-kernels.test-support.ts';

// `UPDATE_GOLDEN=1` writes the files anew: the review of what changed in them is the test.
const update = process.env['UPDATE_GOLDEN'] === '1';

for (const { shows, forms, kernel } of goldenKernels) {
  test.each(forms)(`${kernel.name}, %s: ${shows}`, form => {
    const { code } = emitWgsl(check({ program: kernel.ir, location: () => undefined }), form);
    const file = new URL(`./golden/${kernel.name}.${form}.wgsl`, import.meta.url);
    const text = `// ${shows}\n\n${code}`;
    if (update) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
}
