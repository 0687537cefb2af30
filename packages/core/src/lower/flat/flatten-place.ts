import type { BoundsProof, Form } from '../../check/checked.ts';
import type { Place, Program, ValueId } from '../../ir/ir.ts';
import { layout } from '../../ir/layout.ts';
import { type MemoryType, members } from '../../ir/types.ts';
import type { FlatId, MemoryRef } from './flat.ts';
import type { FlatBuilder } from './flat-builder.ts';
import { memberName } from './flatten-storage.ts';

/** A place in memory, which begins at word `address + offset`. */
export interface Located {
  readonly memory: MemoryRef;
  readonly address: FlatId | undefined;
  readonly offset: number;
  /** The bounds condition. `false` means that an index is known to be out of bounds. */
  readonly ok: FlatId | undefined | false;
  /** The indices that can be out of bounds. */
  readonly indices: readonly FlatId[];
  readonly name: string;
}

/** True if an access must compare its indices in this form. */
export function needsCheck(proof: BoundsProof | undefined, form: Form): boolean {
  return proof === 'launch' ? form === 'checked' : proof !== 'always';
}

/** Follows a path, and accumulates its address and the bounds conditions of its indices. */
export class PlaceWalk {
  readonly #code: FlatBuilder;
  readonly #checked: boolean;
  #address: FlatId | undefined;
  #offset = 0;
  #ok: FlatId | undefined | false;
  readonly #indices: FlatId[] = [];

  constructor(code: FlatBuilder, checked: boolean) {
    this.#code = code;
    this.#checked = checked;
  }

  member(type: MemoryType, member: number): void {
    this.#offset += layout(type).offsets[member]! / 4;
  }

  /** A step to an element of an array or of shared memory, whose length is a constant. */
  element(index: FlatId, length: number, strideWords: number): void {
    const bits = this.#code.bitsOf(index);
    this.#indices.push(index);
    if (bits !== undefined) {
      if (bits < length) this.#offset += bits * strideWords;
      else this.#ok = false;
      return;
    }
    this.#require(index, this.#code.u32(length));
    this.#address = this.#code.offset(this.#address, index, strideWords);
  }

  viewElement(param: number, index: FlatId): void {
    this.#indices.push(index);
    this.#require(index, this.#code.length(param, 'length'));
    this.#address = this.#code.element(param, index);
  }

  skip(words: number): void {
    this.#offset += words;
  }

  end(memory: MemoryRef, name: string): Located {
    return {
      memory,
      address: this.#address,
      offset: this.#offset,
      ok: this.#ok,
      indices: this.#indices,
      name,
    };
  }

  /** Adds a bounds condition. An i32 index is compared as u32, so that a negative one is out of bounds. */
  #require(index: FlatId, length: FlatId): void {
    if (!this.#checked || this.#ok === false) return;
    const code = this.#code;
    const unsigned = code.typeOf(index) === 'i32' ? code.compute('bitsU32', 'i32', index) : index;
    const inside = code.compute('lt', 'u32', unsigned, length);
    this.#ok = this.#ok === undefined ? inside : code.compute('and', 'bool', this.#ok, inside);
  }
}

/**
 * Locates a place in a view, in shared memory or in a local memory. `index` gives the
 * value of an element step.
 */
export function locate(
  code: FlatBuilder,
  program: Program,
  place: Place,
  local: { readonly type: MemoryType; readonly memory: number } | undefined,
  index: (element: ValueId) => FlatId,
  checked: boolean,
): Located {
  const walk = new PlaceWalk(code, checked);
  let type: MemoryType;
  let memory: MemoryRef;
  let name: string;
  let path = place.path;
  if (local) {
    type = local.type;
    memory = { kind: 'local', index: local.memory };
    name = 'local';
  } else {
    const [first] = path;
    if (!first || !('element' in first))
      throw new Error('the first step into a view or shared memory is its element');
    const root = place.root.index;
    if (place.root.kind === 'param') {
      const param = program.params[root]!;
      type = param.type;
      memory = { kind: 'view', index: root };
      name = param.name;
      walk.viewElement(root, index(first.element));
    } else {
      const shared = program.shared[root]!;
      type = shared.type;
      memory = { kind: 'shared', index: root };
      name = 'shared';
      walk.element(index(first.element), shared.length, layout(type).stride / 4);
    }
    path = path.slice(1);
  }
  for (const step of path) {
    if ('member' in step) {
      walk.member(type, step.member);
      name += `.${memberName(type, step.member)}`;
      type = members(type)[step.member]!;
    } else {
      if (type.kind !== 'array') throw new Error('an element step leads into an array');
      walk.element(index(step.element), type.length, layout(type.elem).stride / 4);
      type = type.elem;
    }
  }
  return walk.end(memory, name);
}
