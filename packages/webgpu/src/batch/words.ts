import type { Span } from '@heddle/core/backend';
import { spanBytes } from '@heddle/core/backend';
import type { BindingLayout, Bindings } from './bindings.ts';

/**
 * Each invocation starts at its own word and advances by the number of invocations, so that no number of
 * words needs more workgroups than the limit.
 */
const WORKGROUP_SIZE = 64;
const MAX_WORKGROUPS = 1024;

const pieces = (name: string): string => `
struct ${name} {
  /** All in words: the first one, those of a piece, from one piece to the next. */
  first: u32,
  piece: u32,
  stride: u32,
}

fn wordOf${name}(span: ${name}, i: u32) -> u32 {
  return span.first + i / span.piece * span.stride + i % span.piece;
}
`;

const loop = (body: string): string => `
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = id.x; i < block.total; i += groups.x * ${WORKGROUP_SIZE}) {
    ${body}
  }
}
`;

const FILL = `${pieces('Pieces')}
struct Block {
  destination: Pieces,
  total: u32,
  repeat: u32,
  pattern: array<u32>,
}

@group(0) @binding(0) var<storage, read> block: Block;
@group(0) @binding(1) var<storage, read_write> destination: array<u32>;
${loop('destination[wordOfPieces(block.destination, i)] = block.pattern[i % block.destination.piece % block.repeat];')}`;

/**
 * A buffer that is bound for writing may not also be bound for reading, so a copy within one buffer has a
 * shader of its own.
 */
const copyShader = (within: boolean): string => `${pieces('Pieces')}
struct Block {
  fromPieces: Pieces,
  toPieces: Pieces,
  total: u32,
}

@group(0) @binding(0) var<storage, read> block: Block;
@group(0) @binding(1) var<storage, read_write> destination: array<u32>;
${within ? '' : '@group(0) @binding(2) var<storage, read> source: array<u32>;\n'}
${loop(`destination[wordOfPieces(block.toPieces, i)] = ${within ? 'destination' : 'source'}[wordOfPieces(block.fromPieces, i)];`)}`;

/** One of the backend's own shaders. */
export interface WordShader {
  readonly pipeline: GPUComputePipeline;
  readonly layout: BindingLayout;
}

/**
 * Shaders for operations that `copyBufferToBuffer` and `clearBuffer` cannot do: copies and fills of strided
 * views, copies within a buffer, and fills with a pattern.
 */
export class WordShaders {
  readonly #device: GPUDevice;
  readonly #bindings: Bindings;
  #fill: WordShader | undefined;
  #copy: WordShader | undefined;
  #copyWithin: WordShader | undefined;

  constructor(device: GPUDevice, bindings: Bindings) {
    this.#device = device;
    this.#bindings = bindings;
  }

  get fill(): WordShader {
    this.#fill ??= this.#make('fill', FILL, [true]);
    return this.#fill;
  }

  get copy(): WordShader {
    this.#copy ??= this.#make('copy', copyShader(false), [true, false]);
    return this.#copy;
  }

  get copyWithin(): WordShader {
    this.#copyWithin ??= this.#make('copy within a buffer', copyShader(true), [true]);
    return this.#copyWithin;
  }

  /** Drops the shaders, which are made again when they are needed. */
  forget(): void {
    this.#fill = undefined;
    this.#copy = undefined;
    this.#copyWithin = undefined;
  }

  #make(label: string, code: string, writable: readonly boolean[]): WordShader {
    const layout = this.#bindings.layout(writable);
    const module = this.#device.createShaderModule({ label, code });
    const pipeline = this.#device.createComputePipeline({
      label,
      layout: this.#bindings.pipelineLayout(layout),
      compute: { module, entryPoint: 'main' },
    });
    return { pipeline, layout };
  }
}

export function fillBlock(target: Span, pattern: Uint8Array<ArrayBuffer>): Uint32Array {
  const words = new Uint32Array(pattern.buffer, pattern.byteOffset, pattern.byteLength / 4);
  return Uint32Array.of(...piecesOf(target), spanBytes(target) / 4, words.length, ...words);
}

export function copyBlock(source: Span, target: Span): Uint32Array {
  return Uint32Array.of(...piecesOf(source), ...piecesOf(target), spanBytes(target) / 4);
}

export function workgroupsFor(span: Span): number {
  return Math.min(Math.ceil(spanBytes(span) / 4 / WORKGROUP_SIZE), MAX_WORKGROUPS);
}

const piecesOf = ({ offsetBytes, pieceBytes, strideBytes }: Span): readonly number[] => [
  offsetBytes / 4,
  pieceBytes / 4,
  strideBytes / 4,
];
