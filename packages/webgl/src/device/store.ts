import type { Shape } from '../protocol.ts';
import type { Attachments } from './attachments.ts';

/** A buffer's texture and its twin, which is made once a launch has read and written the buffer. */
export class Store {
  readonly shape: Shape;
  readonly #gl: WebGL2RenderingContext;
  #texture: WebGLTexture;
  #twin: WebGLTexture | undefined;

  constructor(gl: WebGL2RenderingContext, shape: Shape) {
    this.#gl = gl;
    this.shape = shape;
    this.#texture = zeroedTexture(gl, shape);
  }

  get texture(): WebGLTexture {
    return this.#texture;
  }

  /** Another texture of the same shape, with unspecified contents. */
  get twin(): WebGLTexture {
    this.#twin ??= zeroedTexture(this.#gl, this.shape);
    return this.#twin;
  }

  /** Makes the twin, into which a launch was drawn, the buffer's texture. */
  swap(): void {
    [this.#texture, this.#twin] = [this.twin, this.#texture];
  }

  delete(attachments: Attachments): void {
    for (const texture of [this.#texture, this.#twin]) {
      if (!texture) continue;
      attachments.detach(texture);
      this.#gl.deleteTexture(texture);
    }
  }
}

function zeroedTexture(
  gl: WebGL2RenderingContext,
  { internalFormat, width, height, layers }: Shape,
): WebGLTexture {
  const texture = gl.createTexture();
  try {
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl[internalFormat], width, height, layers);
    // An integer texture with a filter is incomplete, and reads as 0.
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  } catch (error) {
    gl.deleteTexture(texture);
    throw error;
  }
  return texture;
}
