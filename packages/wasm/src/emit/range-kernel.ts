import {
  type FlatBlock,
  type FlatId,
  hoist,
  inlineValues,
  sharedInputs,
  useCounts,
  walk,
} from '@heddle/core/backend';
import { get } from './code.ts';
import { CodeEmitter, inliningIn } from './code-emitter.ts';
import type { Label } from './function-builder.ts';
import type { Instruction } from './instructions.ts';
import { END, SCRATCH, START, type Unit } from './unit.ts';

/**
 * Emits a loop over the invocations from `start` to `end`, in linear order. In more than one dimension it is
 * a loop over their rows, with an inner loop over x. The position of the first invocation in the extent is
 * found by one division. Values that do not depend on the invocation are computed before the loops, and
 * values that depend only on the row before the inner loop.
 */
export function emitRangeKernel(unit: Unit): void {
  const { program, run } = unit;
  const known = sharedInputs(program, 'launch');
  const { values, block } = hoist(program.body.block, known);
  let leave: Label = 0;
  const emitter = new CodeEmitter({
    unit,
    builder: run,
    code: program.body,
    local: memory => ({
      base: [get(SCRATCH)],
      offset: unit.scratch.place(`local ${memory}`, 4 * program.body.memories[memory]!.words),
    }),
    leave: () => run.branch(leave),
  });
  run.block(done => {
    run.emit(get(START), get(END), ['i32.ge_u']);
    run.branchIf(done);
    before(values, block);
    if (program.dimensions === 1) {
      const x = unit.variable('index.x', 'index');
      run.emit(get(START), ['local.set', x]);
      invocations(block, x, get(END));
    } else rows();
  });

  function before(early: FlatBlock, later: FlatBlock): void {
    const kept: ReadonlySet<FlatId> = new Set(useCounts(later).keys());
    emitter.emit(early, inlineValues(early, { ...inliningIn(unit), kept }), kept);
  }

  function invocations(body: FlatBlock, x: number, stop: Instruction): void {
    const hasReturn = [...walk(body)].some(({ op }) => op === 'return');
    const inlined = inlineValues(body, inliningIn(unit));
    run.loop(again => {
      if (hasReturn) {
        run.block(label => {
          leave = label;
          emitter.emit(body, inlined);
        });
      } else emitter.emit(body, inlined);
      run.emit(get(x), ['i32.const', 1], ['i32.add'], ['local.tee', x], stop, ['i32.ne']);
      run.branchIf(again);
    });
  }

  function rows(): void {
    const [x, y, z] = [
      unit.variable('index.x', 'index_x'),
      unit.variable('index.y', 'index_y'),
      unit.variable('index.z', 'index_z'),
    ];
    const width = unit.builtin('extent.x');
    const height = unit.builtin('extent.y');
    const is3D = program.dimensions === 3;
    const left = run.local('i32', 'left');
    const stop = run.local('i32', 'stop');
    run.emit(get(END), get(START), ['i32.sub'], ['local.set', left]);
    run.emit(get(START), ...width, ['i32.rem_u'], ['local.set', x]);
    run.emit(get(START), ...width, ['i32.div_u'], ['local.set', y]);
    if (is3D) {
      run.emit(get(y), ...height, ['i32.div_u'], ['local.set', z]);
      run.emit(get(y), ...height, ['i32.rem_u'], ['local.set', y]);
    }
    for (const input of program.inputs) {
      if (input.op === 'builtin' && (input.builtin === 'index.y' || input.builtin === 'index.z'))
        known.add(input.id);
    }
    const row = hoist(block, known);
    run.loop(nextRow => {
      // The inner loop stops at the end of the row, or at the last invocation.
      run.emit(...width, get(x), ['i32.sub'], ['local.tee', stop], get(left));
      run.emit(get(stop), get(left), ['i32.lt_u'], ['select'], ['local.set', stop]);
      run.emit(get(left), get(stop), ['i32.sub'], ['local.set', left]);
      run.emit(get(x), get(stop), ['i32.add'], ['local.set', stop]);
      before(row.values, row.block);
      invocations(row.block, x, get(stop));
      run.emit(['i32.const', 0], ['local.set', x]);
      run.emit(get(y), ['i32.const', 1], ['i32.add'], ['local.set', y]);
      if (is3D) {
        run.emit(get(y), ...height, ['i32.eq']);
        run.if(() => {
          run.emit(['i32.const', 0], ['local.set', y]);
          run.emit(get(z), ['i32.const', 1], ['i32.add'], ['local.set', z]);
        });
      }
      run.emit(get(left));
      run.branchIf(nextRow);
    });
  }
}
