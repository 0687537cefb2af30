/** Calls back in order, when the device has done what it was told before. */
export class Fences {
  readonly #gl: WebGL2RenderingContext;
  readonly #waiting: { readonly sync: WebGLSync; readonly passed: () => void }[] = [];
  #isScheduled = false;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  add(passed: () => void): void {
    const gl = this.#gl;
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    // none if the context is lost, which ends all waits
    if (!sync) return;
    this.#waiting.push({ sync, passed });
    this.#schedule();
  }

  /** A fence's state changes between tasks only: https://registry.khronos.org/webgl/specs/latest/2.0/#3.7.14 */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => {
      this.#isScheduled = false;
      this.#poll();
    });
  }

  #poll(): void {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (gl.clientWaitSync(next.sync, 0, 0) === gl.TIMEOUT_EXPIRED) return this.#schedule();
      gl.deleteSync(next.sync);
      this.#waiting.shift();
      next.passed();
    }
  }
}
