import type { Access32, FlatId, MemoryRef, Scalar } from '@heddle/core/backend';
import { i32, times } from './code.ts';
import type { Code, Instruction } from './instructions.ts';
import type { Ground, Unit } from './unit.ts';

/**
 * The size of the zeros at the start of the memory. They are never written, and an out-of-bounds access reads
 * them instead.
 */
const ZEROS = 64;

/** The largest memory that is zeroed by stores, in bytes. `memory.fill` is a call into the engine. */
const FEW_BYTES = 128;

/** An address that code pushes, and the constant offset that the instruction adds to it. */
export interface Place {
  readonly address: Code;
  readonly offset: number;
}

/** Computes the byte addresses of places of the flat IR, in one function. */
export class MemoryAccess {
  readonly #unit: Unit;
  readonly #local: (memory: number) => Ground;
  /**
   * Values of `element` and `offset` of a view, which are byte addresses from the start of the memory
   * already: they are used only as addresses. Every other address is an index, in words.
   */
  readonly #inBytes = new Set<FlatId>();

  constructor(unit: Unit, local: (memory: number) => Ground) {
    this.#unit = unit;
    this.#local = local;
  }

  /** The address of a view's element. */
  element(id: FlatId, param: number, index: FlatId): Code {
    this.#inBytes.add(id);
    const unit = this.#unit;
    return [...unit.start(param), ...unit.value(index), ...unit.step(param), ['i32.mul'], ['i32.add']];
  }

  offset(id: FlatId, base: FlatId | undefined, index: FlatId, stride: number): Code {
    this.#inBytes.add(id);
    const scaled = times(this.#unit.value(index), 4 * stride);
    return base === undefined ? scaled : [...this.#bytes(base), ...scaled, ['i32.add']];
  }

  #bytes(address: FlatId): Code {
    const code = this.#unit.value(address);
    return this.#inBytes.has(address) ? code : times(code, 4);
  }

  place({ memory, address, offset }: Access32): Place {
    if (memory.kind === 'view') {
      if (address === undefined) throw new Error('a view is accessed at an element');
      return { address: this.#bytes(address), offset: 4 * offset };
    }
    const ground = this.#ground(memory);
    const relative: Code = address === undefined ? [] : [...this.#bytes(address), ['i32.add']];
    return { address: [...ground.base, ...relative], offset: ground.offset + 4 * offset };
  }

  #ground({ kind, index }: Exclude<MemoryRef, { kind: 'words' }> | { kind: 'words'; index?: never }): Ground {
    if (kind === 'words') return this.#unit.words();
    if (kind === 'passed') return this.#unit.passed(index!);
    return kind === 'shared' ? this.#unit.shared(index!) : this.#local(index!);
  }

  /** Emits a load. An out-of-bounds access reads a zero at the start of the memory, without a branch. */
  load(access: Access32, scalar: Scalar): Code {
    const { address, offset } = this.place(access);
    const load = scalar === 'f32' ? 'f32.load' : 'i32.load';
    const test: Code = scalar === 'bool' ? [i32(0), ['i32.ne']] : [];
    if (access.ok === undefined) return [...address, [load, offset], ...test];
    const inZeros = offset + 4 <= ZEROS;
    const whole: Code = inZeros ? address : [...address, i32(offset), ['i32.add']];
    return [
      ...whole,
      i32(0),
      ...this.#unit.value(access.ok),
      ['select'],
      [load, inZeros ? offset : 0],
      ...test,
    ];
  }

  store(access: Access32, value: FlatId): Code {
    const { address, offset } = this.place(access);
    const store = this.#unit.typeOf(value) === 'f32' ? 'f32.store' : 'i32.store';
    return [...address, ...this.#unit.value(value), [store, offset]];
  }

  clear(memory: number, words: number): Code {
    return zeroed(this.#local(memory), 4 * words);
  }
}

/** Zeroes a memory whose length is padded to a multiple of 16 bytes. */
export function zeroed({ base, offset }: Ground, bytes: number): Code {
  if (bytes > FEW_BYTES) return [...base, i32(offset), ['i32.add'], i32(0), i32(bytes), ['memory.fill']];
  return Array.from({ length: Math.ceil(bytes / 8) }, (_, k): Code => {
    const store: Instruction = ['i64.store', offset + 8 * k];
    return [...base, ['i64.const', 0], store];
  }).flat();
}
