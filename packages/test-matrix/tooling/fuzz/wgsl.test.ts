import {
  accuracy,
  type CheckedProgram,
  type Form,
  interpret,
  launchIsProven,
  layout,
  leafOffsets,
  leaves,
  ops,
  type Scalar,
  type Type,
  valueOffsets,
} from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { emitWgsl } from '../../../webgpu/src/emit/emit.ts';
import { runShaders, type ShaderJob } from '../wgsl/run-shaders.ts';
import { type Ingredients, Random, randomProgram } from './random-program.ts';

/** `FUZZ_FIRST=1000 FUZZ_COUNT=5000` for a night; a failure names its seed. */
const first = Number(process.env.FUZZ_FIRST ?? 1);
const count = Number(process.env.FUZZ_COUNT ?? 25);

/**
 * Operations that a GPU computes to the last bit: no function with a margin, nothing that makes a subnormal or a NaN.
 */
const exact: Ingredients = {
  allows: (name, on) =>
    accuracy[name] === undefined && name !== 'bitsF32' && !(on === 'f32' && name === 'sign'),
  floats: [0, 1, -1, 0.5, -2.5, 3.75, 1e10, -3e9],
};

interface Launch {
  readonly extent: readonly [number, number, number];
  readonly words: Uint32Array<ArrayBuffer>;
  /** The data of each parameter. */
  readonly views: readonly (View | undefined)[];
}
interface View {
  readonly type: Type;
  readonly words: Uint32Array<ArrayBuffer>;
  readonly offset: number;
  readonly step: number;
  readonly length: number;
}

const bits = (scalar: Scalar, random: Random): number =>
  scalar === 'f32'
    ? new Uint32Array(Float32Array.of((random.below(2000) - 1000) / 8).buffer)[0]!
    : (random.below(9) - 3) >>> 0;

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

const EXTENTS = { 1: [67, 1, 1], 2: [9, 10, 1], 3: [5, 3, 6] } as const;

function randomLaunch(seed: number, { program }: CheckedProgram): Launch {
  const random = new Random(seed);
  const { offsets, total } = valueOffsets(program.params);
  const words = new Uint32Array(total);
  const views = program.params.map(({ access, type }, i) => {
    if (access === 'value') {
      words.set(memory(type, 1, random), offsets[i]!);
      return undefined;
    }
    const elements = access === 'read' ? 5 + random.below(9) : 80 + random.below(60);
    const [offset, step] = [random.below(3), 1 + random.below(2)];
    const length = Math.floor((elements - offset) / step);
    return { type, words: memory(type, elements, random), offset, step, length };
  });
  return { extent: program.kind === 'group' ? [9, 1, 1] : EXTENTS[program.dimensions], words, views };
}

function interpreted(program: CheckedProgram, { extent, words, views }: Launch): readonly Uint32Array[] {
  const copies = views.flatMap((view, param) =>
    view ? [{ ...view, words: view.words.slice(), param, width: view.length, height: 1, depth: 1 }] : [],
  );
  interpret(program, {
    extent,
    words,
    views: copies.map(view => ({ ...view, memory: view.words.buffer, byteOffset: 0 })),
  });
  return copies.map(copy => copy.words);
}

function jobOf(
  program: CheckedProgram,
  form: Form,
  { extent, words, views }: Launch,
  name: string,
): ShaderJob {
  const { code, block, workgroupSize } = emitWgsl(program, form);
  const own = new Array<number>(block.totalBytes / 4).fill(0);
  own.splice(block.extent, 3, ...extent);
  views.forEach((view, i) => {
    if (view) own.splice(block.views[i]!, 6, view.offset, view.step, view.length, view.length, 1, 1);
  });
  own.splice(block.values, words.length, ...words);
  const isGroup = program.program.kind === 'group';
  const groups = isGroup ? [3, 4, 1] : extent.map((size, axis) => Math.ceil(size / workgroupSize[axis]!));
  // Some more groups than needed, folded: the guard sends them home.
  if (program.program.dimensions === 1 && !isGroup) groups[1] = 2;
  return {
    name,
    code,
    launch: {
      block: own,
      views: views.flatMap((view, i) =>
        view ? [{ words: [...view.words], readOnly: program.program.params[i]!.access === 'read' }] : [],
      ),
      groups,
    },
  };
}

/** Leaves only: a bool is whether its word is 0, and a NaN any NaN. */
function canonical({ type }: View, words: ArrayLike<number>): readonly number[] {
  const stride = layout(type).stride / 4;
  const scalars = leaves(type);
  const found: number[] = [];
  for (let start = 0; start < words.length; start += stride) {
    for (const [k, bytes] of leafOffsets(type).entries()) {
      const word = words[start + bytes / 4]! >>> 0;
      const isNan = scalars[k] === 'f32' && (word & 0x7fffffff) > 0x7f800000;
      found.push(isNan ? 0x7fc00000 : scalars[k] === 'bool' ? Math.min(word, 1) : word);
    }
  }
  return found;
}

test.each([
  ['range', 'tint'],
  ['group', 'tint'],
  ['range', 'naga'],
  ['group', 'naga'],
] as const)('WGSL of random %s kernels through %s does what the interpreter does', (kind, compiler) => {
  const jobs: ShaderJob[] = [];
  const expected: {
    readonly name: string;
    readonly views: readonly View[];
    readonly words: readonly Uint32Array[];
  }[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const program = randomProgram(seed, kind, exact);
    const launch = randomLaunch(seed, program);
    const words = interpreted(program, launch);
    const views = launch.views.map(
      view => view && { length: view.length, width: view.length, height: 1, depth: 1 },
    );
    const isProven = launchIsProven(program.access, {
      extent: launch.extent,
      views,
      values: views.map(() => undefined),
    });
    for (const form of isProven ? (['checked', 'proven'] as const) : (['checked'] as const)) {
      const name = `seed ${seed}, ${form}`;
      jobs.push(jobOf(program, form, launch, name));
      expected.push({ name, views: launch.views.flatMap(view => view ?? []), words });
    }
  }
  const results = runShaders(compiler, jobs);
  const different = results.flatMap(({ name, errors, views = [] }, i) => {
    if (errors.length > 0) return [`${name}: ${errors.join('\n')}`];
    return views.flatMap((words, k) => {
      const view = expected[i]!.views[k]!;
      const found = canonical(view, words);
      const wanted = canonical(view, expected[i]!.words[k]!);
      const at = found.findIndex((word, j) => word !== wanted[j]);
      return at < 0 ? [] : [`${name}: leaf ${at} of view ${k} is ${found[at]}, expected ${wanted[at]}`];
    });
  });
  expect(different).toEqual([]);
});
