import { constantOf, get, i32 } from './code.ts';
import type { FunctionBuilder, Label } from './function-builder.ts';
import type { Code } from './instructions.ts';

export interface LoopLabels {
  readonly break: Label;
  readonly continue: Label;
}

/**
 * Emits a `for`. The index ends at `from + trips * step`, modulo 2^32. It has that value on no earlier trip,
 * because it moves by less than 2^32 over all trips but the last. So the index is the only counter. The code
 * of `step` and `trips` is pushed more than once.
 */
export function countedLoop(
  builder: FunctionBuilder,
  { from, step, trips }: { readonly from: Code; readonly step: Code; readonly trips: Code },
  hasContinue: boolean,
  body: (index: Code, labels: LoopLabels) => void,
): void {
  const known = constantOf(trips);
  if (known === 0) return;
  builder.emit(...from);
  const index = builder.store('i32', 'i');
  const end = endOf();
  builder.block(leave => {
    if (known === undefined) {
      builder.emit(...trips, ['i32.eqz']);
      builder.branchIf(leave);
    }
    builder.loop(again => {
      const fill = (next: Label): void => body([get(index)], { break: leave, continue: next });
      if (hasContinue) builder.block(fill);
      else fill(again);
      builder.emit(get(index), ...step, ['i32.add'], ['local.tee', index], ...end, ['i32.ne']);
      builder.branchIf(again);
    });
  });

  function endOf(): Code {
    const [first, by] = [constantOf(from), constantOf(step)];
    if (first === 0 && by === 1) return trips;
    if (first !== undefined && by !== undefined && known !== undefined)
      return [i32(first + Math.imul(by, known))];
    builder.emit(get(index), ...trips, ...step, ['i32.mul'], ['i32.add']);
    return [get(builder.store('i32', 'end'))];
  }
}

/** Emits a `loop`, which ends where its body leaves it. */
export function endlessLoop(builder: FunctionBuilder, body: (labels: LoopLabels) => void): void {
  builder.block(leave =>
    builder.loop(again => {
      body({ break: leave, continue: again });
      builder.branch(again);
    }),
  );
}
