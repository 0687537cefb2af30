import type { ArrayView, F32, F32T, HostValue, I32, I32T, Operator, U32, U32T, Waiting } from '@heddle/core';
import { HeddleRangeError, HeddleTypeError, isNan, mapWait, select, struct, u32 } from '@heddle/core';
import type { Lift } from './range-kernel.ts';
import type { ReduceOptions } from './reduce.ts';
import { choose, found, readingOne, reduceLifted } from './reduce.ts';

export interface Extreme {
  readonly value: number;
  readonly index: number;
}

type Ordered = F32T | I32T | U32T;
type End = 'Min' | 'Max';

/**
 * `key` orders like an unsigned integer, and the wanted element has the highest key. Floats are therefore
 * ordered by their bits, identically on every backend.
 */
const Candidate = struct('Candidate', { key: u32, index: u32 });

const best: Operator<typeof Candidate> = {
  type: Candidate,
  name: 'best',
  identity: () => ({ key: 0, index: 0xffffffff }),
  combine(a, b) {
    const left = a.key.gt(b.key).or(a.key.eq(b.key).and(a.index.le(b.index)));
    return Candidate({ key: select(left, a.key, b.key), index: select(left, a.index, b.index) });
  },
};

const SIGN = 0x80000000;
const ALL = 0xffffffff;

/**
 * Maps the bits of a value to a u32 with the same order: by value for integers; for floats by value, with -0
 * below +0.
 */
const ascending: Record<Ordered['scalar'], (value: never) => U32> = {
  u32: (value: U32) => value,
  i32: (value: I32) => value.toU32().xor(SIGN),
  f32: (value: F32) => {
    const bits = value.bitsU32();
    return select(bits.ge(SIGN), bits.not(), bits.or(SIGN));
  },
};

function makeLift(scalar: Ordered['scalar'], end: End, source: Ordered): Lift<Ordered, typeof Candidate> {
  return {
    source,
    name: `${end}_${scalar}`,
    from(element, index) {
      const order = ascending[scalar](element as never);
      const key = end === 'Max' ? order : order.not();
      // A NaN is the extreme at both ends, as in Math.min and Math.max.
      const wanted = scalar === 'f32' ? select(isNan(element as unknown as F32), u32(ALL), key) : key;
      return Candidate({ key: wanted, index });
    },
  };
}

const lifts = new Map<string, Lift<Ordered, typeof Candidate>>();

/** One lift, hence one kernel, for each type and end. */
function liftFor(type: Ordered, end: End): Lift<Ordered, typeof Candidate> {
  const key = `${type.scalar}${end}`;
  const lift = lifts.get(key) ?? makeLift(type.scalar, end, type);
  lifts.set(key, lift);
  return lift;
}

function valueOfKey(scalar: Ordered['scalar'], end: End, { key }: HostValue<typeof Candidate>): number {
  if (scalar === 'f32' && key === ALL) return Number.NaN;
  const order = (end === 'Max' ? key : ~key) >>> 0;
  if (scalar === 'u32') return order;
  if (scalar === 'i32') return (order ^ SIGN) | 0;
  const bits = order >= SIGN ? order ^ SIGN : ~order;
  return new Float32Array(Uint32Array.of(bits).buffer)[0]!;
}

function extremeAsync(
  method: string,
  end: End,
  view: ArrayView<Ordered>,
  options: (ReduceOptions & Waiting) | undefined,
): Promise<Extreme> {
  const type = view?.type;
  if (type?.kind !== 'scalar' || !(type.scalar in ascending)) {
    throw new HeddleTypeError(
      `${method}: expected a view of f32, i32 or u32, found ${type?.kind ? `one of ${type}` : found(view)}`,
    );
  }
  if (view.length === 0)
    throw new HeddleRangeError(`${method}: expected at least one element, found an empty view`);
  const choices = choose(method, view, options);
  const extreme = readingOne(view, Candidate, choices, target => {
    reduceLifted(method, view, target, best, liftFor(type, end), choices);
  });
  return mapWait(extreme, best => ({ value: valueOfKey(type.scalar, end, best), index: best.index }));
}

/**
 * The least element and the first index that has it. Waits. For floats, -0 is less than +0, and the first
 * NaN, if there is one, is the result.
 *
 * @throws HeddleRangeError for an empty view.
 *
 * @example
 * ```ts
 * await argMinAsync(accelerator.allocate(f32, [3, 1, 2])); // { value: 1, index: 1 }
 * ```
 */
export function argMinAsync<E extends Ordered>(
  view: ArrayView<E>,
  options?: ReduceOptions & Waiting,
): Promise<Extreme> {
  return extremeAsync('argMinAsync', 'Min', view as unknown as ArrayView<Ordered>, options);
}

/**
 * The greatest element and the first index that has it. Waits. For floats, +0 is greater than -0, and the
 * first NaN, if there is one, is the result.
 *
 * @throws HeddleRangeError for an empty view.
 *
 * @example
 * ```ts
 * await argMaxAsync(accelerator.allocate(i32, [3, 7, 7])); // { value: 7, index: 1 }
 * ```
 */
export function argMaxAsync<E extends Ordered>(
  view: ArrayView<E>,
  options?: ReduceOptions & Waiting,
): Promise<Extreme> {
  return extremeAsync('argMaxAsync', 'Max', view as unknown as ArrayView<Ordered>, options);
}
