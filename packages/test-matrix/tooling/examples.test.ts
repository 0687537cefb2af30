// Documentation by example, executed: the ```ts blocks of the READMEs and of docs/, and each @example of the
// public API. They compile against the built declarations, as a user's would, and each runs as a program of
// its own.
//
// A block that imports is taken as it stands; any other may use all exports and what
// fixture/example-context.ts adds. A comment behind a statement is its result (`// 12`, `// Float32Array [1,
// 2]`) or its refusal (`// throws KernelError`); a fenced block without a language that follows is what the
// program prints.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ts = createRequire(import.meta.url)('typescript-6') as typeof import('typescript-6');

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'heddle-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'), 'junction');

interface Example {
  /** The file and the line in front of the block. */
  readonly place: string;
  readonly code: string;
  readonly output: string | undefined;
}

const packages = readdirSync(join(root, 'packages'));
const published = packages.filter(
  name => !JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')).private,
);
const under = (path: string): string[] =>
  readdirSync(join(root, path), { recursive: true, encoding: 'utf8' }).map(
    file => `${path}/${file.replaceAll('\\', '/')}`,
  );
const documents = [
  'README.md',
  ...published.map(name => `packages/${name}/README.md`),
  // a table is all that there is of the mutations
  ...under('docs').filter(file => file.endsWith('.md') && file !== 'docs/mutations.md'),
];
const sources = published
  .flatMap(name => under(`packages/${name}/src`))
  .filter(file => /(?<!\.test|\.test-support)\.ts$/.test(file));

/** The fenced blocks of a text, the margin of a doc comment taken off. */
function examplesOf(file: string, text: string): Example[] {
  const examples: Example[] = [];
  for (const { 1: code, 2: output, index } of text.matchAll(
    /^```ts\n(.*?)^```\n(?:\n?```\n(.*?)^```\n)?/gms,
  )) {
    const line = text.slice(0, index).split('\n').length;
    examples.push({ place: `${file}:${line}`, code: code!, output });
  }
  return examples;
}

function documented(file: string): Example[] {
  const text = readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
  if (file.endsWith('.md')) return examplesOf(file, text);
  const examples = examplesOf(file, text.replace(/^ *\*(?!\/) ?/gm, ''));
  const tags = text.match(/^ *\/?\*+ @example/gm)?.length ?? 0;
  if (tags !== examples.length) throw new Error(`${file}: an @example is not a \`\`\`ts block`);
  return examples;
}

/** A statement with its result in a comment behind it becomes a comparison, on the same line. */
function compared(code: string): string {
  const file = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true);
  return file.statements
    .map(statement => {
      const own = code.slice(statement.getFullStart(), statement.end);
      const comment = ts.getTrailingCommentRanges(code, statement.end)?.at(-1);
      if (!comment) return own;
      const says = code.slice(comment.pos + 2, comment.end).trim();
      const refusal = /^throws (\w+)$/.exec(says)?.[1];
      const at = statement.getStart() - statement.getFullStart();
      const [before, text] = [own.slice(0, at), own.slice(at)];
      if (refusal) return `${before}await expectThrow(async () => { ${text} }, '${refusal}');`;
      const result = says.replace(/^(\w+Array) (\[.*\])$/, '$1.from($2)');
      if (ts.isExpressionStatement(statement))
        return `${before}expectResult(${statement.expression.getText()}, ${result});`;
      const declared = ts.isVariableStatement(statement) && statement.declarationList.declarations.at(-1);
      if (!declared) throw new Error(`a comment behind a statement is its result: ${says}`);
      return `${own} expectResult(${declared.name.getText()}, ${result});`;
    })
    .join('');
}

const options = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
};

const context = join(folder, 'context.mts');
writeFileSync(
  context,
  [
    readFileSync(join(import.meta.dirname, 'fixture/example-context.ts'), 'utf8'),
    ...published.map(name => `export * from '@heddle/${name}';\n`),
  ].join(''),
);
const contextProgram = ts.createProgram([context], options);
const exported = contextProgram
  .getTypeChecker()
  .getExportsOfModule(
    contextProgram.getTypeChecker().getSymbolAtLocation(contextProgram.getSourceFile(context)!)!,
  );

