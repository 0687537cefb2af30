import { HeddleTypeError } from '../errors/errors.ts';

/**
 * The error for an object of Heddle that is accessed through a `Proxy`, which lacks the object's private
 * members. Stores that make plain objects reactive wrap the objects in them.
 */
export const throughProxy = (what: string): HeddleTypeError =>
  new HeddleTypeError(`${what}: expected the object itself, found a Proxy of it, as reactive stores make`, {
    remedy:
      'Keep accelerators, streams, buffers and views out of deep reactivity: markRaw(object) or shallowRef in Vue, ref(object) in Valtio.',
  });
