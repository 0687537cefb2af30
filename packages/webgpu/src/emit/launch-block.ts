import { ScopedNames, type ShaderProgram, valueOffsets } from '@heddle/core/backend';
import { KEYWORDS } from './reserved-words.ts';
import type { TypeNames } from './type-names.ts';

/**
 * The arguments of a launch in binding 0 of group 0, a read-only storage buffer. The views follow as bindings
 * 1, 2, ..., in the order of the parameters, each bound as its whole buffer: `read` as read-only storage, the
 * others as read-write. All offsets are in 32-bit words, and all words are u32.
 */
export interface LaunchBlock {
  /**
   * Three words: the extent of a range kernel (1 for an absent dimension), or [groups, 1, 1] for a group
   * kernel.
   */
  readonly extent: number;
  /** One word that is 0. */
  readonly zero: number;
  /**
   * Three words: the index of a range kernel's first invocation in this dispatch, a multiple of the
   * workgroup's size; 0 for a group kernel.
   */
  readonly first: number;
  /**
   * For each parameter, the six words offset, step, length, width, height and depth of a view (`BoundView`);
   * undefined for a value.
   */
  readonly views: readonly (number | undefined)[];
  /** The position at which the words of a launch (`LaunchOperation.words`) are stored unchanged. */
  readonly values: number;
  readonly totalBytes: number;
}

const VIEW_WORDS = 6;
/** Three words of the extent, the zero, and three words of the first index. */
const HEADER_WORDS = 7;

export function launchBlock({ params }: ShaderProgram): LaunchBlock {
  let end = HEADER_WORDS;
  const views = params.map(({ access }) => {
    if (access === 'value') return undefined;
    end += VIEW_WORDS;
    return end - VIEW_WORDS;
  });
  const values = 4 * Math.ceil(end / 4);
  return {
    extent: 0,
    zero: 3,
    first: 4,
    views,
    values,
    totalBytes: 4 * (values + valueOffsets(params).total),
  };
}

/** The block as a WGSL struct. A vec3u does not pad its fourth word, which the next member uses. */
export class LaunchStruct {
  readonly name: string;
  readonly declarations: readonly string[];
  /** The fields by parameter. */
  readonly fields: readonly string[];

  constructor({ params }: ShaderProgram, names: ScopedNames, types: TypeNames) {
    const fieldNames = new ScopedNames([...KEYWORDS, 'extent', 'zero', 'first']);
    this.fields = params.map(({ name }) => fieldNames.name(name));
    this.name = names.name('Launch');
    const view = names.name('View');
    const hasViews = params.some(({ access }) => access !== 'value');
    // A value begins at a multiple of 16 bytes, whatever its own alignment is (`valueOffsets`).
    const values = params.flatMap(({ access, type }, i) =>
      access === 'value' ? [`  @align(16) ${this.fields[i]}: ${types.name(type)},`] : [],
    );
    this.declarations = [
      ...(hasViews ? [`struct ${view} {`, ...VIEW_FIELDS.map(field => `  ${field}: u32,`), '}', ''] : []),
      `struct ${this.name} {`,
      '  extent: vec3u,',
      '  zero: u32,',
      '  first: vec3u,',
      ...params.flatMap(({ access }, i) => (access === 'value' ? [] : [`  ${this.fields[i]}: ${view},`])),
      ...values,
      '}',
      '',
    ];
  }
}

const VIEW_FIELDS = ['offset', 'step', 'length', 'width', 'height', 'depth'];
