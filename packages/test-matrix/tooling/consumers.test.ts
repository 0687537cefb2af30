// The packages as a user gets them: packed, installed from the tarballs in an empty directory outside of the
// workspace, and put through the compilers and bundlers that users have.
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';
import { type BackendName, targets } from '../harness/targets.ts';
import { bundlers } from './consumers/bundlers.ts';
import { execute, install, pack } from './consumers/install.ts';
import { withoutBlocks } from './documents.ts';

const RESOLUTIONS = ['nodenext', 'bundler'] as const;
const installs = [
  ['core, algorithms, wasm', ['wasm']],
  ['core, algorithms, wasm, webgpu', ['wasm', 'webgpu']],
  ['core, algorithms, wasm, webgpu, webgl, cpu', ['wasm', 'webgpu', 'webgl', 'cpu']],
] as const satisfies readonly (readonly [packages: string, backends: readonly BackendName[]])[];
type Installed = (typeof installs)[number][1][number];

const worksInNode: readonly string[] = ['cpu', 'wasm'] satisfies BackendName[];

const folder = mkdtempSync(join(tmpdir(), 'heddle-consumers-'));
const folderOf = (packages: string): string => join(folder, packages.replaceAll(', ', '-'));
/** Tarballs, by package. */
let packed: ReadonlyMap<string, string>;
/** The errors of the type checker, by install and resolution. */
const mistakes = new Map<string, string>();

const workspace = createRequire(import.meta.url);
const tsc = join(dirname(workspace.resolve('typescript/package.json')), 'bin/tsc');

/** An empty directory becomes a program with these packages; compiled, it stands in `built`. */
async function consume(packages: string, backends: readonly BackendName[]): Promise<void> {
  const own = folderOf(packages);
  const tarballs = packages.split(', ').map(name => packed.get(`@heddle/${name}`)!);
  await install(own, tarballs);
  copyFileSync(join(import.meta.dirname, 'consumers/program.ts'), join(own, 'program.ts'));
  const imports = backends.map(name => `import { ${name} } from '@heddle/${name}';\n`).join('');
  const calls = backends.map(name => `${name}()`).join(', ');
  const main = `${imports}import { print } from './program.js';\nawait print([${calls}]);\n`;
  writeFileSync(join(own, 'main.ts'), main);
  for (const resolution of RESOLUTIONS) {
    const compilerOptions = {
      target: 'ES2022',
      lib: ['ES2022'],
      types: [],
      module: resolution === 'bundler' ? 'esnext' : resolution,
      moduleResolution: resolution,
      strict: true,
      skipLibCheck: false,
      noEmit: resolution === 'bundler',
      rootDir: '.',
      outDir: 'built',
    };
    const project = join(own, `tsconfig.${resolution}.json`);
    writeFileSync(project, JSON.stringify({ compilerOptions, files: ['main.ts'] }));
    const { stdout } = await execute(process.execPath, [tsc, '-p', project]).catch(error => error);
    mistakes.set(`${packages}: ${resolution}`, stdout);
  }
}

let browser: Browser;
/** A site that is isolated from other origins, so that wasm has its threads. */
const site = createServer(({ url = '/' }, response) => {
  response.writeHead(200, {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Content-Type': url === '/' ? 'text/html' : 'text/javascript',
  });
  response.end(
    url === '/' ? '<!doctype html><link rel="icon" href="data:,">' : readFileSync(join(folder, url)),
  );
});

beforeAll(async () => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no browser; `npm test` gets one');
  const flags = targets.filter(({ runtime }) => runtime === 'chromium').flatMap(target => target.flags);
  browser = await chromium.launch({ executablePath, args: [...new Set(flags)] });
  await once(site.listen(0, 'localhost'), 'listening');
  packed = await pack(folder);
  await Promise.all(installs.map(([packages, backends]) => consume(packages, backends)));
}, 300_000);
afterAll(async () => {
  await browser?.close();
  site.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Manifest {
  readonly peerDependencies?: { readonly [name: string]: string };
  readonly exports: { readonly [path: string]: string | { readonly [condition: string]: string } };
}
const everything = folderOf(installs.at(-1)![0]);
const installed = (name: string): string => join(everything, 'node_modules', name);
const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(installed(name), 'package.json'), 'utf8'));
const entryPointsOf = (exports: Manifest['exports']): string[] =>
  Object.values(exports)
    .flatMap(entry => (typeof entry === 'string' ? entry : Object.values(entry)))
    .map(path => path.replace(/^\.\//, ''));

const lines = (output: string): unknown[] =>
  output
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));

async function runInNode(file: string): Promise<unknown[]> {
  const { stdout } = await execute(process.execPath, [file], { timeout: 60_000 });
  return lines(stdout);
}

async function runInChromium(file: string): Promise<unknown[]> {
  const page = await browser.newPage();
  const printed: string[] = [];
  page.on('console', message => {
    if (message.type() === 'log') printed.push(message.text());
  });
  try {
    await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
    await page.evaluate(`import(${JSON.stringify(file.slice(folder.length))}).then(() => {})`);
    return lines(printed.join('\n'));
  } finally {
    await page.close();
  }
}

const resultsOf = (backend: string): unknown => ({
  saxpy: [1996, 1998],
  sum: 999_000,
  bodies: [
    { position: [0.5, 1, 1.5], steps: 1 },
    { position: [-2, 0, 4], steps: 42 },
  ],
  backend,
});

