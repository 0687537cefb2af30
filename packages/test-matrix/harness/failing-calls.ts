// A way for a test to have one call of a platform's object fail once, as where the host has no memory.

/** The way in which the call fails: it throws, or the promise that it returns rejects. */
export type Failing = 'throws' | 'rejects';

/** The error that V8 throws if the host has no memory for an `ArrayBuffer`. */
export const noMemory = (): RangeError => new RangeError('Array buffer allocation failed');

/** Fails the next call of one name, once. */
export class FailingCalls {
  #armed: { readonly name: string; readonly how: Failing; readonly error: () => unknown } | undefined;

  /** `name`: of the object and of its method, as `queue.submit`. */
  arm(name: string, how: Failing, error: () => unknown): void {
    this.#armed = { name, how, error };
  }

  /** True while the call that is to fail has not been made. */
  get isArmed(): boolean {
    return this.#armed !== undefined;
  }

  /**
   * Puts the failures into an object, as properties of its own: a proxy would be refused by native methods.
   * `made` gets what a call has returned.
   */
  tap(
    object: object,
    named: string,
    methods: readonly string[],
    made: (result: object) => void = () => {},
  ): void {
    const target = object as Record<string, (...args: unknown[]) => unknown>;
    for (const method of methods) {
      const real = target[method]!.bind(object);
      target[method] = (...args) => {
        const armed = this.#armed;
        if (armed?.name === `${named}.${method}`) {
          this.#armed = undefined;
          if (armed.how === 'rejects') return Promise.reject(armed.error());
          throw armed.error();
        }
        const result = real(...args);
        if (typeof result === 'object' && result !== null) made(result);
        return result;
      };
    }
  }
}
