import { callersOf } from '../errors/stack.ts';
import { withSite } from '../language/source.ts';
import { fail, isTracing } from '../language/trace.ts';

const ACCESSORS = ['value', 'get'] as const;

/**
 * Makes the methods and getters of a class refuse to be used in a body, which may capture any object of the host: what
 * they say and do belongs to the time of tracing, not to a launch.
 */
export function hostOnly({ prototype }: { readonly prototype: object }): void {
  const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(prototype);
  for (const [name, descriptor] of Object.entries(members)) {
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

const refuse = (name: string): never =>
  fail(
    `'${name}' of an object of the host was used in the body`,
    'Declare a parameter, such as read(f32), pass the view at the launch, and use the parameter in the body. Allocate, copy and launch outside of the body.',
  );
