export interface Layer {
  readonly texture: WebGLTexture;
  readonly layer: number;
}

/** What is drawn to and read from: framebuffers, one for each number of layers, so that no old one is left. */
export class Attachments {
  readonly #gl: WebGL2RenderingContext;
  readonly #framebuffers: WebGLFramebuffer[] = [];

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  drawTo(layers: readonly Layer[]): void {
    const gl = this.#gl;
    const isNew = this.#framebuffers[layers.length] === undefined;
    this.#framebuffers[layers.length] ??= gl.createFramebuffer();
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, this.#framebuffers[layers.length]!);
    this.#attach(gl.DRAW_FRAMEBUFFER, layers);
    if (isNew) gl.drawBuffers(layers.map((_, i) => gl.COLOR_ATTACHMENT0 + i));
  }

  readFrom(layer: Layer): void {
    const gl = this.#gl;
    // a framebuffer of its own: one that is drawn to may not be read meanwhile
    this.#framebuffers[0] ??= gl.createFramebuffer();
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.#framebuffers[0]);
    this.#attach(gl.READ_FRAMEBUFFER, [layer]);
  }

  #attach(target: GLenum, layers: readonly Layer[]): void {
    const gl = this.#gl;
    for (const [i, { texture, layer }] of layers.entries())
      gl.framebufferTextureLayer(target, gl.COLOR_ATTACHMENT0 + i, texture, 0, layer);
  }

  delete(): void {
    for (const framebuffer of this.#framebuffers) this.#gl.deleteFramebuffer(framebuffer ?? null);
  }
}
