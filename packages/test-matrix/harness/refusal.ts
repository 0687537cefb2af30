import { HeddleError } from '@heddle/core';
import { expect } from 'vitest';

/** A class of errors, of whatever constructor. */
export type ErrorClass<E> = { readonly brand: string; [Symbol.hasInstance](value: unknown): boolean } & (new (
  ...args: never[]
) => E);

/** The error that `call` throws by itself; a promise that rejects later does not count. */
export function refusal<E>(call: () => unknown, expected: ErrorClass<E>, says: RegExp = /./): E {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    return checkRefusal(error, expected, says);
  }
  if (result instanceof Promise) result.catch(() => {});
  throw new Error(`expected a ${expected.brand} at the call, found that it returned`);
}

/** The error that a promise rejects with, or that making it throws: `await` makes them one to the caller. */
export async function rejection<E>(
  call: () => Promise<unknown>,
  expected: ErrorClass<E>,
  says: RegExp = /./,
): Promise<E> {
  try {
    await call();
  } catch (error) {
    return checkRefusal(error, expected, says);
  }
  throw new Error(`expected a ${expected.brand}, found that it succeeded`);
}

function checkRefusal<E>(error: unknown, expected: ErrorClass<E>, says: RegExp): E {
  if (!HeddleError.is(error) || !(error instanceof expected)) throw error;
  expect(error.message).toMatch(says);
  expect(error.name).toBe(expected.brand);
  expect(error.code).toMatch(/^HEDDLE_/);
  return error as E;
}
