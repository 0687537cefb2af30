import type { Program, ValueId } from './ir.ts';

/**
 * The structural hash of a program, which determines its code and is the key of every cache. Names are part of it
 * (people read generated code), source locations are not. Ids are renumbered in order of appearance, so that ids
 * which the tracer skipped make no difference. It has 128 bits; two programs with the same hash are treated as equal.
 */
export function hashOf(program: Program): string {
  return hash128(serialize(program));
}

/** Members of instructions and steps that are ids of values. `index` is one in an instruction, but not in a root. */
const IDS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  'id value args index element initial condition from to step'.split(' '),
);

/** A canonical text of a program, which does not depend on the order of the keys of its objects. */
export function serialize(program: Program): string {
  const ids = new Map<ValueId, number>();
  const dataOf = (value: any, key: string): unknown => {
    if (Array.isArray(value)) return value.map(inner => dataOf(inner, key));
    if (typeof value === 'object') {
      // The order of the fields of a struct counts.
      if (key === 'fields') return Object.entries(value).map(([name, field]) => [name, dataOf(field, '')]);
      if (key === 'root') return [value.kind, value.index];
      // The op, or the kind, tells which members these are.
      return Object.keys(value)
        .sort()
        .flatMap(name => (value[name] === undefined ? [] : [dataOf(value[name], name)]));
    }
    if (!IDS.has(key)) return value;
    if (!ids.has(value)) ids.set(value, ids.size);
    return ids.get(value);
  };
  return JSON.stringify(dataOf(program, ''));
}

/**
 * A multiply-and-rotate hash with four 32-bit states. Every character is mixed into each state with a different odd
 * multiplier, and then the states are mixed with each other. It avoids accidental collisions, not those of an
 * attacker: a program hashes only its own author's kernels.
 */
export function hash128(text: string): string {
  let a = 0x9e3779b9;
  let b = 0x7f4a7c15;
  let c = 0x6a09e667;
  let d = 0x3c6ef372;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = rotate(Math.imul(a ^ code, 0x85ebca6b), 13);
    b = rotate(Math.imul((b + a) ^ code, 0xc2b2ae35), 17);
    c = rotate(Math.imul((c ^ b) + code, 0x27d4eb2f), 11);
    d = rotate(Math.imul((d + c) ^ code, 0x165667b1), 19);
  }
  const lanes = [a, b, c, d];
  for (let round = 0; round < 8; round++) {
    const i = round % 4;
    lanes[i] = finish(lanes[i]! + lanes[(i + 3) % 4]! + text.length);
  }
  return lanes.map(lane => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

const rotate = (bits: number, by: number): number => (bits << by) | (bits >>> (32 - by));

/** Mixes 32 bits, so that every bit of the input affects every bit of the output. */
function finish(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