describe('each tarball', () => {
  test('names ranges of versions that a registry knows', () => {
    for (const name of packed.keys()) {
      const { peerDependencies = {} } = manifestOf(name);
      const expected = name === '@heddle/core' ? {} : { '@heddle/core': '>=0.1.0 <1' };
      expect({ name, peerDependencies }).toEqual({ name, peerDependencies: expected });
    }
  });

  test('has a README, the licence, its entry points and the source that debuggers show, and no tests', () => {
    for (const name of packed.keys()) {
      const files = readdirSync(installed(name), { recursive: true, encoding: 'utf8' }).map(file =>
        file.replaceAll('\\', '/'),
      );
      const needed = [
        'README.md',
        'CHANGELOG.md',
        'LICENSE',
        'src/index.ts',
        ...entryPointsOf(manifestOf(name).exports),
      ];
      const missing = needed.filter(file => !files.includes(file));
      const superfluous = files.filter(file => /\.test|tsbuildinfo|node_modules/.test(file));
      expect({ name, missing, superfluous }).toEqual({ name, missing: [], superfluous: [] });
    }
  });
});

describe.each(['core', 'algorithms', 'wasm', 'webgpu', 'webgl', 'cpu'])('the tarball of %s', name => {
  const filesOf = (extension: string) =>
    readdirSync(installed(`@heddle/${name}`), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith(extension))
      .map(file => join(installed(`@heddle/${name}`), file));

  test('has documents whose links lead to files that are installed', () => {
    const documents = filesOf('.md');
    expect(documents).not.toEqual([]);
    // The other packages are installed here too, but need not be elsewhere.
    const isInstalled = (file: string): boolean =>
      existsSync(file) && [name, 'core'].some(own => file.startsWith(join(installed(`@heddle/${own}`), '/')));
    const dead = documents.flatMap(file =>
      linksOf(withoutBlocks(readFileSync(file, 'utf8')))
        .filter(to => !isInstalled(join(dirname(file), to)))
        .map(to => `${file.slice(folder.length)}: ${to}`),
    );
    expect(dead).toEqual([]);
  });

  test('has source maps that lead to sources', () => {
    const maps = filesOf('.map');
    expect(maps).not.toEqual([]);
    const dead = maps.flatMap(file => {
      const { sources }: { sources: string[] } = JSON.parse(readFileSync(file, 'utf8'));
      return sources.filter(source => !existsSync(join(dirname(file), source)));
    });
    expect(dead).toEqual([]);
  });

  test('has words by which a registry finds it', () => {
    const { keywords } = JSON.parse(readFileSync(join(installed(`@heddle/${name}`), 'package.json'), 'utf8'));
    expect(keywords).toContain('gpgpu');
  });
});

/** The files that the links of a text name; addresses of other sites, and headings, are none. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to]) => to!.replace(/#.*/, ''))
    .filter(to => to !== '' && !/^[a-z]+:/.test(to));

test('imported on a server, no package looks for a page, starts a worker or keeps the process', async () => {
  copyFileSync(join(import.meta.dirname, 'consumers/server.mjs'), join(everything, 'server.mjs'));
  for (const name of [...packed.keys(), '@heddle/core/backend']) {
    const { stdout } = await execute(process.execPath, ['server.mjs', name], {
      cwd: everything,
      timeout: 60_000,
    });
    const { exported, ...rest } = JSON.parse(stdout);
    expect({ name, ...rest }).toEqual({ name, touched: [], added: [], resources: [] });
    expect(exported, name).not.toEqual([]);
  }
});

describe.each(installs)('%s', (packages, backends) => {
  const own = folderOf(packages);
  const main = join(own, 'built/main.js');
  const everywhere = backends.map(name => [name, resultsOf(name)]);
  const inNode = backends.map(name => [
    name,
    worksInNode.includes(name) ? resultsOf(name) : 'NoBackendError',
  ]);

  test('these are installed and nothing else', () => {
    const names = (path: string) => readdirSync(path).filter(name => !name.startsWith('.'));
    expect(names(join(own, 'node_modules'))).toEqual(['@heddle']);
    expect(names(join(own, 'node_modules/@heddle'))).toEqual(packages.split(', ').sort());
  });

  test.each(RESOLUTIONS)('the types compile with resolution %s', resolution => {
    expect(mistakes.get(`${packages}: ${resolution}`)).toBe('');
  });

  test('it runs in Node as it is', async () => {
    expect(await runInNode(main)).toEqual(inNode);
  });

  test.each(Object.entries(bundlers))(
    'bundled by %s it runs in Node and in Chromium',
    async (name, bundle) => {
      const output = join(own, 'bundles', `${name}.js`);
      await bundle(main, output);
      expect(await runInNode(output)).toEqual(inNode);
      expect(await runInChromium(output)).toEqual(everywhere);
      expect(tracesIn(readFileSync(output, 'utf8'))).toEqual([...backends].sort());
    },
  );
});

/** A name that only this backend calls or writes, and that no minifier changes. */
const traces: Readonly<Record<Installed, readonly string[]>> = {
  cpu: ['generated JavaScript'],
  wasm: ['WebAssembly'],
  webgpu: ['requestAdapter', 'createShaderModule', 'workgroupBarrier'],
  webgl: ['webgl2', '#version 300 es', 'texelFetch'],
};
/** The backends of which there is anything at all in a bundle. */
const tracesIn = (bundle: string): string[] =>
  Object.entries(traces)
    .filter(([, words]) => words.some(word => bundle.includes(word)))
    .map(([name]) => name)
    .sort();
