import { VERTEX_SHADER } from '../emit/vertex-shader.ts';

/** A linked program, or the compiler's error. */
export class Program {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #shaders: readonly WebGLShader[];
  readonly #locations = new Map<string, WebGLUniformLocation | null>();
  readonly log: string | undefined;

  constructor(gl: WebGL2RenderingContext, fragment: string) {
    this.#gl = gl;
    this.#program = gl.createProgram();
    this.#shaders = [
      compiled(gl, gl.VERTEX_SHADER, VERTEX_SHADER),
      compiled(gl, gl.FRAGMENT_SHADER, fragment),
    ];
    for (const shader of this.#shaders) gl.attachShader(this.#program, shader);
    gl.linkProgram(this.#program);
    this.log = this.#findLog();
  }

  use(): void {
    this.#gl.useProgram(this.#program);
  }

  location(uniform: string): WebGLUniformLocation | null {
    let location = this.#locations.get(uniform);
    if (location === undefined) {
      location = this.#gl.getUniformLocation(this.#program, uniform);
      this.#locations.set(uniform, location);
    }
    return location;
  }

  delete(): void {
    for (const shader of this.#shaders) this.#gl.deleteShader(shader);
    this.#gl.deleteProgram(this.#program);
    this.#locations.clear();
  }

  #findLog(): string | undefined {
    const gl = this.#gl;
    // A lost context has no link status, and its loss is reported separately.
    if (gl.isContextLost() || gl.getProgramParameter(this.#program, gl.LINK_STATUS)) return undefined;
    const logs = [
      ...this.#shaders.map(shader => gl.getShaderInfoLog(shader)),
      gl.getProgramInfoLog(this.#program),
    ];
    return logs.filter(Boolean).join('\n') || 'the driver gave no reason';
  }
}

function compiled(gl: WebGL2RenderingContext, type: GLenum, source: string): WebGLShader {
  // Null only if the context is lost, in which case every call has no effect.
  const shader = gl.createShader(type)!;
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return shader;
}
