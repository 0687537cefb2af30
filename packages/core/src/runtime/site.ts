import { callersOf, framesOf, type Site } from '../errors/stack.ts';

/**
 * An algorithm's own frames (`reduceAsync` has five above its launch) and the line that called it. Each frame
 * is paid for at every launch.
 */
const FRAMES = 6;

/** Where an operation is queued: the callers of `below`, which is on the stack. */
export const captureSite = (below: Function, frames: number = FRAMES): Site =>
  callersOf(below, frames) ?? new Error('queued here');

/** Its frames, one a line. */
export const stackOf = (site: Site): string => framesOf(site).join('\n');
