import type { Place, Program, ValueId } from '../ir/ir.ts';
import { layout, leafOffsets } from '../ir/layout.ts';
import { leafCount, leafStart, leaves, type MemoryType, members, type Type } from '../ir/types.ts';
import type { Binding, Machine, Run, SlotsOf } from './machine.ts';
import type { AccessKind } from './observer.ts';
import type { Slots } from './registers.ts';

/** A variable of the body or function that is being compiled. */
export interface Variable {
  readonly type: Type;
  readonly slots: Slots;
}

/** A compiled place. */
export interface CompiledPlace {
  /**
   * Writes an address for each active lane to `machine.addresses`. A leaf is at this address plus the leaf's offset.
   */
  readonly resolve: Run;
  readonly offsets: readonly number[];
  /** True for each leaf that is a bool in memory, where every word but 0 is true. A bool in a variable is 0 or 1. */
  readonly bools: readonly boolean[];
  /** The memory of the place. It is known only during a launch. */
  words(): Uint32Array;
  ints(): Int32Array;
  /** The rows of a place in a variable, if its path has no element that is chosen at run time. */
  readonly fixed?: Slots;
}

interface Chosen {
  readonly index: number;
  readonly length: number;
  readonly stride: number;
}

/**
 * Compiles a place. In memory an address is a word of WGSL's layout; in a variable it is a word of the registers,
 * given by row and lane. A place is out of bounds if one index of its path is. An i32 index is read as the u32 of its
 * bits, so a negative one is out of bounds.
 */
export function compilePlace(
  machine: Machine,
  { params, shared }: Program,
  variables: readonly Variable[],
  slotsOf: SlotsOf,
  place: Place,
): CompiledPlace {
  const { registers, addresses, lanes } = machine;
  const u32 = registers.u32;
  const { kind, index } = place.root;
  const local = kind === 'local';
  const sizeOf = (type: MemoryType): number => (local ? leafCount(type) * lanes : layout(type).stride / 4);
  const memberAt = (type: MemoryType, member: number): number =>
    local ? leafStart(type, member) * lanes : layout(type).offsets[member]! / 4;

  let type: MemoryType = local
    ? variables[index]!.type
    : kind === 'param'
      ? params[index]!.type
      : shared[index]!.type;
  let constant = local ? variables[index]!.slots[0]! : 0;
  const chosen: Chosen[] = [];
  let first: number | undefined;
  for (const [position, step] of place.path.entries()) {
    if ('member' in step) {
      constant += memberAt(type, step.member);
      type = members(type)[step.member]!;
    } else if (position === 0 && !local) {
      first = slotsOf(step.element)[0]!;
    } else {
      if (type.kind !== 'array') throw new Error(`the interpreter cannot index a ${type.kind}`);
      chosen.push({ index: slotsOf(step.element)[0]!, length: type.length, stride: sizeOf(type.elem) });
      type = type.elem;
    }
  }

  const offsets = local
    ? Array.from({ length: leafCount(type) }, (_, leaf) => constant + leaf * lanes)
    : leafOffsets(type).map(offset => constant + offset / 4);
  const bools = leaves(type).map(scalar => !local && scalar === 'bool');
  const inner = chosen.map(step => choose(u32, addresses, step));

  if (local) {
    const words = (): Uint32Array => u32;
    const ints = (): Int32Array => registers.i32;
    const resolve: Run = (active, count) => {
      for (let k = 0; k < count; k++) addresses[k] = active[k]!;
      for (const step of inner) step(active, count);
    };
    return chosen.length > 0
      ? { resolve, offsets, bools, words, ints }
      : { resolve, offsets, bools, words, ints, fixed: offsets };
  }
  const bindings: readonly Binding[] = kind === 'param' ? machine.views : machine.shared;
  if (first === undefined) throw new Error('the path of a view begins with an element');
  const element0 = first;
  return {
    offsets,
    bools,
    words: () => bindings[index]!.words,
    ints: () => bindings[index]!.ints,
    resolve(active, count) {
      const { base, stride, extent } = bindings[index]!;
      const length = extent.length;
      for (let k = 0; k < count; k++) {
        const element = u32[element0 + active[k]!]!;
        addresses[k] = element < length ? base + element * stride : -1;
      }
      for (const step of inner) step(active, count);
    },
  };
}

/** A step to an element of an array inside of a place, chosen at run time. */
const choose =
  (u32: Uint32Array, addresses: Int32Array, { index, length, stride }: Chosen): Run =>
  (active, count) => {
    for (let k = 0; k < count; k++) {
      const address = addresses[k]!;
      if (address < 0) continue;
      const element = u32[index + active[k]!]!;
      addresses[k] = element < length ? address + element * stride : -1;
    }
  };

/** Calls the observer for the access whose addresses are in the machine. */
export function observe(
  machine: Machine,
  place: Place,
  compiled: CompiledPlace,
  kind: AccessKind,
  id: ValueId,
): Run {
  const { addresses } = machine;
  const bytes = layout(place.type).size;
  const offset = compiled.offsets[0]!;
  return (active, count) => {
    const { observer, first } = machine;
    if (!observer) return;
    for (let k = 0; k < count; k++) {
      const invocation = first + active[k]!;
      const address = addresses[k]!;
      if (address < 0) observer.outOfBounds(kind, id, place.root, invocation);
      else if (place.root.kind !== 'local')
        observer.access(kind, id, place.root, 4 * (address + offset), bytes, invocation);
    }
  };
}
