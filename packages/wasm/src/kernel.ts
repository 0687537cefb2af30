import type { CheckedProgram, CompiledKernel, Form, LaunchOperation } from '@heddle/core/backend';
import { layout, lowerMath } from '@heddle/core/backend';
import { bufferOf } from './buffer.ts';
import { emitWasm } from './emit/emit.ts';
import { blockBytes, writeBlock } from './emit/launch-block.ts';
import { webAssembly } from './platform.ts';
import type { Pool } from './pool/pool.ts';
import type { PoolKernel, RunCommand } from './pool/task.ts';

/** A kernel as a module that all workers have. */
export interface WasmKernel extends CompiledKernel {
  readonly entry: PoolKernel;
  /** About how many operations an invocation takes, or a group of a group kernel. */
  readonly cost: number | undefined;
  /** By parameter: words from one element to the next. */
  readonly strideWords: readonly number[];
}

export function compileKernel(pool: Pool, program: CheckedProgram, form: Form, shared: boolean): WasmKernel {
  const { bytes, text, scratchBytes, cost } = emitWasm(lowerMath(program), form, shared);
  pool.reserveScratch(scratchBytes);
  const module = new (webAssembly().Module)(bytes);
  const strideWords = program.program.params.map(({ type }) => layout(type).stride / 4);
  const entry = pool.kernel(module, 'run');
  return { code: text, entry, cost, strideWords, release: () => pool.forget(entry) };
}

export function launchCommand(launch: LaunchOperation): RunCommand {
  const { entry, cost, strideWords } = launch.compiled as WasmKernel;
  const block = new Uint32Array(blockBytes(launch.views.length, launch.words.length) / 4);
  writeBlock(
    block,
    0,
    launch,
    param => strideWords[param]!,
    buffer => bufferOf(buffer).block.address,
  );
  const [x, y, z] = launch.shape.extent;
  return { kind: 'run', kernel: entry, block, units: x * y * z, cost };
}
