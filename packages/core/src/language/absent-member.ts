import { located } from './source.ts';
import { fail, isTracing } from './trace.ts';

/** The names of swizzles. */
export const LETTERS: RegExp = /^[xyzw]{2,4}$/;

/** Names that consoles, and JavaScript for promises, ask of every object. */
const ASKED: ReadonlySet<string> = new Set(['then', 'constructor']);

/**
 * The last prototype of objects of the language. Its Proxy is asked for the members that the object does not have, so
 * no other lookup becomes slower. Without it JavaScript would take such a member for undefined, or throw an error
 * without the kernel's name. After the trace only consoles and debuggers look at these objects.
 *
 * `read` answers or fails, `assigned` is the remedy for an assignment, `list` that for a loop of JavaScript.
 */
export function absentMembers<T extends object>(
  what: string,
  read: (self: T, name: string) => unknown,
  assigned: (self: T, name: string) => string,
  list: (self: T | undefined) => string,
): object {
  const isMember = (name: string | symbol): name is string =>
    typeof name === 'string' && (LETTERS.test(name) || (isTracing() && !ASKED.has(name)));
  const readMember = located(read, 1, get);
  const write = located(
    (self: T, name: string): never => fail(`an assignment to '${name}'`, assigned(self, name)),
    1,
    set,
  );
  const refuseList = (self?: T): never => fail(`${what} is no list of JavaScript`, list(self));
  // The caller may be native: new Set(view) iterates.
  const iterate = located(refuseList, 2, get);
  const enumerate = located(refuseList, 2, ownKeys);
  function get(_: object, name: string | symbol, self: T): unknown {
    if (isMember(name)) return readMember(self, name);
    // Array destructuring, spread syntax and for...of ask for it.
    return name === Symbol.iterator && isTracing() ? iterate(self) : undefined;
  }
  function set(_: object, name: string | symbol, _value: unknown, self: T): boolean {
    return isMember(name) && write(self, name);
  }
  // for...in asks all prototypes for their keys.
  function ownKeys(): string[] {
    return isTracing() ? enumerate() : [];
  }
  return new Proxy(Object.create(null) as object, { get, set, ownKeys } as ProxyHandler<object>);
}

/** The last prototype of an object whose own members are all that it has. */
export const onlyOwnMembers = (what: string, hint = ''): object => {
  const own = (self: object | undefined): string => `It has ${Object.keys(self ?? {}).join(', ')}.${hint}`;
  return absentMembers(what, (self: object, name) => fail(`${what} has no ${name}`, own(self)), own, own);
};
