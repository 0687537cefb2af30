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
  /** The module in WebAssembly's text format, for people. It is made when it is requested. */
  readonly text: string;
  /**
   * The bytes of memory that one call of `run` has for itself: group memory, local arrays, and values that
   * live across barriers.
   */
  readonly scratchBytes: number;
  /**
   * The approximate number of operations of an invocation (of a whole group, for a group kernel); undefined
   * if a loop has no bound that is known at compile time.
   */
  readonly cost: number | undefined;
}

/**
 * `shared` says whether the imported memory is shared.
 *
 * `run` runs the invocations of a range kernel from number `start` to below `end`, x innermost, or those
 * groups of a group kernel. `block` is the address of the launch block (`launch-block.ts`). `scratch` is the
 * address of the memory of this call, a multiple of 16. All four are u32. The first 64 bytes of the memory
 * must be zeros.
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
