import type { Arg, DataType, Operator, Ref, V } from '@heddle/core';
import { HeddleTypeError, KernelError, variable } from '@heddle/core';

/** A place for a value of the operator's type. */
interface Target<T extends DataType> {
  $: V<T> | Arg<T>;
}

/** A variable that begins as the operator's identity. */
export function identityOf<T extends DataType>(operator: Operator<T>): Ref<T> {
  const identity = operator.identity();
  return explained(operator, 'identity', '() => 0', () => {
    // A variable without an initial value would be zero.
    if (identity === undefined) throw new HeddleTypeError(`expected ${operator.type}, found undefined`);
    return variable(operator.type, identity);
  });
}

/** Stores the combination of two values. */
export function combineInto<T extends DataType>(
  target: Target<T>,
  operator: Operator<T>,
  a: V<T>,
  b: V<T>,
): void {
  const combined = operator.combine(a, b);
  explained(operator, 'combine', '(a, b) => a.add(b)', () => {
    target.$ = combined;
  });
}

/** A wrong result of an operator. `naming` turns it into an error of the call that was given the operator. */
class WrongResult {
  readonly message: string;
  readonly remedy: string;
  readonly cause: unknown;

  constructor({ name }: Operator, member: string, example: string, cause: Error) {
    const fault = cause.message.split('\n')[0]!.replace(/^kernel .*?'.*?(variable|\$): /, '');
    this.message = `operator '${name}': ${member}: ${fault}`;
    this.remedy = `It returns a value of the operator's type, for instance ${member}: ${example}.`;
    this.cause = cause;
  }
}

/** Without it, the error would name a line of this package. */
function explained<R>(operator: Operator, member: string, example: string, use: () => R): R {
  try {
    return use();
  } catch (cause) {
    if (!(cause instanceof KernelError || cause instanceof HeddleTypeError)) throw cause;
    throw new WrongResult(operator, member, example, cause);
  }
}

/** Runs a method, whose stack is short enough to contain its caller, and names it in an error about a result. */
export function naming(method: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof WrongResult)) throw error;
    throw new HeddleTypeError(`${method}: ${error.message}`, error);
  }
}
