/** The number of lines shown on each side of the line concerned. */
const AROUND = 2;

// These are available in Node, Deno and Bun, and no ECMAScript library declares them.
interface Host {
  readonly process?: { getBuiltinModule?(name: 'node:fs'): FileSystem | undefined };
}
interface FileSystem {
  readFileSync(file: string | URL, encoding: 'utf8'): string;
}

/**
 * A position in the source, `file:line:column`, and the lines around it if the file can be read. On a page,
 * or with a source map that names a missing file, the result is the position alone.
 */
export function excerpt(location: string | undefined): readonly string[] {
  if (location === undefined) return ['at a line that this engine does not report'];
  const [, file, line] = /^(.*):(\d+):\d+$/.exec(location) ?? [];
  const lines = file === undefined ? undefined : linesOf(file);
  const number = Number(line);
  if (lines === undefined || lines[number - 1] === undefined) return [`at ${location}`];
  const first = Math.max(1, number - AROUND);
  const last = Math.min(lines.length, number + AROUND);
  const width = `${last}`.length;
  return [
    `at ${location}`,
    ...lines.slice(first - 1, last).map((text, i) => {
      const at = first + i;
      return `${at === number ? '>' : ' '} ${`${at}`.padStart(width)} | ${text}`.trimEnd();
    }),
  ];
}

function linesOf(file: string): readonly string[] | undefined {
  try {
    const path = file.replace(/\?.*$/, '');
    const files = (globalThis as Host).process?.getBuiltinModule?.('node:fs');
    return files?.readFileSync(path.startsWith('file:') ? new URL(path) : path, 'utf8').split(/\r?\n/);
  } catch {
    return undefined;
  }
}

declare const URL: new (url: string) => URL;
interface URL {
  readonly href: string;
}
