// npm run api: the public API of core and algorithms as it is declared, against packages/*/*.api.md, where a review sees what
// changes. `npm run api -- --update` writes them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './setup.mjs';
import { build, root } from './run.mjs';

if (build() !== 0) process.exit(1);
// a package, so not before setup.mjs
const { Extractor, ExtractorConfig } = await import('@microsoft/api-extractor');
const update = process.argv.includes('--update');
const temporary = mkdtempSync(join(tmpdir(), 'heddle-api-'));

try {
  for (const name of ['core', 'algorithms']) {
    const { succeeded, apiReportChanged } = Extractor.invoke(configOf(name), {
      localBuild: update,
      messageCallback: message => {
        // core's own types are reached from its entry for backends, too
        if (message.logLevel !== 'error') message.handled = true;
      },
    });
    if (!succeeded || apiReportChanged) {
      console.log(
        `packages/${name}/${name}.api.md is ${update ? 'written anew' : 'not what is declared: npm run api -- --update, and look at the difference'}`,
      );
      if (!update) process.exitCode = 1;
    }
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function configOf(name) {
  const projectFolder = join(root, 'packages', name);
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(projectFolder, 'package.json'),
    configObject: {
      projectFolder,
      mainEntryPointFilePath: join(projectFolder, 'dist/index.d.ts'),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            lib: ['ES2022', 'ESNext.Disposable'],
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            types: [],
            strict: true,
          },
          files: [join(projectFolder, 'dist/index.d.ts')],
        },
      },
      apiReport: {
        enabled: true,
        reportFolder: projectFolder,
        reportTempFolder: temporary,
        reportFileName: name,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
}
