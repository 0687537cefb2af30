import type { TestProjectInlineConfiguration } from 'vitest/config';
import { findDeno, NO_DENO } from '../../../../scripts/deno.mjs';
import { processPool } from '../process-pool/pool.ts';
import type { Target } from '../targets.ts';
import { absent, node } from './node.ts';

export const deno = (target: Target): TestProjectInlineConfiguration => {
  const program = findDeno();
  if (!program) return absent(target, NO_DENO);
  const { test, ...others } = node(target);
  return {
    ...others,
    test: {
      ...test,
      execArgv: [],
      pool: processPool('deno', program, ['run', '--allow-all', ...target.flags]),
    },
  };
};
