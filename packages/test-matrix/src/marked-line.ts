import type { Target } from './targets.ts';
import { expect } from './conformance.ts';

/** Remembers where a statement of a kernel stands, for the error that is to name it: `line.of(() => g.barrier())`, on one line. */
export class MarkedLine {
  #line: string | undefined;

  readonly of = <R>(statement: () => R): R => {
    this.#line = lineOfCaller();
    return statement();
  };

  get isMarked(): boolean {
    return this.#line !== undefined;
  }

  /** Lines are promised on Node only: what a browser tells of a bundled page depends on its source maps. */
  expectIn(locations: readonly (string | undefined)[], target: Target): void {
    if (target.runtime !== 'node') return;
    expect(this.#line, 'the statement was not reached').toBeDefined();
    expect(locations.map(location => fileAndLine(location ?? ''))).toContain(this.#line);
  }
}

/** `mistakes.test.ts:12` of `/somewhere/mistakes.test.ts:12:5`. */
const fileAndLine = (location: string): string | undefined => /([^/\\]+:\d+):\d+\)?$/.exec(location)?.[1];

/** Of the function that called `of`: the first frame in a test. */
function lineOfCaller(): string | undefined {
  const frame = new Error().stack?.split('\n').find(line => /\.test\.ts/.test(line));
  return frame && fileAndLine(frame);
}
