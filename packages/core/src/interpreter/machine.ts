import type { LengthNode, ValueId } from '../ir/ir.ts';
import type { Observer } from './observer.ts';
import { Registers } from './registers.ts';

/** The invocations that an instruction is for, as lane numbers, ascending: the first `count` of the array. */
export type Lanes = Int32Array<ArrayBuffer>;

/** A compiled instruction. */
export type Run = (active: Lanes, count: number) => void;

/**
 * What has become of an invocation: on its way, or out of the loop's iteration, the loop, or the function or
 * kernel.
 */
export const RUNNING = 0;
export const CONTINUED = 1;
export const BROKEN = 2;
export const RETURNED = 3;

/** Memory behind a view parameter (during a launch) or a shared array. */
export interface Binding {
  readonly words: Uint32Array;
  readonly ints: Int32Array;
  /** In words: where element 0 is, and how far from one element to the next. */
  readonly base: number;
  readonly stride: number;
  readonly extent: Readonly<Record<LengthNode['axis'], number>>;
}

/** What compiled instructions work on. */
export class Machine {
  readonly registers: Registers;
  readonly lanes: number;
  /** All of them. */
  readonly all: Lanes;
  /** By lane. */
  readonly state: Uint8Array<ArrayBuffer>;
  /**
   * Of the place that an instruction is busy with, by position among its active lanes; -1 is out of bounds.
   */
  readonly addresses: Int32Array<ArrayBuffer>;
  readonly views: Binding[] = [];
  readonly shared: Binding[] = [];
  observer: Observer | undefined;
  /** Number of the invocation in lane 0. */
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

/** A value of the IR once its place in the registers is known. */
export type SlotsOf = (id: ValueId) => readonly number[];
