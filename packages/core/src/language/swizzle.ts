import type { Type, VectorNode } from '../ir/types.ts';
import { COMPONENTS, typeName } from '../ir/types.ts';
import { describe } from './brand.ts';
import type { Node } from './node.ts';
import { construct, extract } from './node.ts';
import { located } from './source.ts';
import { fail } from './trace.ts';

const LETTERS = /^[xyzw]{2,4}$/;

/** The components that the letters name, in their order: `v.zyx`, or `v.swz('zyx')` if the letters are computed. */
export function swizzle(self: Node, letters: unknown): Node {
  const type = self.type as VectorNode;
  const known = COMPONENTS.slice(0, type.n) as readonly string[];
  const picks =
    typeof letters === 'string' && LETTERS.test(letters) ? [...letters].map(l => known.indexOf(l)) : [-1];
  if (picks.includes(-1)) {
    fail(
      `${typeName(type)}: expected 2 to 4 letters out of ${known.join('')}, found ${describe(letters)}`,
      "A swizzle is v.zyx, or v.swz('zyx') where the letters are computed.",
    );
  }
  return construct(
    { ...type, n: picks.length as 2 | 3 | 4 },
    picks.map(pick => extract(self, pick)),
  );
}

/**
 * A prototype whose Proxy handles the swizzles of vectors, because a vec4f has 336 of them, too many to define each.
 * It is the last in the prototype chain, so that no other lookup becomes slower.
 */
export function swizzles<T extends object>(
  typeOf: (self: T) => Type | { readonly kind: string },
  answer: (self: T, letters: string) => unknown,
  assigned: string,
): object {
  const isSwizzle = (name: string | symbol, self: T): name is string =>
    typeof name === 'string' && LETTERS.test(name) && typeOf(self).kind === 'vec';
  const read = located(answer, 1, get);
  const write = located((name: string): boolean => fail(`an assignment to '${name}'`, assigned), 1, set);
  function get(_: object, name: string | symbol, self: T): unknown {
    return isSwizzle(name, self) ? read(self, name) : undefined;
  }
  function set(_: object, name: string | symbol, _value: unknown, self: T): boolean {
    return isSwizzle(name, self) && write(name);
  }
  return new Proxy(Object.create(null) as object, { get, set } as ProxyHandler<object>);
}
