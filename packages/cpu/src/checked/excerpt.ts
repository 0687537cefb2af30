/** Lines to each side of the one that it is about. */
const AROUND = 2;

// what Node, Deno and Bun have and no ECMAScript library declares
interface Host {
  readonly process?: { getBuiltinModule?(name: 'node:fs'): FileSystem | undefined };
}
interface FileSystem {
  readFileSync(file: string | URL, encoding: 'utf8'): string;
}

/**
 * A place in the source, `file:line:column`, and what stands around it where the file can be read: in a page, and
 * with a map from built code to a source that is not there, the place alone.
 */
export function excerpt(location: string | undefined): readonly string[] {
  if (location === undefined) return ['at a line that this engine does not tell'];
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
