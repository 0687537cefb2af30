import type { LengthNode, ValueId } from '../ir/ir.ts';
import type { Observer } from './observer.ts';
import { Registers } from './registers.ts';

/**
 * The active lanes of an instruction: the first `count` numbers of the array, ascending. A *lane* is one of the
 * invocations that run in lockstep, by its number among them.
 */
export type Lanes = Int32Array<ArrayBuffer>;

/** A compiled instruction. */
export type Run = (active: Lanes, count: number) => void;

/**
 * The state of an invocation: it is running, or has left the iteration of the loop, the loop, or the function or
 * kernel.
 */
export const RUNNING = 0;
export const CONTINUED = 1;
export const BROKEN = 2;
export const RETURNED = 3;

/** The memory of a view parameter (during a launch) or of a shared array. */
export interface Binding {
  readonly words: Uint32Array;
  readonly ints: Int32Array;
  /** The word of element 0, and the number of words from one element to the next. */
  readonly base: number;
  readonly stride: number;
  readonly extent: Readonly<Record<LengthNode['axis'], number>>;
}

/** The state that compiled instructions read and write. */
export class Machine {
  readonly registers: Registers;
  readonly lanes: number;
  /** All lanes. */
  readonly all: Lanes;
  /** The state of each lane. */
  readonly state: Uint8Array<ArrayBuffer>;
  /**
   * The addresses of the place that the current instruction accesses, by position among its active lanes. -1 is out of
   * bounds.
   */
  readonly addresses: Int32Array<ArrayBuffer>;
  readonly views: Binding[] = [];
  readonly shared: Binding[] = [];
  observer: Observer | undefined;
  /** The number of the invocation in lane 0. */
  first = 0;

  constructor(lanes: number, rows: number) {
    this.registers = new Registers(lanes, rows);
    this.lanes = lanes;
    this.all = Int32Array.from({ length: lanes }, (_, lane) => lane);
    this.state = new Uint8Array(lanes);
    this.addresses = new Int32Array(lanes);
  }

  newLanes(): Lanes {
    return new Int32Array(this.lanes);
  }
}

export function binding(
  words: Uint32Array,
  base: number,
  stride: number,
  extent: Binding['extent'],
): Binding {
  return { words, ints: new Int32Array(words.buffer, words.byteOffset, words.length), base, stride, extent };
}

/** The register rows of a value of the IR. */
export type SlotsOf = (id: ValueId) => readonly number[];
