// Writes src/worker-source.ts from the built src/worker.ts: run after a change of it, as `npm run embed-worker` in packages/wasm.
import { readFileSync, writeFileSync } from 'node:fs';

const at = path => new URL(`../${path}`, import.meta.url);

/** A worker that is started from its text is a classic script. */
export function embedded() {
  const text = readFileSync(at('dist/worker.js'), 'utf8')
    .replace(/^export \{\};\n/m, '')
    .replace(/^\/\/# sourceMappingURL=.*\n?/m, '');
  const literal = text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `/** The text of worker.ts, as built. Made by scripts/embed-worker.mjs; tooling/worker-source.test.ts compares them. */
export const workerSource: string = \`${literal}\`;
`;
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].replaceAll('\\', '/').split('/').at(-1))) {
  writeFileSync(at('src/worker-source.ts'), embedded());
}
