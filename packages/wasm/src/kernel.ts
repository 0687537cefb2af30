import type { CheckedProgram, CompiledKernel, Form, LaunchOperation } from '@heddle/core/backend';
import { layout, lowerMath, NotSupportedError } from '@heddle/core/backend';
import { bufferOf } from './buffer.ts';
import { emitWasm } from './emit/emit.ts';
import { blockBytes, writeBlock } from './emit/launch-block.ts';
import { type Module, webAssembly } from './platform.ts';
import { failureOf, thrown } from './pool/failure.ts';
import type { Pool } from './pool/pool.ts';
import type { PoolKernel, RunCommand } from './pool/task.ts';

/** A kernel as a module that all workers have. */
export interface WasmKernel extends CompiledKernel {
  readonly entry: PoolKernel;
  /** The approximate number of operations of an invocation, or of a group of a group kernel. */
  readonly cost: number | undefined;
  /** For each parameter, the number of words from one element to the next. */
  readonly strideWords: readonly number[];
}

export function compileKernel(pool: Pool, program: CheckedProgram, form: Form, shared: boolean): WasmKernel {
  const emit = () => emitWasm(lowerMath(program), form, shared);
  const { bytes, scratchBytes, cost } = emit();
  pool.reserveScratch(scratchBytes);
  const module = compileModule(bytes, program);
  const strideWords = program.program.params.map(({ type }) => layout(type).stride / 4);
  const entry = pool.kernel(module, 'run');
  return {
    // Emitted anew at each request, because the text is several times as long as the module.
    get code() {
      return emit().text;
    },
    entry,
    cost,
    strideWords,
    release: () => pool.forget(entry),
  };
}

/**
 * Engines limit the length of a function and the number of its locals, and report this in their own words.
 */
function compileModule(bytes: Uint8Array<ArrayBuffer>, { program }: CheckedProgram): Module {
  try {
    return new (webAssembly().Module)(bytes);
  } catch (error) {
    const failure = thrown(error);
    if (failure.isMemory) throw failureOf(failure);
    throw new NotSupportedError(
      `kernel '${program.name}': this engine does not compile its ${bytes.length} bytes of WebAssembly: ${failure.message}`,
      'several smaller kernels, or loops of the kernel language (For) instead of those of JavaScript',
      { cause: error },
    );
  }
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
