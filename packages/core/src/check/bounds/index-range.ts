import type { IndexRange } from '../checked.ts';
import { interval } from './launch-proof.ts';

/**
 * An index as an expression that a launch can bound, with what is known of it before any launch. Expressions
 * that say nothing (more than a launch could evaluate quickly, or unknown whatever the launch) become
 * `unknown`.
 */
export interface Ranged {
  readonly expression: IndexRange;
  /** Nodes of the expression as a tree. */
  readonly size: number;
  /** Whether a launch may know more than `low` and `high`. */
  readonly launch: boolean;
  /** Bounds for every launch; empty (`low > high`) where no invocation can get. */
  readonly low: number;
  readonly high: number;
}

const MOST = 2 ** 32 - 1;
/** A tree of this many nodes still bounds in about a microsecond. */
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

/** What the launch knows: an extent, an index within it, a length, an argument. */
export function known(expression: IndexRange): Ranged {
  return { expression, size: 1, launch: true, low: 0, high: MOST };
}

/** Anything from `low` to `high`, whatever the launch. */
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

/** One of the two, it is not known which. */
export function either(a: Ranged, b: Ranged): Ranged {
  return selectBelow(UNKNOWN, constant(1), a, b);
}

function made(expression: IndexRange, parts: readonly Ranged[]): Ranged {
  const [low, high] = interval(expression);
  const size = parts.reduce((sum, part) => sum + part.size, 1);
  if (size > MOST_NODES || !parts.some(({ launch }) => launch)) return within(low, high);
  return { expression, size, launch: true, low, high };
}
