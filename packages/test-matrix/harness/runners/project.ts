// The common configuration of Vitest's projects.
import type { ProvidedContext } from 'vitest';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { foldersOf, type Target } from '../targets.ts';

// Packages of the workspace resolve to their TypeScript source, so that an edit needs no build.
const conditions = ['@heddle/source'];
export const source = { resolve: { conditions }, ssr: { resolve: { conditions } } };

/** A project of tests that are about no target. */
export const untargeted = (
  name: string,
  include: string,
  timeout: number,
  setupFiles: string[] = [],
): TestProjectInlineConfiguration => ({
  ...source,
  test: {
    name,
    include: [include],
    exclude: ['**/fixture/**'],
    setupFiles,
    testTimeout: timeout,
    hookTimeout: timeout,
  },
});

export const suitesOf = (target: Target): string[] =>
  foldersOf(target).map(folder => `packages/test-matrix/${folder}/**/*.test.ts`);

/** `npm run matrix:full` and `npm run fuzz` vary these; the table of targets stays as it is. */
const { MATRIX_THREADS, MATRIX_ROUNDS, MATRIX_AUDIT, FUZZ } = process.env;
export const provided = (target: Target): ProvidedContext => ({
  target: target.name,
  ...(MATRIX_THREADS &&
    target.capabilities.includes('threads') && { options: { threads: Number(MATRIX_THREADS) } }),
  ...(MATRIX_ROUNDS && { rounds: Number(MATRIX_ROUNDS) }),
  ...(FUZZ && { fuzz: JSON.parse(FUZZ) }),
  ...(MATRIX_AUDIT && { audit: true }),
});
