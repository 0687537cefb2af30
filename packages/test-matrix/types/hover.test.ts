// An editor shows the comment above a row of the operation table at the method that the row gives a value.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type OpName, ops } from '@heddle/core/backend';

import { describe, expect, it } from 'vitest';

// the compiler of the root, whose compilers test the types
const ts = createRequire(import.meta.url)('typescript-6') as typeof import('typescript-6');

const names = (Object.keys(ops) as OpName[]).filter(name => name !== 'select');
const program = fileURLToPath(new URL('hovered.ts', import.meta.url));
const lines = names.map(name => `void v.${ops[name].on[0]}.${name};`);
const text = `import type { Bool, F32, I32, U32 } from '@heddle/core';
declare const v: { f32: F32; i32: I32; u32: U32; bool: Bool };
${lines.join('\n')}
`;
const host: import('typescript-6').LanguageServiceHost = {
  getCompilationSettings: () => ({
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    types: [],
  }),
  getScriptFileNames: () => [program],
  getScriptVersion: () => '1',
  getScriptSnapshot: file => {
    const source = file === program ? text : ts.sys.readFile(file);
    return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source);
  },
  getCurrentDirectory: () => fileURLToPath(new URL('.', import.meta.url)),
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  fileExists: file => file === program || ts.sys.fileExists(file),
  readFile: file => ts.sys.readFile(file),
  directoryExists: folder => ts.sys.directoryExists(folder),
};
const service = ts.createLanguageService(host);

describe('hovering over a method of a value', () => {
  it.each(names)('%s', name => {
    const line = lines[names.indexOf(name)]!;
    const info = service.getQuickInfoAtPosition(program, text.indexOf(line) + line.length - 2);
    expect(ts.displayPartsToString(info?.documentation)).toMatch(/^\S.*\.$/);
  });
});
