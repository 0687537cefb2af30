// Who may know whom, value and type-only imports alike. Checked by `npm run check`; packages/test-matrix/tooling/ checks
// that each rule catches a violation.
const test = '\\.test\\.ts$';
/** Every package that is nothing else, so that a new one is bound by the rules before anybody names it. */
const backends = 'packages/(?!(?:core|algorithms|test-matrix)/)[^/]+|examples/[^/]+-backend';
const error = 'error';

module.exports = {
  forbidden: [
    {
      name: 'core-imports-nothing',
      severity: error,
      from: { path: '^packages/core/src/', pathNot: test },
      to: { pathNot: '^packages/core/src/' },
    },
    {
      name: 'a-backend-imports-core-alone',
      severity: error,
      from: { path: `^(${backends})/src/`, pathNot: test },
      to: { pathNot: ['^$1/src/', '^packages/core/src/(backend/)?index\\.ts$'] },
    },
    {
      name: 'algorithms-import-the-main-entry-of-core-alone',
      severity: error,
      from: { path: '^packages/algorithms/src/', pathNot: test },
      to: { pathNot: ['^packages/algorithms/src/', '^packages/core/src/index\\.ts$'] },
    },
    {
      // The unit tests of a package may use tools, but no more of the workspace than the package itself.
      name: 'unit-tests-stay-in-their-layer',
      severity: error,
      from: { path: `^(packages/core|${backends}|packages/algorithms)/src/.*${test}` },
      to: { path: '^(packages|examples)/', pathNot: ['^$1/', '^packages/core/src/(backend/)?index\\.ts$'] },
    },
    {
      name: 'unit-tests-of-algorithms-import-the-main-entry-of-core-alone',
      severity: error,
      from: { path: `^packages/algorithms/src/.*${test}` },
      to: { path: '^packages/core/', pathNot: '^packages/core/src/index\\.ts$' },
    },
    {
      // The suites run on an example that is a backend.
      name: 'nothing-imports-the-private-parts',
      severity: error,
      from: { path: '^(packages/(?!test-matrix)[^/]+|bench|examples/[^/]+)/' },
      to: { path: '^(packages/test-matrix|bench|examples)/', pathNot: '^$1/' },
    },
    {
      // Types may know each other in a circle, values may not.
      name: 'no-circular-values',
      severity: error,
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'every-import-resolves',
      severity: error,
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['@heddle/source', 'import', 'node', 'types', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.d.ts', '.js', '.mjs', '.json'],
    },
  },
};
