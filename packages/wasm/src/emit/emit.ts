import { type CheckedProgram, createNamer, type Form, flatten } from '@heddle/core/backend';
import { get } from './code.ts';
import { costOf } from './cost.ts';
import { emitFunction, needsScratch } from './functions.ts';
import { emitGroupKernel } from './group-kernel.ts';
import { encodeModule, type WasmModule } from './module.ts';
import { printModule } from './print.ts';
import { emitRangeKernel } from './range-kernel.ts';
import { SCRATCH, SCRATCH_GLOBAL, Unit } from './unit.ts';

/**
 * A program as a module of WebAssembly, which imports `heddle.memory` and exports `run(block, start, end,
 * scratch)`.
 */
export interface EmittedKernel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same in WebAssembly's text format, for people: made when it is asked for. */
  readonly text: string;
  /** Memory that a call of `run` has for itself: group memory, local arrays, what lives across barriers. */
  readonly scratchBytes: number;
  /**
   * About how many operations an invocation (of a group kernel: a whole group) takes; undefined where a loop
   * has no bound that is known here.
   */
  readonly cost: number | undefined;
}

/**
 * `shared`: whether the memory that the module imports is.
 *
 * `run` runs the invocations of a range kernel from number `start` to below `end`, x innermost, or the groups
 * of a group kernel. `block` is where the launch is (`launch-block.ts`), `scratch` where this call has its
 * own memory, at a multiple of 16. All four are u32. The first 64 bytes of the memory must be zeros.
 */
export function emitWasm(program: CheckedProgram, form: Form, shared: boolean): EmittedKernel {
  const flat = flatten(program, form);
  const unit = new Unit(flat);
  const name = createNamer(['run']);
  const functions = flat.functions.map((code, callee) => emitFunction(unit, callee, name(code.name)));
  const needsGlobal = flat.functions.some(needsScratch);
  if (needsGlobal) unit.run.emitAtStart(get(SCRATCH), ['global.set', SCRATCH_GLOBAL]);
  if (flat.kind === 'range') emitRangeKernel(unit);
  else emitGroupKernel(unit);
  const made: WasmModule = {
    shared,
    globals: needsGlobal ? ['scratch'] : [],
    functions: [...functions, unit.run.finish()],
  };
  return {
    bytes: encodeModule(made),
    get text() {
      return printModule(made);
    },
    scratchBytes: unit.scratch.bytes,
    cost: costOf(flat),
  };
}
