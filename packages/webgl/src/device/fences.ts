/**
 * How long the device is asked in each turn. A timer waits for 4 ms where timers set timers, which is more
 * than a small launch takes; turn after turn takes a core, which a software device needs itself.
 */
const EAGER_MILLISECONDS = 2;

/** Calls back in order, when the device has done what it was told before. */
export class Fences {
  readonly #gl: WebGL2RenderingContext;
  readonly #waiting: { readonly sync: WebGLSync; readonly passed: () => void }[] = [];
  readonly #turn = new MessageChannel();
  #isScheduled = false;
  #eagerUntil = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#turn.port1.onmessage = () => this.#poll();
  }

  add(passed: () => void): void {
    const gl = this.#gl;
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    // none if the context is lost, which ends all waits
    if (!sync) return;
    this.#waiting.push({ sync, passed });
    this.#eagerUntil = performance.now() + EAGER_MILLISECONDS;
    this.#schedule();
  }

  /** A fence's state changes between turns only: https://registry.khronos.org/webgl/specs/latest/2.0/#3.7.14 */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    if (performance.now() < this.#eagerUntil) this.#turn.port2.postMessage(undefined);
    else setTimeout(() => this.#poll());
  }

  #poll(): void {
    this.#isScheduled = false;
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
