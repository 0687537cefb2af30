/**
 * The time for which the device is polled in each turn. Nested timers wait for at least 4 ms, longer than a
 * small launch takes. Polling in every turn would occupy a core, which a software device needs itself.
 */
const EAGER_MILLISECONDS = 2;

/** Called when the fence is passed, with the reason if the device's progress cannot be determined. */
type Passed = (failure: unknown) => void;

interface Waiting {
  /** Undefined if there is a failure already, which is reported in its place. */
  readonly sync: WebGLSync | undefined;
  readonly failure: unknown;
  readonly passed: Passed;
}

/** Calls back in order, when the device has completed all earlier commands. */
export class Fences {
  readonly #gl: WebGL2RenderingContext;
  readonly #waiting: Waiting[] = [];
  readonly #turn = new MessageChannel();
  #isScheduled = false;
  #eagerUntil = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#turn.port1.onmessage = () => this.#poll();
  }

  add(passed: Passed): void {
    const gl = this.#gl;
    let sync: WebGLSync | undefined;
    let failure: unknown;
    try {
      sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0) ?? undefined;
      gl.flush();
      if (!sync) failure = new Error('fenceSync made no fence');
    } catch (error) {
      failure = error;
    }
    // The loss of the context ends all waits.
    if (gl.isContextLost()) return;
    this.#waiting.push({ sync: failure === undefined ? sync : undefined, failure, passed });
    this.#eagerUntil = performance.now() + EAGER_MILLISECONDS;
    this.#schedule();
  }

  /** A fence's state changes between turns only: https://registry.khronos.org/webgl/specs/latest/2.0/#3.7.14 */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    if (performance.now() < this.#eagerUntil) {
      try {
        return this.#turn.port2.postMessage(undefined);
      } catch {
        // A timer does the same, later.
      }
    }
    setTimeout(() => this.#poll());
  }

  #poll(): void {
    this.#isScheduled = false;
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      let { failure } = next;
      try {
        const status = next.sync && gl.clientWaitSync(next.sync, 0, 0);
        if (status === gl.TIMEOUT_EXPIRED) return this.#schedule();
        if (status === gl.WAIT_FAILED) failure = new Error('clientWaitSync failed');
        if (next.sync) gl.deleteSync(next.sync);
      } catch (error) {
        failure = error;
      }
      this.#waiting.shift();
      next.passed(failure);
    }
  }
}
