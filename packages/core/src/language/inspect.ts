type Inspect = (value: unknown, options?: object) => string;

/** Node's console asks an object for the first member, Deno's for the second. */
const MEMBERS = ['nodejs.util.inspect.custom', 'Deno.customInspect'].map(name => Symbol.for(name));

/**
 * Reactive stores look for these marks in an object: Vue and Alpine wrap nothing that has the first, and do not walk
 * through it; MobX replaces no function that has the second.
 */
const MARKS = ['__v_skip', 'isMobxAction'];

/**
 * Makes consoles print `text` for this object and for all objects that inherit from it; `String(object)` yields it
 * too. The consoles of browsers use neither of the two members: they print the `Symbol.toStringTag`. Stores
 * keep the objects as they are.
 */
export function showAs<T>(object: object, text: (self: T, inspect: Inspect) => string): void {
  function custom(this: T, ...args: unknown[]): string {
    // Node passes its `inspect` as the last argument, Deno as the first.
    return text(
      this,
      (args.find(arg => typeof arg === 'function') ?? (value => JSON.stringify(value))) as Inspect,
    );
  }
  // JSON too: the object itself may be a cycle, or be large.
  for (const member of [...MEMBERS, 'toString', 'toJSON'])
    if (!Object.hasOwn(object, member))
      Object.defineProperty(object, member, { value: custom, configurable: true });
  for (const mark of MARKS) Object.defineProperty(object, mark, { value: true });
}

/** A number of elements, along each axis. */
export const count = (sizes: readonly number[]): string =>
  `${sizes.join(' x ')} element${sizes.every(size => size === 1) ? '' : 's'}`;

/** The same for a class. The name is passed, because minifiers change it; it becomes the `Symbol.toStringTag` too. */
export function showClassAs<T>(
  { prototype }: { readonly prototype: object },
  tag: string,
  text: (self: T, inspect: Inspect) => string,
): void {
  Object.defineProperty(prototype, Symbol.toStringTag, { value: tag, configurable: true });
  showAs(prototype, text);
}
