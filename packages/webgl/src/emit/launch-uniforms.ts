import { type Param, valueOffsets } from '@heddle/core/backend';

/**
 * The uniforms of a launch besides textures: u32 words, four in each vector of one `uniform uvec4[]`. All
 * members are numbers of words.
 */
export interface LaunchUniforms {
  /** Three words: the extent, 1 where a dimension is absent. */
  readonly extent: number;
  /** One word that is 0. */
  readonly zero: number;
  /** One word: the number of invocations, which is the product of the extent. */
  readonly invocations: number;
  /** One word: the base-2 logarithm of the textures' width (`storage.ts`). */
  readonly widthLog2: number;
  /**
   * For each parameter, the six words offset, step, length, width, height and depth of a view; undefined for
   * a value.
   */
  readonly views: readonly (number | undefined)[];
  /** The position at which the words of a launch (`LaunchOperation.words`) are stored unchanged. */
  readonly values: number;
  /** The number of vectors. */
  readonly vectors: number;
}

const HEADER_WORDS = 6;
export const VIEW_WORDS = { offset: 0, step: 1, length: 2, width: 3, height: 4, depth: 5 } as const;

export function launchUniforms(params: readonly Param[]): LaunchUniforms {
  let end = HEADER_WORDS;
  const views = params.map(({ access }) => {
    if (access === 'value') return undefined;
    end += 6;
    return end - 6;
  });
  const values = 4 * Math.ceil(end / 4);
  return {
    extent: 0,
    zero: 3,
    invocations: 4,
    widthLog2: 5,
    views,
    values,
    vectors: (values + valueOffsets(params).total) / 4,
  };
}

/** The words of a view, as core binds it (`BoundView`). */
export interface LaunchView {
  readonly param: number;
  readonly offset: number;
  readonly step: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}

/** Writes the words of the uniform. `words` are those of the `value` parameters. */
export function writeLaunchUniforms(
  uniforms: LaunchUniforms,
  launch: {
    readonly extent: readonly [number, number, number];
    readonly widthLog2: number;
    readonly views: readonly LaunchView[];
    readonly words: Uint32Array;
  },
): Uint32Array<ArrayBuffer> {
  const written = new Uint32Array(4 * uniforms.vectors);
  const [x, y, z] = launch.extent;
  written.set([x, y, z], uniforms.extent);
  written[uniforms.invocations] = x * y * z;
  written[uniforms.widthLog2] = launch.widthLog2;
  for (const { param, offset, step, length, width, height, depth } of launch.views)
    written.set([offset, step, length, width, height, depth], uniforms.views[param]!);
  written.set(launch.words, uniforms.values);
  return written;
}
