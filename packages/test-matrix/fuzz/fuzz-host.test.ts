// Host programs made at random: every readback is what a replay on the host says, and what races is refused.
import { inject } from 'vitest';
import { openTarget, suite, test } from '../harness/conformance.ts';
import { targetNamed } from '../harness/targets.ts';
import { budgets } from './run/budget.ts';
import { fuzz, PATIENCE_MS } from './run/fuzz.ts';
import { HostSubject } from './run/host.ts';

const target = targetNamed(inject('target'));

suite('fuzz-host', () => {
  for (const [kind, budget] of budgets(target, ['host'])) {
    test('over several streams', { timeout: PATIENCE_MS + (budget.seconds ?? 0) * 1000 }, () =>
      fuzz(new HostSubject(() => openTarget()), kind, target.name, budget),
    );
  }
});
