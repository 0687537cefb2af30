export interface Layer {
  readonly texture: WebGLTexture;
  readonly layer: number;
}

/**
 * Framebuffers for drawing and reading: one for each number of layers, so that no old layer stays attached.
 */
export class Attachments {
  readonly #gl: WebGL2RenderingContext;
  /**
   * Framebuffers by number of layers. The first one is for reading, because a framebuffer that is drawn to
   * may not be read.
   */
  readonly #framebuffers: { readonly framebuffer: WebGLFramebuffer; readonly layers: Layer[] }[] = [];

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  drawTo(layers: readonly Layer[]): void {
    const gl = this.#gl;
    const isNew = this.#framebuffers[layers.length] === undefined;
    this.#attach(gl.DRAW_FRAMEBUFFER, layers.length, layers);
    if (isNew) gl.drawBuffers(layers.map((_, i) => gl.COLOR_ATTACHMENT0 + i));
  }

  readFrom(layer: Layer): void {
    this.#attach(this.#gl.READ_FRAMEBUFFER, 0, [layer]);
  }

  /** Detaches a texture before it is deleted, because an attached texture is not freed. */
  detach(texture: WebGLTexture): void {
    const gl = this.#gl;
    for (const { framebuffer, layers } of this.#framebuffers.filter(Boolean)) {
      for (const [i, attached] of layers.entries()) {
        if (attached?.texture !== texture) continue;
        gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, framebuffer);
        gl.framebufferTextureLayer(gl.DRAW_FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + i, null, 0, 0);
        delete layers[i];
      }
    }
  }

  #attach(target: GLenum, index: number, layers: readonly Layer[]): void {
    const gl = this.#gl;
    this.#framebuffers[index] ??= { framebuffer: gl.createFramebuffer(), layers: [] };
    const { framebuffer, layers: attached } = this.#framebuffers[index];
    gl.bindFramebuffer(target, framebuffer);
    for (const [i, { texture, layer }] of layers.entries()) {
      if (attached[i]?.texture === texture && attached[i].layer === layer) continue;
      gl.framebufferTextureLayer(target, gl.COLOR_ATTACHMENT0 + i, texture, 0, layer);
      attached[i] = { texture, layer };
    }
  }
}
