type Inspect = (value: unknown, options?: object) => string;

/** Node's console asks an object for the first member, Deno's for the second. */
const MEMBERS = ['nodejs.util.inspect.custom', 'Deno.customInspect'].map(name => Symbol.for(name));

/**
 * Makes a console show `text` for this object and all that inherit from it, and `String(object)` give it. Browsers
 * ask for neither; they show the `Symbol.toStringTag`.
 */
export function showAs<T>(object: object, text: (self: T, inspect: Inspect) => string): void {
  function custom(this: T, ...args: unknown[]): string {
    // Node gives its `inspect` as the last argument, Deno as the first
    return text(this, (args.find(arg => typeof arg === 'function') ?? String) as Inspect);
  }
  for (const member of [...MEMBERS, 'toString'])
    Object.defineProperty(object, member, { value: custom, configurable: true });
}

/** The same for a class, whose name minifiers change; `Object.prototype.toString` gives the tag too. */
export function showClassAs<T>(
  { prototype }: { readonly prototype: object },
  tag: string,
  text: (self: T, inspect: Inspect) => string,
): void {
  Object.defineProperty(prototype, Symbol.toStringTag, { value: tag, configurable: true });
  showAs(prototype, text);
}
