// Kernels made at random do on a target what they do in the interpreter.
import { inject } from 'vitest';
import { openTarget, suite, test } from '../harness/conformance.ts';
import { type Capability, targetNamed } from '../harness/targets.ts';
import { ApproximateSubject } from './run/approximate.ts';
import { budgets } from './run/budget.ts';
import { type Budget, fuzz, PATIENCE_MS } from './run/fuzz.ts';
import { KernelSubject } from './run/kernels.ts';

const target = targetNamed(inject('target'));
const has = (capability: Capability): boolean => target.capabilities.includes(capability);

const timeout = ({ seconds = 0 }: Budget) => ({ timeout: PATIENCE_MS + seconds * 1000 });
const open = () => openTarget();

suite('fuzz-kernels', () => {
  for (const [kind, budget] of budgets(target, ['kernels', 'floats'])) {
    const floats = kind === 'floats' ? 'ieee' : 'grid';
    test(`of any kind, floats ${floats}`, timeout(budget), async () => {
      const abilities = {
        floats,
        groups: has('groups'),
        atomics: has('atomics'),
        scatter: has('scatter'),
      } as const;
      await fuzz(new KernelSubject(abilities, open), kind, target.name, budget);
    });
  }
  for (const [kind, budget] of budgets(target, ['approximate'])) {
    test('of float expressions, within the bounds of the table', timeout(budget), async () => {
      await fuzz(new ApproximateSubject(target.bitExactFloat, open), kind, target.name, budget);
    });
  }
});
