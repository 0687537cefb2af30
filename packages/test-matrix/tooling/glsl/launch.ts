import {
  type CheckedProgram,
  type Form,
  layout,
  leafOffsets,
  leaves,
  type Scalar,
  type Type,
} from '@heddle/core/backend';
import { bind, type TestLaunch } from '../../../core/src/interpreter/launch.test-support.ts';
import { emitGlsl } from '../../../webgl/src/emit/emit.ts';
import { writeLaunchUniforms } from '../../../webgl/src/emit/launch-uniforms.ts';
import { planPasses } from '../../../webgl/src/emit/pass-plan.ts';
import { elementWords, type TextureFormat, textureOf } from '../../../webgl/src/emit/storage.ts';
import { VERTEX_SHADER } from '../../../webgl/src/emit/vertex-shader.ts';

/** Attachments that every device has; a texture of few elements so that a small buffer has several rows. */
const ATTACHMENTS = 4;
const WIDTH_LOG2 = 2;

type View = ReturnType<typeof bind>['views'][number];

/** A launch that `host.mjs` runs. */
export interface HostLaunch {
  readonly vertex: string;
  readonly widthLog2: number;
  /** The data of each parameter. */
  readonly buffers: readonly (
    | (TextureFormat & { readonly stride: number; readonly words: readonly number[] })
    | null
  )[];
  readonly passes: readonly {
    readonly fragment: string;
    readonly launch: string;
    readonly words: readonly number[];
    readonly samplers: readonly (string | undefined)[];
    readonly outputs: readonly { readonly param: number; readonly layer: number }[];
  }[];
}

export function hostLaunch(program: CheckedProgram, form: Form, launch: TestLaunch): HostLaunch {
  const { extent, words, views } = bind(program, launch);
  const isTogether = (a: number, b: number): boolean => {
    const [one, other] = [a, b].map(of => views.find(({ param }) => param === of)!) as [View, View];
    return one.offset === other.offset && one.step === other.step && one.length === other.length;
  };
  const given = [...launch.views];
  return {
    vertex: VERTEX_SHADER,
    widthLog2: WIDTH_LOG2,
    buffers: program.program.params.map(({ access, type }) =>
      access === 'value'
        ? null
        : { ...textureOf(type), stride: elementWords(type), words: [...given.shift()!.words] },
    ),
    passes: planPasses(program, ATTACHMENTS, isTogether).map(planned => {
      const pass = emitGlsl(program, form, { outputs: planned });
      const { fragment, launch, uniforms, samplers, outputs } = pass;
      const all = writeLaunchUniforms(uniforms, { extent, words, views, widthLog2: WIDTH_LOG2 });
      return { fragment, launch, words: [...all], samplers, outputs };
    }),
  };
}

/**
 * Leaves only, as padding may hold anything; a bool is whether its word is 0, a NaN any NaN, and a subnormal
 * number may be flushed.
 */
export function canonical(type: Type, words: ArrayLike<number>): readonly number[] {
  const stride = layout(type).stride / 4;
  const scalars = leaves(type);
  const found: number[] = [];
  for (let start = 0; start < words.length; start += stride) {
    for (const [k, bytes] of leafOffsets(type).entries())
      found.push(canonicalLeaf(scalars[k]!, words[start + bytes / 4]! >>> 0));
  }
  return found;
}

function canonicalLeaf(scalar: Scalar, word: number): number {
  if (scalar === 'bool') return Math.min(word, 1);
  if (scalar !== 'f32') return word;
  const exponent = word & 0x7f800000;
  if (exponent === 0) return word & 0x80000000;
  return (word & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : word;
}
