import { type FlatFunction, inlineValues, walk } from '@heddle/core/backend';
import { get, typeOf } from './code.ts';
import { CodeEmitter, inliningIn } from './code-emitter.ts';
import { FunctionBuilder } from './function-builder.ts';
import type { WasmFunction } from './module.ts';
import { Passage, takesInMemory, yieldsInMemory } from './passing.ts';
import { SCRATCH_GLOBAL, type Unit } from './unit.ts';

/** True if the function keeps anything in the scratch memory. */
export const needsScratch = (code: FlatFunction): boolean =>
  takesInMemory(code) ||
  yieldsInMemory(code) ||
  [...walk(code.block)].some(
    instruction =>
      instruction.op === 'clear' ||
      ('memory' in instruction &&
        (instruction.memory.kind === 'local' || instruction.memory.kind === 'passed')),
  );

/** Emits a function. It takes and yields scalars on the stack, up to the engines' limits. */
export function emitFunction(unit: Unit, callee: number, name: string): WasmFunction {
  const code = unit.program.functions[callee]!;
  const builder = new FunctionBuilder({
    name,
    params: takesInMemory(code) ? [] : code.params.map(id => ({ type: unit.typeOf(id) })),
    results: yieldsInMemory(code) ? [] : code.results.map(typeOf),
  });
  const passage = takesInMemory(code) ? new Passage(unit, 'params', callee) : undefined;
  for (const [i, id] of code.params.entries()) unit.set(id, passage?.load(i) ?? [get(i)]);
  const results = yieldsInMemory(code) ? new Passage(unit, 'results', callee) : undefined;
  const emitter = new CodeEmitter({
    unit,
    builder,
    code,
    local: memory => ({
      base: [['global.get', SCRATCH_GLOBAL]],
      offset: unit.scratch.place(`${name} local ${memory}`, 4 * code.memories[memory]!.words),
    }),
    leave: ({ values }) => {
      for (const [i, id] of values.entries())
        builder.emit(...(results?.store(i, unit.value(id)) ?? unit.value(id)));
      builder.emit(['return']);
    },
  });
  emitter.emit(code.block, inlineValues(code.block, inliningIn(unit)));
  return builder.finish();
}
