import type { IndexRange } from '../checked.ts';
import { interval } from './launch-proof.ts';

/**
 * The range of an index: an expression that a launch can evaluate, and bounds that hold in every launch. An expression
 * becomes `unknown` if it is too long to evaluate quickly, or if no launch can bound it.
 */
export interface Ranged {
  readonly expression: IndexRange;
  /** The number of nodes of the expression as a tree. */
  readonly size: number;
  /** True if a launch may find closer bounds than `low` and `high`. */
  readonly launch: boolean;
  /** Bounds for every launch. They are empty (`low > high`) in unreachable code. */
  readonly low: number;
  readonly high: number;
}

const MOST = 2 ** 32 - 1;
/** The limit of nodes. The bounds of a tree of this size take about a microsecond. */
const MOST_NODES = 48;

export const UNKNOWN: Ranged = {
  expression: { kind: 'unknown' },
  size: 1,
  launch: false,
  low: 0,
  high: MOST,
};

export function constant(value: number): Ranged {
  return { expression: { kind: 'const', value }, size: 1, launch: false, low: value, high: value };
}

/** An expression that the launch can bound: an extent, an index within it, a length, or an argument. */
export function known(expression: IndexRange): Ranged {
  return { expression, size: 1, launch: true, low: 0, high: MOST };
}

/** A range from `low` to `high` that holds in every launch. */
export function within(low: number, high: number): Ranged {
  if (low <= 0 && high >= MOST) return UNKNOWN;
  if (low === high) return constant(low);
  const expression: IndexRange = {
    kind: 'counter',
    from: { kind: 'const', value: low },
    to: { kind: 'const', value: high + 1 },
  };
  return { expression, size: 3, launch: false, low, high };
}

type Binary = Extract<IndexRange, { readonly left: IndexRange }>['kind'];

export function binary(kind: Binary, left: Ranged, right: Ranged): Ranged {
  return made({ kind, left: left.expression, right: right.expression }, [left, right]);
}

export function counter(from: Ranged, to: Ranged): Ranged {
  return made({ kind: 'counter', from: from.expression, to: to.expression }, [from, to]);
}

export function selectBelow(when: Ranged, limit: Ranged, then: Ranged, otherwise: Ranged): Ranged {
  return made(
    {
      kind: 'selectBelow',
      when: when.expression,
      limit: limit.expression,
      then: then.expression,
      else: otherwise.expression,
    },
    [when, limit, then, otherwise],
  );
}

/** The union of two ranges. */
export function either(a: Ranged, b: Ranged): Ranged {
  return selectBelow(UNKNOWN, constant(1), a, b);
}

function made(expression: IndexRange, parts: readonly Ranged[]): Ranged {
  const [low, high] = interval(expression);
  const size = parts.reduce((sum, part) => sum + part.size, 1);
  if (size > MOST_NODES || !parts.some(({ launch }) => launch)) return within(low, high);
  return { expression, size, launch: true, low, high };
}
