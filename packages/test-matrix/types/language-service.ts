import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// the compiler of the root, whose compilers test the types
const ts = createRequire(import.meta.url)('typescript-6') as typeof import('typescript-6');

export interface Hover {
  /** The line in which an editor declares the name under the cursor, without line breaks. */
  readonly declaration: string;
  readonly comment: string;
}
export interface EditedProgram {
  /** The hint of an editor at an offset of the program. */
  hover(offset: number): Hover;
  /** The errors of the compiler, each in one line, with the line of the program that it is about. */
  errors(): readonly { readonly line: number; readonly text: string }[];
}

const here = fileURLToPath(new URL('.', import.meta.url));
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A program as an editor has it open, beside the built declarations of the packages. */
export function edit(text: string): EditedProgram {
  const program = `${here}edited.ts`;
  const service = ts.createLanguageService({
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
    getCurrentDirectory: () => here,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    fileExists: file => file === program || ts.sys.fileExists(file),
    readFile: file => ts.sys.readFile(file),
    directoryExists: folder => ts.sys.directoryExists(folder),
  });
  return {
    hover: offset => {
      const info = service.getQuickInfoAtPosition(program, offset);
      return {
        declaration: oneLine(ts.displayPartsToString(info?.displayParts)),
        comment: ts.displayPartsToString(info?.documentation),
      };
    },
    errors: () =>
      [...service.getSyntacticDiagnostics(program), ...service.getSemanticDiagnostics(program)].map(
        ({ messageText, start = 0 }) => ({
          line: text.slice(0, start).split('\n').length,
          text: oneLine(ts.flattenDiagnosticMessageText(messageText, ' ')),
        }),
      ),
  };
}
