import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, vulkanEnvironment } from '../../../../scripts/chromium.mjs';
import { findDeno, NO_DENO } from '../../../../scripts/deno.mjs';

export interface ShaderJob {
  readonly name: string;
  readonly code: string;
  /** True if a pipeline is made of it too, so that the driver's compiler sees it. */
  readonly pipeline?: boolean;
  readonly launch?: {
    readonly block: readonly number[];
    readonly views: readonly { readonly words: readonly number[]; readonly readOnly: boolean }[];
    readonly groups: readonly number[];
  };
}

export interface ShaderResult {
  readonly name: string;
  readonly errors: readonly string[];
  /** The compiler's warnings and remarks, which a browser prints in its console. */
  readonly warnings: readonly string[];
  readonly views?: readonly (readonly number[])[];
}

const script = fileURLToPath(new URL('./shaders.mjs', import.meta.url));

/**
 * Compiles and runs shaders in a process of its own: on `tint` in Node or on `naga` in Deno, each with the
 * software driver.
 */
export function runShaders(compiler: 'tint' | 'naga', jobs: readonly ShaderJob[]): readonly ShaderResult[] {
  const folder = mkdtempSync(join(tmpdir(), 'shaders-'));
  try {
    const file = join(folder, 'jobs.json');
    const output = join(folder, 'results.json');
    writeFileSync(file, JSON.stringify(jobs));
    const [command, args] =
      compiler === 'tint'
        ? [process.execPath, [script, file, output]]
        : [denoProgram(), ['run', '-A', '--unstable-webgpu', script, file, output]];
    const env = {
      ...process.env,
      ...vulkanEnvironment(findChromium()),
      NO_COLOR: '1',
    };
    const { status, stderr, error } = spawnSync(command, args, {
      env,
      cwd: dirname(script),
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${compiler} ended with ${status}: ${stderr}`, { cause: error });
    return JSON.parse(readFileSync(output, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function denoProgram(): string {
  const program = findDeno();
  if (program === undefined) throw new Error(NO_DENO);
  return program;
}
