import type { Program } from '../ir/ir.ts';
import { leafCount, type Scalar } from '../ir/types.ts';
import { walk } from '../ir/walk.ts';

/** The address in lane 0 of each leaf of a value, in the order of `leaves`. Lane l is l words further. */
export type Slots = readonly number[];

/**
 * The values and variables of the invocations that run in lockstep: an arena of 32-bit words. Every leaf of every value
 * has a row, with one lane for each invocation. The arrays are three views of the same words, so that copies keep the
 * bits. Ids are unique, blocks nest and functions do not recurse, so rows never need saving.
 */
export class Registers {
  readonly lanes: number;
  readonly u32: Uint32Array<ArrayBuffer>;
  readonly i32: Int32Array<ArrayBuffer>;
  readonly f32: Float32Array<ArrayBuffer>;
  #used = 0;

  constructor(lanes: number, rows: number) {
    this.lanes = lanes;
    this.u32 = new Uint32Array(lanes * rows);
    this.i32 = new Int32Array(this.u32.buffer);
    this.f32 = new Float32Array(this.u32.buffer);
  }

  /** Allocates consecutive rows. */
  allocate(rows: number): Slots {
    const slots = Array.from({ length: rows }, (_, i) => this.#used + i * this.lanes);
    this.#used += rows * this.lanes;
    // JavaScript ignores a write beyond the end of a typed array without an error.
    if (this.#used > this.u32.length) throw new Error('the interpreter has counted too few registers');
    return slots;
  }

  /** The words as numbers of this type; a bool is 0 or 1. */
  as(scalar: Scalar): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> {
    return scalar === 'f32' ? this.f32 : scalar === 'i32' ? this.i32 : this.u32;
  }

  fill(slot: number, bits: number): void {
    this.u32.fill(bits, slot, slot + this.lanes);
  }
}

/** An upper bound of the number of rows that a program needs. */
export function rowCount({ functions, locals, body }: Program): number {
  let rows = 0;
  for (const { type } of locals) rows += leafCount(type);
  for (const block of [body, ...functions.map(callee => callee.body)]) {
    for (const instruction of walk(block)) if ('type' in instruction) rows += leafCount(instruction.type);
  }
  for (const callee of functions) {
    for (const { type } of [...callee.params, ...callee.locals, { type: callee.result }])
      rows += leafCount(type);
  }
  return rows;
}
