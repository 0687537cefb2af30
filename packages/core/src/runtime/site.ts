import { callersOf, framesOf, type Site } from '../errors/stack.ts';

/**
 * The number of frames kept: an algorithm's own (`reduceAsync` has five above its launch) and the line that
 * called it. Every frame adds to the cost of a launch.
 */
const FRAMES = 6;

/** The call site of an operation: the callers of `below`, which is on the stack. */
export const captureSite = (below: Function, frames: number = FRAMES): Site =>
  callersOf(below, frames) ?? new Error('queued here');

/** The frames of the site, one per line. */
export const stackOf = (site: Site): string => framesOf(site).join('\n');
