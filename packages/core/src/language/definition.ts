import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import type { Param as IrParam } from '../ir/ir.ts';
import type { Type } from '../ir/types.ts';
import { plainType } from '../ir/types.ts';
import { brandOf, describe } from './brand.ts';
import type { AnyParam, Params } from './params.ts';
import { checkElementType, checkIdentifier } from './schema.ts';

/**
 * Checks of a definition that need not run its body. They run at the call of `kernel`,
 * `groupKernel` or `fn`.
 */

export function checkName(name: unknown, what: string): void {
  if (typeof name !== 'string' || name === '') {
    throw new HeddleTypeError(`${what}: expected a name, found ${describe(name)}`, {
      remedy: 'Messages and generated code call it by its name.',
    });
  }
}

/**
 * Refuses members that a definition does not have, such as a misspelt `precision`. A function is no mistake, because
 * the body may call it by `this`, and an object of a class may have members of its own.
 */
export function checkMembers(definition: object, names: readonly string[], what: string): void {
  if (Object.getPrototypeOf(definition) !== Object.prototype) return;
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(definition))) {
    if (names.includes(name) || typeof value === 'function') continue;
    throw new HeddleTypeError(`${what}: there is no member '${name}'; there are ${names.join(', ')}`);
  }
}

/** Refuses an async body: tracing would miss everything after its first `await`. */
export function checkSynchronous(body: unknown, what: string): void {
  if (typeof body !== 'function') {
    throw new HeddleTypeError(`${what}: expected a body, found ${describe(body)}`, {
      remedy: 'body({ x, y }, { index }) { ... }',
    });
  }
  const tag = Object.prototype.toString.call(body).slice(8, -1);
  if (tag !== 'Function') {
    throw new HeddleTypeError(`${what}: the body is ${tag.startsWith('A') ? 'an' : 'a'} ${tag}`, {
      remedy:
        'A body is traced at once, from its first line to its last: it cannot be async, nor a generator.',
    });
  }
}

export function checkOneOf<T>(value: unknown, allowed: readonly T[], what: string): void {
  if (!allowed.includes(value as T)) {
    throw new HeddleRangeError(
      `${what}: expected ${allowed.map(one => JSON.stringify(one)).join(', ')}, found ${describe(value)}`,
    );
  }
}

/** A copy of the parameters as they are at the call. */
export function paramsOf(params: Params, what: string): Params {
  if (typeof params !== 'object' || params === null || brandOf(params) !== undefined) {
    throw new HeddleTypeError(`${what}: expected params, found ${describe(params)}`, {
      remedy: 'params: { a: f32, x: read(f32), y: write(f32) }',
    });
  }
  return Object.freeze({ ...params });
}

/** The parameters in the form that the IR uses. */
export function irParams(params: Params, what: string): readonly IrParam[] {
  return Object.entries(params).map(([name, param]) => {
    checkIdentifier(name, `${what}: a parameter`);
    const where = `${what}: parameter ${name}`;
    if (brandOf(param) === 'parameter') {
      const { access, type } = param as AnyParam;
      return Object.freeze({ name, access, type: plainType(type as Type) });
    }
    checkElementType(where, param);
    return Object.freeze({ name, access: 'value' as const, type: plainType(param as Type) });
  });
}