function programOf({ code }: Example): string {
  const mentioned = new Set(code.match(/\w+/g));
  const comparisons = ['expectResult', 'expectThrow'];
  if (/^import /m.test(code))
    return `import { ${comparisons.join(', ')} } from './context.mjs'; ${compared(code)}`;
  const used = exported.map(({ name }) => name).filter(name => mentioned.has(name));
  return `import { ${[...used, ...comparisons].join(', ')} } from './context.mjs'; { ${compared(code)} }`;
}

const examples = [...documents, ...sources].flatMap(documented);
const fileOf = (index: number): string => join(folder, `example-${index}.mts`);

interface Run {
  readonly output: string;
  /** The errors of the type checker, or the one that the program ended with. */
  readonly errors: readonly string[];
}
let runs: readonly Run[];

/**
 * Runs the examples one after the other, each with a context of its own, in one process: starting 70 takes
 * half a minute.
 */
const runner = `
import { writeFileSync } from 'node:fs';
const runs = [];
for (let index = 0; index < ${examples.length}; index++) {
  const run = { output: '', errors: [] };
  process.stdout.write = text => { run.output += text; return true; };
  process.stderr.write = text => { run.errors.push(text); return true; };
  await import('./example-' + index + '.mjs').catch(error => run.errors.push(error.stack));
  runs.push(run);
  writeFileSync('runs.json', JSON.stringify(runs));
}
`;

beforeAll(() => {
  examples.forEach((example, index) => {
    writeFileSync(fileOf(index), programOf(example));
  });
  const files = [context, ...examples.map((_, index) => fileOf(index))];
  const program = ts.createProgram(files, options, undefined, contextProgram);
  program.emit(undefined, (name, text) => {
    const own = /example-(\d+)/.exec(name)?.[1];
    writeFileSync(name, own ? text.replace("'./context.mjs'", `'./context.mjs?${own}'`) : text);
  });
  writeFileSync(join(folder, 'runner.mjs'), runner);
  const { stderr } = spawnSync(process.execPath, ['runner.mjs'], { cwd: folder, encoding: 'utf8' });
  const ran: Run[] = JSON.parse(readFileSync(join(folder, 'runs.json'), 'utf8'));
  runs = examples.map((_, index) => {
    const { output, errors } = ran[index] ?? { output: '', errors: ['it did not end', stderr] };
    const source = program.getSourceFile(fileOf(index));
    return { output, errors: [...ts.getPreEmitDiagnostics(program, source).map(describeMistake), ...errors] };
  });
}, 120_000);

function describeMistake({ file, start, messageText }: import('typescript-6').Diagnostic): string {
  const line = file ? file.text.slice(0, start).split('\n').length : 0;
  return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}

test('there are examples in each document and in each package', () => {
  for (const place of [...documents, ...published.map(name => `packages/${name}/src/`)])
    expect(examples.filter(example => example.place.startsWith(place)).length, place).toBeGreaterThan(0);
});

test('each exported function has an example', () => {
  const checker = contextProgram.getTypeChecker();
  const source = contextProgram.getSourceFile(context)!;
  const without = exported.filter(symbol => {
    const type = checker.getTypeOfSymbolAtLocation(symbol, source);
    const isElementType = type.getProperty('kind') !== undefined;
    const isFunction = type.getCallSignatures().length > 0 && !isElementType;
    const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return isFunction && !own.getJsDocTags().some(tag => tag.name === 'example');
  });
  expect(without.map(symbol => symbol.name)).toEqual(['expectResult', 'expectThrow']);
});

test.each(examples.map(({ place, output }, index) => [place, index, output] as const))(
  '%s',
  (_, index, output = '') => {
    expect(runs[index]).toEqual({ output, errors: [] });
  },
);
