/** A function of an object that never changes, which computes each result once and keeps it as long as the object. */
export function cached<K extends object, R>(compute: (key: K) => R): (key: K) => R {
  const known = new WeakMap<K, R>();
  return key => {
    let result = known.get(key);
    if (result === undefined) {
      result = compute(key);
      known.set(key, result);
    }
    return result;
  };
}
