// npm run check: what is wrong without running the project. One line a tool when all is well.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import './setup.mjs';
import { dependencyViolations } from './dependency-rules.mjs';
import { build, program, root } from './run.mjs';

let failed = false;

function report(name, ok, details) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`);
  if (!ok) {
    failed = true;
    console.log(details);
  }
}

function tool(name, packageName, bin, args, cwd = root) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program(packageName, bin), ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  report(name, status === 0, `${stdout}${stderr}`);
}

report('build', build() === 0, 'tsc -b failed');
tool('biome', '@biomejs/biome', 'biome', ['ci', '--colors=off', '.']);

const { modules, violations } = dependencyViolations();
report(
  `dependency rules, ${modules} modules`,
  modules > 0 && violations.length === 0,
  violations.map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`).join('\n'),
);

for (const script of ['sizes', 'api-reports']) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}scripts/${script}.mjs`], {
    encoding: 'utf8',
  });
  report(script, status === 0, `${stdout}${stderr}`);
}
// the compilers of the workspace are 7 and, where a tool wants the JavaScript API, 6
tool('sherif', 'sherif', 'sherif', ['-i', 'typescript']);
tool('knip', 'knip', 'knip', []);

for (const folder of readdirSync(`${root}packages`)) {
  const directory = `${root}packages/${folder}`;
  if (JSON.parse(readFileSync(`${directory}/package.json`, 'utf8')).private) continue;
  tool(`publint ${folder}`, 'publint', 'publint', ['--strict', '--pack', 'npm'], directory);
  tool(
    `attw ${folder}`,
    '@arethetypeswrong/cli',
    'attw',
    ['--pack', '.', '--profile', 'esm-only'],
    directory,
  );
}

process.exit(failed ? 1 : 0);
