import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { MatrixReporter } from './packages/test-matrix/src/reporter.ts';
import { type Runtime, type Target, targets } from './packages/test-matrix/src/targets.ts';

// Packages of the workspace resolve to their TypeScript source, so that an edit needs no build.
const conditions = ['@heddle/source'];
const source = { resolve: { conditions }, ssr: { resolve: { conditions } } };

const project = (name: string, include: string, timeout: number): TestProjectInlineConfiguration => ({
  ...source,
  test: { name, include: [include], exclude: ['**/fixture/**'], testTimeout: timeout, hookTimeout: timeout },
});

const matrix: Record<Runtime, (target: Target) => TestProjectInlineConfiguration> = {
  node: target => ({
    ...source,
    test: {
      name: target.name,
      include: ['packages/test-matrix/conformance/**/*.test.ts'],
      pool: 'forks',
      env: { ...target.env },
      execArgv: [...target.flags],
      testTimeout: 60_000,
      provide: { target: target.name },
    },
  }),
};

export default defineConfig({
  test: {
    reporters: ['default', new MatrixReporter()],
    projects: [
      project('unit', '{packages,examples}/*/src/**/*.test.ts', 10_000),
      ...targets.map(target => matrix[target.runtime](target)),
      // Slow checks with child processes, and the compile tests, which read the built declarations.
      project('tooling', 'packages/test-matrix/tooling/**/*.test.ts', 120_000),
      project('types', 'packages/test-matrix/types/**/*.test.ts', 120_000),
    ],
  },
});
