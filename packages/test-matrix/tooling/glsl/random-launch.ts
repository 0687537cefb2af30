import {
  type Block,
  type CheckedProgram,
  check,
  type Instruction,
  layout,
  leafOffsets,
  leaves,
  mapBlocks,
  type Scalar,
  type Type,
  valueOffsets,
} from '@heddle/core/backend';
import type { TestLaunch } from '../../../core/src/interpreter/launch.test-support.ts';
import { type Ingredients, Random, randomProgram } from '../fuzz/random-program.ts';

/** A random range kernel without its atomics: nothing in it uses what they yield. */
export function randomRangeProgram(seed: number, ingredients?: Ingredients): CheckedProgram {
  const { program, location } = randomProgram(seed, 'range', ingredients);
  return check({ program: { ...program, body: withoutAtomics(program.body) }, location });
}

const withoutAtomics = (block: Block): Block =>
  block
    .filter(({ op }) => op !== 'atomic')
    .map((instruction: Instruction) => mapBlocks(instruction, withoutAtomics));

const EXTENTS = { 1: [67, 1, 1], 2: [9, 10, 1], 3: [5, 3, 6] } as const;

/**
 * A launch of a random program (`randomProgram`): small numbers, in views that begin anywhere and skip
 * elements.
 */
export function randomLaunch(seed: number, { program }: CheckedProgram): TestLaunch {
  const random = new Random(seed);
  const { offsets, total } = valueOffsets(program.params);
  const words = new Uint32Array(total);
  const views = program.params.flatMap(({ access, type }, i) => {
    if (access === 'value') {
      words.set(memory(type, 1, random), offsets[i]!);
      return [];
    }
    const elements = access === 'read' ? 5 + random.below(9) : 80 + random.below(60);
    const [offset, step] = [random.below(3), 1 + random.below(2)];
    const length = Math.floor((elements - offset) / step);
    return [{ words: memory(type, elements, random), offset, step, length }];
  });
  return { extent: EXTENTS[program.dimensions], words, views };
}

/** Elements of random leaves, with anything in the padding. */
function memory(type: Type, count: number, random: Random): Uint32Array<ArrayBuffer> {
  const stride = layout(type).stride / 4;
  const words = Uint32Array.from({ length: stride * count }, () => random.below(9));
  const scalars = leaves(type);
  for (let i = 0; i < count; i++) {
    for (const [k, bytes] of leafOffsets(type).entries())
      words[i * stride + bytes / 4] = bits(scalars[k]!, random);
  }
  return words;
}

const bits = (scalar: Scalar, random: Random): number =>
  scalar === 'f32'
    ? new Uint32Array(Float32Array.of((random.below(2000) - 1000) / 8).buffer)[0]!
    : (random.below(9) - 3) >>> 0;
