// Who may know whom, value and type-only imports alike. Checked by `npm run check`; packages/test-matrix/tooling/ checks
// that each rule catches a violation.
const test = '\\.test\\.ts$';
const support = '\\.test-support\\.ts$';
/** Every package that is nothing else, so that a new one is bound by the rules before anybody names it. */
const backends = 'packages/(?!(?:core|algorithms|test-matrix)/)[^/]+|examples/[^/]+-backend';
const publicToTests = [
  '^packages/test-matrix/',
  '^(packages|examples)/[^/]+/src/(backend/)?index\\.ts$',
  `^packages/core/src/.*${support}`,
  // the text of a worker is also the script that a user serves
  '^packages/[^/]+/src/worker-source\\.ts$',
];
const error = 'error';

/**
 * The folders of core, and the ones that each of them may import besides itself and `errors`. The library of precise
 * functions is written in the kernel language, and is the only part of `lower` that knows it.
 */
const layers = {
  errors: [],
  ir: [],
  check: ['ir'],
  language: ['ir'],
  lower: ['ir', 'check'],
  'lower/math': ['ir', 'check', 'lower', 'language'],
  interpreter: ['ir', 'check'],
  print: ['ir', 'lower'],
  runtime: ['ir', 'check', 'language'],
};
const testOrSupport = '\\.test(-support)?\\.ts$';
const core = '^packages/core/src/';

module.exports = {
  forbidden: [
    {
      name: 'core-imports-nothing',
      severity: error,
      from: { path: '^packages/core/src/', pathNot: test },
      to: { pathNot: '^packages/core/src/' },
    },
    ...Object.entries(layers).map(([folder, others]) => ({
      name: `core-layer-${folder.replace('/', '-')}`,
      severity: error,
      from: {
        path: `${core}${folder}/`,
        pathNot: [testOrSupport, ...(folder === 'lower' ? [`${core}lower/math/`] : [])],
      },
      to: { path: core, pathNot: [folder, ...others, 'errors'].map(other => `${core}${other}/`) },
    })),
    {
      name: 'core-imports-not-its-own-entry-for-backends',
      severity: error,
      from: { path: core, pathNot: testOrSupport },
      to: { path: `${core}backend/` },
    },
    {
      // A new folder is a new layer, and gets its row above; the entry for backends is one file of exports.
      name: 'core-folders-are-layers',
      severity: error,
      from: {
        path: `${core}[^/]+/`,
        pathNot: [
          testOrSupport,
          `${core}backend/index\\.ts$`,
          ...Object.keys(layers).map(name => `${core}${name}/`),
        ],
      },
      to: {},
    },
    {
      name: 'a-backend-imports-core-alone',
      severity: error,
      from: { path: `^(${backends})/src/`, pathNot: [test, support] },
      to: { pathNot: ['^$1/src/', '^packages/core/src/(backend/)?index\\.ts$'] },
    },
    {
      name: 'algorithms-import-the-main-entry-of-core-alone',
      severity: error,
      from: { path: '^packages/algorithms/src/', pathNot: test },
      to: { pathNot: ['^packages/algorithms/src/', '^packages/core/src/index\\.ts$'] },
    },
    {
      // The unit tests of a package may use tools, and core's support of tests, but otherwise no more of the
      // workspace than the package itself.
      name: 'unit-tests-stay-in-their-layer',
      severity: error,
      from: { path: `^(packages/core|${backends}|packages/algorithms)/src/.*(${test}|${support})` },
      to: {
        path: '^(packages|examples)/',
        pathNot: ['^$1/', '^packages/core/src/(backend/)?index\\.ts$', `^packages/core/src/.*${support}`],
      },
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
      // A test of behaviour sees what a user sees. The exceptions print, compile or run what emitters emit, which is
      // no package's public entry.
      name: 'the-matrix-imports-public-entries',
      severity: error,
      from: { path: '^packages/test-matrix/', pathNot: '^packages/test-matrix/(goldens|tooling)/' },
      to: { path: '^(packages|examples)/', pathNot: publicToTests },
    },
    {
      name: 'goldens-and-tooling-import-emitters-besides',
      severity: error,
      from: { path: '^packages/test-matrix/(goldens|tooling)/' },
      to: {
        path: '^(packages|examples)/',
        pathNot: [
          ...publicToTests,
          `^(${backends})/src/emit/`,
          '^packages/core/src/(check/bounds/access|runtime/loaded-kernel)\\.ts$',
        ],
      },
    },
    {
      // Types may know each other in a circle, and so may modules that are imported at a call. Others may not: which of
      // them is evaluated first would decide what they see.
      name: 'no-circular-values',
      severity: error,
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
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
