import {
  type CheckedProgram,
  type Form,
  interpret,
  layout,
  leafOffsets,
  leaves,
  type Scalar,
  type Type,
  valueOffsets,
} from '@heddle/core/backend';
import { emitGlsl } from '../../../webgl/src/emit/emit.ts';
import { writeLaunchUniforms } from '../../../webgl/src/emit/launch-uniforms.ts';
import { planPasses } from '../../../webgl/src/emit/pass-plan.ts';
import { type TextureFormat, textureOf } from '../../../webgl/src/emit/storage.ts';
import { VERTEX_SHADER } from '../../../webgl/src/emit/vertex-shader.ts';

/** Attachments that every device has; a texture of few elements so that a small buffer has several rows. */
const ATTACHMENTS = 4;
export const WIDTH_LOG2 = 3;

export interface Launch {
  readonly extent: readonly [number, number, number];
  readonly words: Uint32Array<ArrayBuffer>;
  /** By parameter. */
  readonly views: readonly (View | undefined)[];
}
export interface View {
  readonly type: Type;
  readonly words: Uint32Array<ArrayBuffer>;
  readonly offset: number;
  readonly step: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}

/** What `host.mjs` runs. */
export interface HostLaunch {
  readonly vertex: string;
  readonly widthLog2: number;
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

/** What of a launch is given; the rest is as plain as can be. */
export interface LaunchDescription {
  readonly extent: readonly [number, number?, number?];
  /** By parameter: the words of a value, or a view. */
  readonly params: readonly (
    | readonly number[]
    | { readonly words: Uint32Array<ArrayBuffer>; readonly [shape: string]: number | Uint32Array }
  )[];
}

export function launchOf(program: CheckedProgram, { extent, params }: LaunchDescription): Launch {
  const { offsets, total } = valueOffsets(program.program.params);
  const words = new Uint32Array(total);
  const views = program.program.params.map(({ type }, i): View | undefined => {
    const given = params[i]!;
    if (!('words' in given)) {
      words.set(given, offsets[i]!);
      return undefined;
    }
    const { offset = 0, step = 1 } = given as Partial<View>;
    const elements = (given.words.length * 4) / layout(type).stride;
    const length = Math.ceil((elements - offset) / step);
    return { type, offset, step, length, width: length, height: 1, depth: 1, ...given };
  });
  const [x, y = 1, z = 1] = extent;
  return { extent: [x, y, z], words, views };
}

/** The words of each view's buffer afterwards, by the interpreter. */
export function interpreted(
  program: CheckedProgram,
  { extent, words, views }: Launch,
): readonly (Uint32Array | undefined)[] {
  const copies = views.map(view => view?.words.slice());
  interpret(program, {
    extent,
    words,
    views: views.flatMap((view, param) =>
      view ? [{ ...view, param, memory: copies[param]!.buffer, byteOffset: 0 }] : [],
    ),
  });
  return copies;
}

export function hostLaunch(program: CheckedProgram, form: Form, launch: Launch): HostLaunch {
  const isTogether = (a: number, b: number): boolean => {
    const [one, other] = [launch.views[a]!, launch.views[b]!];
    return one.offset === other.offset && one.step === other.step && one.length === other.length;
  };
  const views = launch.views.flatMap((view, param) => (view ? [{ ...view, param }] : []));
  return {
    vertex: VERTEX_SHADER,
    widthLog2: WIDTH_LOG2,
    buffers: launch.views.map(view =>
      view ? { ...textureOf(view.type), stride: layout(view.type).stride / 4, words: [...view.words] } : null,
    ),
    passes: planPasses(program, ATTACHMENTS, isTogether).map(planned => {
      const {
        fragment,
        launch: uniform,
        uniforms,
        samplers,
        outputs,
      } = emitGlsl(program, form, {
        outputs: planned,
      });
      const words = writeLaunchUniforms(uniforms, { ...launch, views, widthLog2: WIDTH_LOG2 });
      return { fragment, launch: uniform, words: [...words], samplers, outputs };
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
