import { inject } from 'vitest';
import { openTarget, suite, test } from '../src/conformance.ts';
import { fuzz } from './run/fuzz.ts';
import { KernelSubject } from './run/kernels.ts';

suite('kernels', () => {
  for (const floats of ['grid', 'ieee'] as const) {
    test(`made at random do what the interpreter does: ${floats}`, { timeout: 600_000 }, async ({ target }) => {
      if (floats === 'ieee' && !target.bitExactFloat) return;
      const has = (name: (typeof target.capabilities)[number]) => target.capabilities.includes(name);
      const abilities = { floats, groups: has('groups'), atomics: has('atomics'), scatter: has('scatter') };
      const subject = new KernelSubject(abilities, () => openTarget());
      try {
        const summary = await fuzz(subject, inject('fuzz' as never) ?? { seed: 1, programs: 200 }, () => subject.renew());
        console.log(JSON.stringify(summary));
      } finally {
        await subject.close();
      }
    });
  }
});
