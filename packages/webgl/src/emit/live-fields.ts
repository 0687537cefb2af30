import {
  layout,
  type MemoryType,
  members,
  type Place,
  type ShaderProgram,
  type StructNode,
  type Type,
  typeKey,
  walk,
} from '@heddle/core/backend';
import type { PassOutput } from './pass-plan.ts';

/** The positions of the fields of a struct that a pass needs, in order. */
export type LiveFields = (type: StructNode) => readonly number[];

/** The number of fields from which on a struct is declared with those only that the pass needs. */
const MANY = 16;

/**
 * The fields that a pass writes to a texture or that its code accesses by themselves. A launch takes a pass for every
 * few words of an element, so that passes with all fields would be long in proportion to the square of their number.
 */
export function liveFields(shader: ShaderProgram, outputs: readonly PassOutput[]): LiveFields {
  const live = new Map<string, Set<number>>();
  const mark = (type: MemoryType, field: number): void => {
    if (!hasMany(type)) return;
    const key = typeKey(type);
    const fields = live.get(key);
    if (fields) fields.add(field);
    else live.set(key, new Set([field]));
  };
  const markWords = (type: Type, first: number, end: number): void => {
    if (type.kind === 'array') markWords(type.elem, 0, layout(type.elem).size / 4);
    if (type.kind !== 'struct') return;
    for (const [i, member] of members(type).entries()) {
      const [from, to] = wordsOf(type, i);
      if (to <= first || from >= end) continue;
      mark(type, i);
      markWords(member, first - from, end - from);
    }
  };
  for (const { param, layers } of outputs) markWords(shader.params[param]!.type as Type, ...wordsIn(layers));
  for (const { body, locals } of [shader, ...shader.functions]) {
    for (const instruction of walk(body)) {
      if (instruction.op === 'extract') mark(shader.types.get(instruction.value)!, instruction.member);
      if (!('place' in instruction)) continue;
      const { root, path } = instruction.place;
      const from = { local: locals, shared: shader.shared, param: shader.params }[root.kind];
      // The first step into a view or into shared memory is the element.
      let { type }: { type: MemoryType } = from[root.index]!;
      for (const step of root.kind === 'local' ? path : path.slice(1)) {
        if ('member' in step) mark(type, step.member);
        type = type.kind === 'array' ? type.elem : members(type)[(step as { member: number }).member]!;
      }
    }
  }
  const sorted = new Map<string, readonly number[]>();
  for (const [key, fields] of live)
    sorted.set(
      key,
      [...fields].sort((a, b) => a - b),
    );
  // A struct without fields is not valid.
  return type => (hasMany(type) ? (sorted.get(typeKey(type)) ?? [0]) : [...members(type).keys()]);
}

/** Tells whether a place of a written view is a part of the element that the pass does not write to a texture. */
export function deadParts(
  { params }: ShaderProgram,
  outputs: readonly PassOutput[],
): (place: Place) => boolean {
  const written = new Map(outputs.map(({ param, layers }) => [param, wordsIn(layers)]));
  return ({ root: { index }, path: [, step] }) => {
    const words = written.get(index);
    const { type } = params[index]!;
    if (!words || !step || !('member' in step) || !hasMany(type)) return !words;
    const [from, to] = wordsOf(type, step.member);
    return to <= words[0] || from >= words[1];
  };
}

const hasMany = (type: MemoryType): type is StructNode =>
  type.kind === 'struct' && members(type).length > MANY;

const wordsOf = (type: StructNode, field: number): readonly [first: number, end: number] => {
  const first = layout(type).offsets[field]! / 4;
  return [first, first + layout(members(type)[field]!).size / 4];
};

const wordsIn = (layers: readonly number[]): readonly [first: number, end: number] => [
  4 * Math.min(...layers),
  4 * Math.max(...layers) + 4,
];
