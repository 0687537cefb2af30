// Bundles src/worker.ts into worker.js, and its text into src/worker-source.ts: run after a change of the
// worker's program, as `npm run embed-worker` in packages/webgl.
import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const at = path => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** A worker that is started from its text is a classic script; a module may be one too. */
export function bundled() {
  const { outputFiles } = buildSync({
    entryPoints: [at('src/worker.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    write: false,
  });
  return outputFiles[0].text;
}

export function embedded() {
  const literal = bundled().replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `/** The text of worker.js. Made by scripts/embed-worker.mjs; tooling/worker-source.test.ts compares them. */
export const workerSource: string = \`${literal}\`;
`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(at('worker.js'), bundled());
  writeFileSync(at('src/worker-source.ts'), embedded());
}
