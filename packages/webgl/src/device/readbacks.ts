import type { Command, Shape } from '../protocol.ts';
import type { Attachments } from './attachments.ts';
import { rectanglesOf } from './rectangles.ts';
import type { Store } from './store.ts';
import { unpack } from './texels.ts';

interface Format {
  readonly format: GLenum;
  readonly texelWords: number;
}
interface Pack {
  readonly buffer: WebGLBuffer;
  readonly texelWords: number;
}
type Read = Extract<Command, { readonly kind: 'read' }>;

/** Reads elements into pixel-pack buffers, whose bytes are available after a later fence. */
export class Readbacks {
  readonly #gl: WebGL2RenderingContext;
  readonly #attachments: Attachments;
  readonly #formats = new Map<Shape['internalFormat'], Format>();

  constructor(gl: WebGL2RenderingContext, attachments: Attachments) {
    this.#gl = gl;
    this.#attachments = attachments;
  }

  /** The returned function yields exactly the requested bytes. It must be called once, after the fence. */
  begin(store: Store, { offsetBytes, lengthBytes }: Read): () => Uint8Array<ArrayBuffer> {
    const gl = this.#gl;
    const { shape, texture } = store;
    const bytes = 4 * shape.stride;
    const first = Math.floor(offsetBytes / bytes);
    const count = Math.ceil((offsetBytes + lengthBytes) / bytes) - first;
    const packs: Pack[] = [];
    try {
      for (let layer = 0; layer < shape.layers; layer++) {
        this.#attachments.readFrom({ texture, layer });
        packs.push(this.#pack(store, first, count));
      }
    } catch (error) {
      this.#delete(packs);
      throw error;
    }
    return () => {
      try {
        const words = new Uint32Array(count * shape.stride);
        for (const [layer, { buffer, texelWords }] of packs.entries()) {
          const isDirect = texelWords === shape.stride;
          const texels = isDirect ? words : new Uint32Array(count * texelWords);
          gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
          gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, texels);
          if (!isDirect) unpack(texels, texelWords, words, shape, layer);
        }
        const from = offsetBytes - first * bytes;
        if (from === 0 && lengthBytes === words.byteLength) return new Uint8Array(words.buffer);
        return new Uint8Array(words.buffer).slice(from, from + lengthBytes);
      } finally {
        this.#delete(packs);
      }
    };
  }

  #delete(packs: readonly Pack[]): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    for (const { buffer } of packs) gl.deleteBuffer(buffer);
  }

  #pack({ shape }: Store, first: number, count: number): Pack {
    const gl = this.#gl;
    const { format, texelWords } = this.#formatOf(shape);
    const buffer = gl.createBuffer();
    try {
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
      gl.bufferData(gl.PIXEL_PACK_BUFFER, 4 * texelWords * count, gl.STREAM_READ);
      for (const { x, y, width, height, from } of rectanglesOf(first, count, shape.width))
        gl.readPixels(x, y, width, height, format, gl.UNSIGNED_INT, 4 * texelWords * from);
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    } catch (error) {
      this.#delete([{ buffer, texelWords }]);
      throw error;
    }
    return { buffer, texelWords };
  }

  /**
   * The format for reading. Every device can read four words per texel, and most can read as many as the
   * texture has. Queried once, because a query costs a round trip.
   */
  #formatOf({ internalFormat }: Shape): Format {
    let format = this.#formats.get(internalFormat);
    if (!format) {
      format = this.#askFormat();
      this.#formats.set(internalFormat, format);
    }
    return format;
  }

  /** The format of the texture that is currently attached for reading. */
  #askFormat(): Format {
    const gl = this.#gl;
    const format = gl.getParameter(gl.IMPLEMENTATION_COLOR_READ_FORMAT) as GLenum;
    const type = gl.getParameter(gl.IMPLEMENTATION_COLOR_READ_TYPE) as GLenum;
    if (type === gl.UNSIGNED_INT) {
      if (format === gl.RED_INTEGER) return { format, texelWords: 1 };
      if (format === gl.RG_INTEGER) return { format, texelWords: 2 };
    }
    return { format: gl.RGBA_INTEGER, texelWords: 4 };
  }
}
