import { callersOf } from '../errors/stack.ts';
import { withSite } from '../language/source.ts';
import { failForGood, isTracing } from '../language/trace.ts';

const ACCESSORS = ['value', 'get'] as const;
/** The public methods that the classes of backends override. */
const VIRTUALS = ['synchronizeAsync', 'synchronize', 'copyToRawAsync'];

interface Class {
  readonly prototype: object;
}

/**
 * Makes the methods and getters of a class refuse to be used in a body, which may capture any object of the host: what
 * they say and do belongs to the time of tracing, not to a launch.
 */
export function hostOnly({ prototype }: Class, names?: readonly string[]): void {
  const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(prototype);
  for (const [name, descriptor] of Object.entries(members)) {
    if (names && !names.includes(name)) continue;
    for (const key of ACCESSORS) {
      const inner: unknown = descriptor[key];
      if (typeof inner !== 'function') continue;
      descriptor[key] = function outer(this: unknown, ...args: unknown[]): unknown {
        if (isTracing()) withSite(callersOf(outer, 1), () => refuse(name));
        return inner.apply(this, args);
      };
    }
    Object.defineProperty(prototype, name, descriptor);
  }
}

const seen = new WeakSet<Class>();

/** The same for what the class of a backend overrides. A constructor calls it, because core does not know that class. */
export function hostOnlyOverrides(type: Class, base: Class): void {
  for (let own = type; own !== base && !seen.has(own); own = Object.getPrototypeOf(own)) {
    seen.add(own);
    hostOnly(own, VIRTUALS);
  }
}

const refuse = (name: string): never =>
  failForGood(
    `'${name}' of an object of the host was used in the body`,
    'Declare a parameter, such as read(f32), pass the view at the launch, and use the parameter in the body. Allocate, copy and launch outside of the body.',
  );
