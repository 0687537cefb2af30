import type { TestProjectInlineConfiguration } from 'vitest/config';
import { findBun, NO_BUN } from '../../../../scripts/bun.mjs';
import { processPool } from '../process-pool/pool.ts';
import type { Target } from '../targets.ts';
import { absent, node } from './node.ts';

export const bun = (target: Target): TestProjectInlineConfiguration => {
  const program = findBun();
  if (!program) return absent(target, NO_BUN);
  const { test, ...others } = node(target);
  return { ...others, test: { ...test, execArgv: [], pool: processPool('bun', program, target.flags) } };
};
