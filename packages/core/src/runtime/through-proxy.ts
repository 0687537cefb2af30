import { HeddleTypeError } from '../errors/errors.ts';
import { otherCopy } from '../language/brand.ts';

/**
 * The error for an object of Heddle that is accessed through a `Proxy`, which lacks the object's private
 * members. Stores that make plain objects reactive wrap the objects in them.
 */
export const throughProxy = (what: string): HeddleTypeError =>
  new HeddleTypeError(`${what}: expected the object itself, found a Proxy of it, as reactive stores make`, {
    remedy:
      'Keep accelerators, streams, buffers and views out of deep reactivity: markRaw(object) or shallowRef in Vue, ref(object) in Valtio.',
  });

/** The error for an object that has the brand of a class and none of its private members. */
export const notMadeHere = (
  value: object,
  { prototype }: { readonly prototype: object },
  what: string,
): HeddleTypeError =>
  Object.prototype.isPrototypeOf.call(prototype, value)
    ? throughProxy(what)
    : otherCopy(`${what} was made by another copy of @heddle/core`);
