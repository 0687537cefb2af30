import type { Arg, DataType, Operator, Ref, V } from '@heddle/core';
import { HeddleTypeError, variable } from '@heddle/core';

/** The member of the operator whose result is being used; tracing is synchronous. */
let member: 'identity' | 'combine' | undefined;

/** A variable that begins as the operator's identity. */
export function identityOf<T extends DataType>(operator: Operator<T>): Ref<T> {
  const identity = operator.identity();
  member = 'identity';
  // A variable without an initial value would be zero.
  if (identity === undefined) throw new HeddleTypeError(`expected ${operator.type}, found undefined`);
  const result = variable(operator.type, identity);
  member = undefined;
  return result;
}

/** Stores the combination of two values. */
export function combineInto<T extends DataType>(
  target: { $: V<T> | Arg<T> },
  operator: Operator<T>,
  a: V<T>,
  b: V<T>,
): void {
  const combined = operator.combine(a, b);
  member = 'combine';
  target.$ = combined;
  member = undefined;
}

/**
 * Runs a part of a method. An error about a result of the operator would name a line of this package, so it is
 * replaced by one whose stack is short enough to contain the caller of the method.
 */
export function naming(method: string, { name }: Operator, run: () => void): void {
  member = undefined;
  try {
    run();
  } catch (cause) {
    if (!member) throw cause;
    const [first] = (cause as Error).message.split('\n');
    const fault = first!.replace(/^kernel .*?(\$|variable): /, '');
    throw new HeddleTypeError(`${method}: operator '${name}': ${member}: ${fault}`, {
      remedy: `Return a value of the operator's type: ${member === 'identity' ? '() => 0' : '(a, b) => a.add(b)'}.`,
      cause,
    });
  }
}
