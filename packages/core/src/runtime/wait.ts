/**
 * The promise of a wait. The covered operations count as waited for when a listener is called, and not when
 * the device happens to be done, so whether an access races follows from the program and not from timing.
 * `told` is called before every reaction. A `catch` alone is not a listener, because nothing in the program
 * follows from the success; a listener on its result is one.
 */
export class Wait<T> extends Promise<T> {
  readonly #told: () => void;

  constructor(
    executor: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason: unknown) => void) => void,
    told: () => void = () => {},
  ) {
    super(executor);
    this.#told = told;
  }

  /** The result of `then` follows a reaction already, so it is an ordinary promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // Since this is not %Promise%, `await`, `Promise.all` and a return from an async function call it too.
  override then<A = T, B = never>(
    done?: ((value: T) => A | PromiseLike<A>) | null,
    failed?: ((reason: any) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const listening = <V, R>(react: ((value: V) => R) | null | undefined) =>
      typeof react !== 'function'
        ? react
        : (value: V): R => {
            this.#told();
            return react(value);
          };
    const after = super.then(listening(done), listening(failed));
    return typeof done === 'function' ? after : new Wait(resolve => resolve(after), this.#told);
  }

  map<R>(change: (result: T) => R | PromiseLike<R>): Wait<R> {
    return new Wait(resolve => resolve(super.then(change)), this.#told);
  }
}

/**
 * A wait with another result, for code that returns its wait to a caller: `wait.then(change)` would count as
 * listening, whether or not the caller awaits the result. Here the work counts as waited for when the
 * caller's listener is called. `change` must not access memory through `view.host`. Does not wait itself.
 *
 * @example
 * ```ts
 * const firstAsync = (view: ArrayView<F32T>) => mapWait(view.subView(0, 1).copyToCPUAsync(), data => data[0]);
 * await firstAsync(x); // 1
 * ```
 */
export function mapWait<T, R>(wait: Promise<T>, change: (result: T) => R | PromiseLike<R>): Promise<R> {
  return wait instanceof Wait ? wait.map(change) : wait.then(change);
}
