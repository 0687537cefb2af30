import { defineConfig } from 'vitest/config';
import { MatrixReporter } from './packages/test-matrix/harness/reporter.ts';
import { projects } from './packages/test-matrix/harness/runners/projects.ts';

export default defineConfig({
  test: { reporters: ['default', new MatrixReporter()], projects },
});
