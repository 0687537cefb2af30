import { type FlatFunction, inlineValues, walkFlat } from '@heddle/core/backend';
import { get, typeOf } from './code.ts';
import { CodeEmitter, inlining } from './code-emitter.ts';
import { FunctionBuilder } from './function-builder.ts';
import type { WasmFunction } from './module.ts';
import type { Unit } from './unit.ts';

/** The global through which functions find their local memories. */
export const SCRATCH_GLOBAL = 0;

export const hasMemories = ({ block }: FlatFunction): boolean =>
  [...walkFlat(block)].some(
    instruction =>
      instruction.op === 'clear' || ('memory' in instruction && instruction.memory.kind === 'local'),
  );

/** A function yields all of its results on the stack. */
export function emitFunction(unit: Unit, code: FlatFunction, name: string): WasmFunction {
  const builder = new FunctionBuilder({
    name,
    params: code.params.map(id => ({ type: unit.typeOf(id) })),
    results: code.results.map(typeOf),
  });
  for (const [i, id] of code.params.entries()) unit.set(id, [get(i)]);
  const emitter = new CodeEmitter({
    unit,
    builder,
    code,
    local: memory => ({
      base: [['global.get', SCRATCH_GLOBAL]],
      offset: unit.scratch.place(`${name} local ${memory}`, 4 * code.memories[memory]!.words),
    }),
    leave: ({ values }) => builder.emit(...values.flatMap(id => unit.value(id)), ['return']),
  });
  emitter.emit(code.block, inlineValues(code.block, inlining));
  // Every way through it ends with a `return`, which validation does not see behind a loop.
  builder.emit(['unreachable']);
  return builder.finish();
}
