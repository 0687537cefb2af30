import { expect } from 'vitest';
import type { Target } from './targets.ts';

/**
 * Remembers where a statement of a kernel stands, for the error that is to name it: `line.of(() =>
 * g.barrier())`.
 */
export class MarkedLine {
  #line: number | undefined;

  /** The statement is one line, this one or, in a block, the next. */
  readonly of = <R>(statement: () => R): R => {
    this.#line = lineOfCaller();
    return statement();
  };

  get isMarked(): boolean {
    return this.#line !== undefined;
  }

  /** Lines are promised on Node only: in a bundled page they depend on the browser's use of source maps. */
  expectIn(locations: readonly (string | undefined)[], target: Target): void {
    if (target.runtime !== 'node') return;
    expect(this.#line, 'the marked statement was reached').toBeGreaterThan(0);
    const named = locations.map(location => lineIn(location ?? ''));
    const marked = [this.#line, this.#line! + 1];
    expect(
      named.filter(line => marked.includes(line)),
      `of lines ${named}, one is ${marked}`,
    ).not.toEqual([]);
  }
}

/** The 12 of `/somewhere/mistakes.test.ts:12:5`; only tests and tables of kernels have marks. */
const lineIn = (location: string): number | undefined => {
  const line = /(?:\.test|-kernels)\.ts:(\d+):\d+\)?$/.exec(location)?.[1];
  return line === undefined ? undefined : Number(line);
};

/** The line of the function that called `of`: the first stack frame in a test or a table of kernels. */
const lineOfCaller = (): number | undefined =>
  new Error().stack
    ?.split('\n')
    .map(lineIn)
    .find(line => line !== undefined);
