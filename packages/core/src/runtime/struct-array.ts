import { layout } from '../ir/layout.ts';
import type { MemoryType } from '../ir/types.ts';
import { typeName } from '../ir/types.ts';
import type { StructArray } from '../language/host-types.ts';
import { showClassAs } from '../language/inspect.ts';
import { checkInteger } from './arguments.ts';
import type { Words } from './codec.ts';
import { readValue, wordsOf, writeValue } from './codec.ts';
import { flatOf } from './flat.ts';
import { checkAttached, withRoom } from './host-memory.ts';

/** @internal The brand by which a `StructArray` of another copy of core is recognised. */
export const STRUCT_ARRAY: unique symbol = Symbol.for('@heddle/core/StructArray') as never;

/** The number of elements that consoles show of an array. */
const SHOWN = 100;

/** The only implementation of `StructArray`. */
export class StructBytes implements StructArray<any> {
  readonly type: MemoryType;
  readonly length: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** @internal */
  readonly [STRUCT_ARRAY] = true;
  readonly #words: Words;
  readonly #stride: number;

  constructor(type: MemoryType, bytes: Uint8Array<ArrayBuffer>) {
    this.type = type;
    this.bytes = bytes;
    this.#stride = layout(type).stride;
    this.length = bytes.byteLength / this.#stride;
    this.#words = wordsOf(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  static {
    showClassAs<StructBytes>(StructBytes, 'StructArray', (self, inspect) => {
      const shown = Array.from({ length: Math.min(self.length, SHOWN) }, (_, i) => self.at(i));
      // The console then prints how many elements are not shown.
      shown.length = self.length;
      return `StructArray(${self.length}) of ${typeName(self.type)} ${inspect(shown)}`;
    });
  }

  /** The caller owns the bytes too, and may have transferred them. */
  #check(): void {
    if (this.bytes.byteLength === 0) checkAttached('StructArray', this.bytes);
  }

  at(index: number): any {
    this.#check();
    const from = Math.trunc(index) || 0;
    const i = from < 0 ? from + this.length : from;
    return i >= 0 && i < this.length ? readValue(this.type, this.#words, (i * this.#stride) / 4) : undefined;
  }

  set(index: number, value: unknown): void {
    this.#check();
    checkInteger('StructArray.set: index', index, 0, this.length - 1);
    // An invalid value detected half-way leaves the element unchanged.
    const stride = this.#stride / 4;
    const element = wordsOf(new ArrayBuffer(this.#stride));
    writeValue(this.type, element, 0, value, `[${index}]`);
    this.#words.u32.set(element.u32, index * stride);
  }

  map<R>(callback: (value: any, index: number) => R): R[] {
    return this.toArray().map(callback);
  }

  slice(start = 0, end: number = this.length): StructArray<any> {
    const index = (at: number): number => Math.max(0, at < 0 ? at + this.length : at) * this.#stride;
    this.#check();
    const copy = withRoom('StructArray.slice', () => this.bytes.slice(index(start), index(end)));
    return new StructBytes(this.type, copy);
  }

  toArray(): any[] {
    return [...this];
  }

  toFlat(): any {
    this.#check();
    return flatOf(this.type, this.bytes);
  }

  toJSON(): any[] {
    return this.toArray();
  }

  *[Symbol.iterator](): Generator<any, void, undefined> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }
}
