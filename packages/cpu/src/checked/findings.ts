import type { OpName } from '@heddle/core/backend';
import { accuracy } from '@heddle/core/backend';
import type { Access } from './accesses.ts';
import type { Clock } from './clock.ts';
import type { Checks } from './options.ts';

export interface KindOfAccess extends Access {
  readonly kind: 'reads' | 'writes';
}

/** A finding as the launch has it: in words of memory, numbers of invocations and ids of instructions. */
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

/** So many different ones are kept; a launch has as many as it has pairs of instructions that clash. */
const LIMIT = 64;

/** What a launch has found: of each pair of instructions the first. */
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

  /** An index is out of bounds, the first or another. */
  missed(site: number, ...indices: readonly number[]): void {
    if (this.#isNew('bounds', site)) this.#add({ what: 'bounds', by: this.#by(site), indices });
  }

  unwritten(at: number, site: number): void {
    if (this.#isNew('unwritten', site)) this.#add({ what: 'unwritten', by: this.#by(site), at });
  }

  /** `exact`: the result as it is among the whole numbers. */
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
    // ids of instructions are far below 2^26, so that a pair of them is a whole number
    const key = site * 2 ** 26 + other;
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  }

  #add(finding: Finding): void {
    if (this.all.length < LIMIT) this.all.push(finding);
  }
}
