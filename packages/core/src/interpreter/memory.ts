import type { AtomicName } from '../ir/ir.ts';
import type { Machine, Run } from './machine.ts';
import type { CompiledPlace } from './place.ts';
import type { Slots } from './registers.ts';

/** Copies the bits of a value, row by row. */
export function copy({ registers: { u32 } }: Machine, from: Slots, to: Slots): Run {
  return (active, count) => {
    for (let leaf = 0; leaf < to.length; leaf++) {
      const source = from[leaf]!;
      const target = to[leaf]!;
      for (let k = 0; k < count; k++) u32[target + active[k]!] = u32[source + active[k]!]!;
    }
  };
}

export function clear({ registers: { u32 } }: Machine, slots: Slots): Run {
  return (active, count) => {
    for (const slot of slots) for (let k = 0; k < count; k++) u32[slot + active[k]!] = 0;
  };
}

/** A load. Out of bounds every leaf is 0. */
export function load(machine: Machine, place: CompiledPlace, to: Slots, observe: Run): Run {
  const { fixed, resolve, offsets, bools } = place;
  if (fixed) return copy(machine, fixed, to);
  const {
    addresses,
    registers: { u32 },
  } = machine;
  return (active, count) => {
    resolve(active, count);
    observe(active, count);
    const words = place.words();
    for (let leaf = 0; leaf < to.length; leaf++) {
      const slot = to[leaf]!;
      const offset = offsets[leaf]!;
      for (let k = 0; k < count; k++) {
        const address = addresses[k]!;
        u32[slot + active[k]!] = address < 0 ? 0 : words[address + offset]!;
      }
      if (bools[leaf])
        for (let k = 0; k < count; k++) if (u32[slot + active[k]!] !== 0) u32[slot + active[k]!] = 1;
    }
  };
}

/** A store. Out of bounds it is dropped. */
export function store(machine: Machine, place: CompiledPlace, from: Slots, observe: Run): Run {
  const { fixed, resolve, offsets } = place;
  if (fixed) return copy(machine, from, fixed);
  const {
    addresses,
    registers: { u32 },
  } = machine;
  return (active, count) => {
    resolve(active, count);
    observe(active, count);
    const words = place.words();
    for (let leaf = 0; leaf < from.length; leaf++) {
      const slot = from[leaf]!;
      const offset = offsets[leaf]!;
      for (let k = 0; k < count; k++) {
        const address = addresses[k]!;
        if (address >= 0) words[address + offset] = u32[slot + active[k]!]!;
      }
    }
  };
}

type Update = (old: number, a: number, b: number) => number;

/** The new values in memory. They wrap when they are written to a typed array. */
const updates: Readonly<Record<AtomicName, Update>> = {
  load: old => old,
  store: (_, a) => a,
  add: (old, a) => old + a,
  sub: (old, a) => old - a,
  min: (old, a) => Math.min(old, a),
  max: (old, a) => Math.max(old, a),
  and: (old, a) => old & a,
  or: (old, a) => old | a,
  xor: (old, a) => old ^ a,
  exchange: (_, a) => a,
  compareExchange: (old, expected, desired) => (old === expected ? desired : old),
};

/** An atomic operation, for one lane after the other. Out of bounds nothing changes and the result is 0. */
export function atomic(
  machine: Machine,
  name: AtomicName,
  signed: boolean,
  place: CompiledPlace,
  args: readonly Slots[],
  to: number,
  observe: Run,
): Run {
  const { addresses, registers } = machine;
  const values = signed ? registers.i32 : registers.u32;
  const update = updates[name];
  const offset = place.offsets[0]!;
  // An update without operands ignores these arguments.
  const a = args[0]?.[0] ?? 0;
  const b = args[1]?.[0] ?? 0;
  return (active, count) => {
    place.resolve(active, count);
    observe(active, count);
    const memory = signed ? place.ints() : place.words();
    for (let k = 0; k < count; k++) {
      const lane = active[k]!;
      const address = addresses[k]!;
      if (address < 0) {
        values[to + lane] = 0;
        continue;
      }
      const old = memory[address + offset]!;
      memory[address + offset] = update(old, values[a + lane]!, values[b + lane]!);
      values[to + lane] = old;
    }
  };
}
