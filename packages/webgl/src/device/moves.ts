import type { Command, Elements } from '../protocol.ts';
import type { Attachments } from './attachments.ts';
import { draw } from './drawing.ts';
import { Program } from './program.ts';
import { extentOf, rectanglesOf } from './rectangles.ts';
import { Store } from './store.ts';
import { packed } from './texels.ts';

type Of<K extends Command['kind']> = Extract<Command, { readonly kind: K }>;

/**
 * Determines whether a texel is an element of a strided range, as a launch finds its invocations
 * (`emit/entry.ts`).
 */
const PLACE = `uniform highp uint widthLog2, first, step_, count;
uint place() {
  uvec2 texel = uvec2(gl_FragCoord.xy);
  uint relative = (texel.y << widthLog2) + texel.x - first;
  uint i = relative;
  if (step_ != 1u) i /= step_;
  if (i * step_ != relative || i >= count) discard;
  return i;
}`;
const HEAD = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;
layout(location = 0) out uvec4 moved;
${PLACE}`;
const FILL = `${HEAD}
uniform uvec4 pattern;
void main() {
  place();
  moved = pattern;
}
`;
const COPY = `${HEAD}
uniform usampler2DArray source;
uniform uint sourceFirst, sourceStep;
uniform int layer;
void main() {
  uint element = sourceFirst + place() * sourceStep;
  moved = texelFetch(source, ivec3(element & ((1u << widthLog2) - 1u), element >> widthLog2, layer), 0);
}
`;

/** Moves elements without a kernel: uploads, fills and copies. */
export class Moves {
  readonly #gl: WebGL2RenderingContext;
  readonly #attachments: Attachments;
  readonly #widthLog2: number;
  #fill: Program | undefined;
  #copy: Program | undefined;

  constructor(gl: WebGL2RenderingContext, attachments: Attachments, widthLog2: number) {
    this.#gl = gl;
    this.#attachments = attachments;
    this.#widthLog2 = widthLog2;
  }

  write(store: Store, { target, words }: Of<'write'>): void {
    if (target.step === 1) return this.upload(store, target.first, words);
    // Elements with gaps would take a call each.
    const { count } = target;
    const shape = { ...store.shape, ...extentOf(count, this.#widthLog2), elements: count };
    const dense = new Store(this.#gl, shape);
    this.upload(dense, 0, words);
    this.#draw(dense.texture, { first: 0, step: 1 }, store, target);
    dense.delete(this.#attachments);
  }

  /** Uploads dense elements from element `first` on. */
  upload({ shape, texture }: Store, first: number, words: Uint32Array<ArrayBuffer>): void {
    const gl = this.#gl;
    const format = gl[({ 1: 'RED_INTEGER', 2: 'RG_INTEGER', 4: 'RGBA_INTEGER' } as const)[shape.components]];
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
    for (let layer = 0; layer < shape.layers; layer++) {
      const texels = packed(words, shape, layer);
      for (const { x, y, width, height, from } of rectanglesOf(
        first,
        words.length / shape.stride,
        shape.width,
      ))
        gl.texSubImage3D(
          gl.TEXTURE_2D_ARRAY,
          0,
          x,
          y,
          layer,
          width,
          height,
          1,
          format,
          gl.UNSIGNED_INT,
          texels,
          from * shape.components,
        );
    }
  }

  fill(store: Store, { target, pattern }: Of<'fill'>): void {
    const gl = this.#gl;
    this.#fill ??= new Program(gl, FILL);
    this.#fill.use();
    const { layers, stride } = store.shape;
    for (let layer = 0; layer < layers; layer++) {
      const texel = [0, 1, 2, 3]
        .map(word => 4 * layer + word)
        .map(word => (word < stride ? pattern[word % pattern.length]! : 0));
      gl.uniform4uiv(this.#fill.location('pattern'), texel);
      this.#drawLayer(this.#fill, store, target, layer);
    }
  }

  /** Copies between buffers, or within one buffer if the ranges do not overlap. */
  copy(from: Store, { source, target }: Of<'copy'>, to: Store): void {
    if (from === to) this.toTwin(from, source);
    this.#draw(from === to ? from.twin : from.texture, source, to, target);
  }

  /** Copies the elements from the first to the last of the range from the buffer to its twin. */
  toTwin({ shape, texture, twin }: Store, { first, step, count }: Elements): void {
    const gl = this.#gl;
    if (count === 0) return;
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, twin);
    for (let layer = 0; layer < shape.layers; layer++) {
      this.#attachments.readFrom({ texture, layer });
      for (const { x, y, width, height } of rectanglesOf(first, (count - 1) * step + 1, shape.width))
        gl.copyTexSubImage3D(gl.TEXTURE_2D_ARRAY, 0, x, y, layer, x, y, width, height);
    }
  }

  #draw(texture: WebGLTexture, source: Pick<Elements, 'first' | 'step'>, to: Store, target: Elements): void {
    const gl = this.#gl;
    this.#copy ??= new Program(gl, COPY);
    this.#copy.use();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
    gl.uniform1i(this.#copy.location('source'), 0);
    gl.uniform1ui(this.#copy.location('sourceFirst'), source.first);
    gl.uniform1ui(this.#copy.location('sourceStep'), source.step);
    for (let layer = 0; layer < to.shape.layers; layer++) {
      gl.uniform1i(this.#copy.location('layer'), layer);
      this.#drawLayer(this.#copy, to, target, layer);
    }
  }

  #drawLayer(program: Program, to: Store, { first, step, count }: Elements, layer: number): void {
    const gl = this.#gl;
    if (count === 0) return;
    gl.uniform1ui(program.location('widthLog2'), this.#widthLog2);
    gl.uniform1ui(program.location('first'), first);
    gl.uniform1ui(program.location('step_'), step);
    gl.uniform1ui(program.location('count'), count);
    this.#attachments.drawTo([{ texture: to.texture, layer }]);
    draw(gl, to.shape, rectanglesOf(first, (count - 1) * step + 1, to.shape.width));
  }
}
