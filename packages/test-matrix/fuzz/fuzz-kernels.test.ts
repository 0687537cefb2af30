// Kernels made at random do on a target what they do in the interpreter.
import { inject } from 'vitest';
import { openTarget, suite, test } from '../src/conformance.ts';
import { type Capability, targetNamed } from '../src/targets.ts';
import { budgets } from './run/budget.ts';
import { fuzz, PATIENCE_MS } from './run/fuzz.ts';
import { KernelSubject } from './run/kernels.ts';

const target = targetNamed(inject('target'));
const has = (capability: Capability): boolean => target.capabilities.includes(capability);

suite('fuzz-kernels', () => {
  for (const [kind, budget] of budgets(target, ['kernels', 'floats'])) {
    const floats = kind === 'floats' ? 'ieee' : 'grid';
    test(`of any kind, floats ${floats}`, {
      timeout: PATIENCE_MS + (budget.seconds ?? 0) * 1000,
    }, async () => {
      const abilities = {
        floats,
        groups: has('groups'),
        atomics: has('atomics'),
        scatter: has('scatter'),
      } as const;
      const subject = new KernelSubject(abilities, () => openTarget());
      await fuzz(subject, kind, target.name, budget);
    });
  }
});
