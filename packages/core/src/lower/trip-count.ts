import type { OpName, ValueId } from '../ir/ir.ts';
import type { Scalar } from '../ir/types.ts';

/** The builder that emits the arithmetic: the flat one, or that of shaders. */
export interface Arithmetic {
  compute(name: OpName, on: Scalar, ...args: readonly ValueId[]): ValueId;
  zero(scalar: Scalar): ValueId;
  u32(value: number): ValueId;
  /** The bits of a constant, undefined for any other value. */
  bitsOf(id: ValueId): number | undefined;
}

/**
 * The number of trips of a `for`, as a u32: `ceil((to - from) / step)`, and 0 if the range is empty or the step is 0.
 * The difference of two ordered i32 fits a u32, so nothing wraps.
 */
export function tripCount(code: Arithmetic, on: Scalar, from: ValueId, to: ValueId, step: ValueId): ValueId {
  const bits = code.bitsOf(step);
  const zero = code.zero(on);
  if (bits === 0) return code.u32(0);
  if (on === 'u32') {
    if (bits === 1 && code.bitsOf(from) === 0) return to;
    const trips = count(code, on, from, to, step);
    return bits === undefined
      ? code.compute('select', 'u32', code.compute('ne', on, step, zero), trips, code.u32(0))
      : trips;
  }
  const up = (): ValueId => count(code, on, from, to, step);
  const down = (): ValueId => count(code, on, to, from, code.compute('neg', on, step));
  if (bits !== undefined) return (bits | 0) > 0 ? up() : down();
  const negative = code.compute('select', 'u32', code.compute('lt', on, step, zero), down(), code.u32(0));
  return code.compute('select', 'u32', code.compute('gt', on, step, zero), up(), negative);
}

/** The number of trips from `low` to below `high` (or the reverse), given the size of the step. */
function count(code: Arithmetic, on: Scalar, low: ValueId, high: ValueId, step: ValueId): ValueId {
  const unsigned = (id: ValueId): ValueId => (on === 'u32' ? id : code.compute('bitsU32', on, id));
  const distance = code.compute('sub', 'u32', unsigned(high), unsigned(low));
  const size = unsigned(step);
  const one = code.u32(1);
  const trips =
    code.bitsOf(size) === 1
      ? distance
      : code.compute(
          'add',
          'u32',
          code.compute('div', 'u32', code.compute('sub', 'u32', distance, one), size),
          one,
        );
  return code.compute('select', 'u32', code.compute('lt', on, low, high), trips, code.u32(0));
}
