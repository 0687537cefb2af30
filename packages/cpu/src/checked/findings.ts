import type { OpName } from '@heddle/core/backend';
import { accuracy } from '@heddle/core/backend';
import type { Access } from './accesses.ts';
import type { Clock } from './clock.ts';
import type { Checks } from './options.ts';

export interface KindOfAccess extends Access {
  readonly kind: 'reads' | 'writes';
}

/** A finding in the launch's terms: words of memory, numbers of invocations and ids of instructions. */
export type Finding =
  | {
      readonly what: 'race';
      readonly at: number;
      readonly earlier: KindOfAccess;
      readonly later: KindOfAccess;
    }
  | { readonly what: 'bounds'; readonly by: Access; readonly indices: readonly number[] }
  | { readonly what: 'unwritten'; readonly by: Access; readonly at: number }
  | {
      readonly what: 'overflow' | 'division' | 'nan' | 'domain';
      readonly by: Access;
      readonly operands: readonly number[];
    };

/**
 * The most distinct findings that are kept. A launch has as many as it has pairs of conflicting instructions.
 */
const LIMIT = 64;

/** The findings of a launch: the first one for each pair of instructions. */
export class Findings {
  readonly checks: Checks;
  readonly all: Finding[] = [];
  readonly #clock: Clock;
  readonly #known = new Map<Finding['what'], Set<number>>();

  constructor(clock: Clock, checks: Checks) {
    this.#clock = clock;
    this.checks = checks;
  }

  race(at: number, earlier: KindOfAccess, later: KindOfAccess): void {
    if (this.#isNew('race', earlier.site, later.site)) this.#add({ what: 'race', at, earlier, later });
  }

  /** Records that at least one of the indices of an access is out of bounds. */
  missed(site: number, ...indices: readonly number[]): void {
    if (this.#isNew('bounds', site)) this.#add({ what: 'bounds', by: this.#by(site), indices });
  }

  unwritten(at: number, site: number): void {
    if (this.#isNew('unwritten', site)) this.#add({ what: 'unwritten', by: this.#by(site), at });
  }

  /** `exact` is the result before wrapping, as a whole number. */
  integer(site: number, exact: number, low: number, high: number, ...operands: readonly number[]): void {
    if ((exact < low || exact > high) && this.#isNew('overflow', site))
      this.#add({ what: 'overflow', by: this.#by(site), operands });
  }

  divided(site: number, dividend: number, divisor: number): void {
    if (divisor === 0 && this.#isNew('division', site))
      this.#add({ what: 'division', by: this.#by(site), operands: [dividend, divisor] });
  }

  float(site: number, result: number, ...operands: readonly number[]): void {
    if (Number.isNaN(result) && !operands.some(Number.isNaN) && this.#isNew('nan', site))
      this.#add({ what: 'nan', by: this.#by(site), operands });
  }

  outside(site: number, name: OpName, result: number, ...operands: readonly number[]): void {
    const [a = 0, b = 0, c = 0] = operands;
    const isInside = !Number.isNaN(result) && accuracy[name]!.domain.contains(a, b, c);
    if (!isInside && !operands.some(Number.isNaN) && this.#isNew('domain', site))
      this.#add({ what: 'domain', by: this.#by(site), operands });
  }

  #by(site: number): Access {
    return { invocation: this.#clock.invocation, site };
  }

  #isNew(what: Finding['what'], site: number, other = 0): boolean {
    const known = this.#known.get(what) ?? new Set();
    this.#known.set(what, known);
    // Ids of instructions are far below 2^26, so a pair of ids fits in one exact whole number.
    const key = site * 2 ** 26 + other;
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  }

  #add(finding: Finding): void {
    if (this.all.length < LIMIT) this.all.push(finding);
  }
}
