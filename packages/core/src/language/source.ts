import { callersOf, framesOf, type Site } from '../errors/stack.ts';

/**
 * Where in the user's source an operation stands: the call of the outermost public function of core. What
 * core calls in turn (`dot` multiplies and adds) counts as that same line; inside of a callback (`If`, `For`,
 * `fn`, a kernel's body) lines are the user's own again.
 */
let site: Site | undefined;

/** The site of the public call that is being traced. */
export const currentSite = (): Site | undefined => site;

/**
 * Makes a public function of an implementation: its calls are sites. Works for methods, getters and setters
 * too. `frames` is 2 where the caller may be a native function, whose frame has no line. `entry` is what users
 * call where that is another function, which calls this one.
 */
export function located<F extends (this: any, ...args: any[]) => any>(
  implementation: F,
  frames = 1,
  entry?: Function,
): F {
  const publicFunction = function (this: unknown, ...args: unknown[]): unknown {
    if (site !== undefined) return implementation.apply(this, args);
    site = capture(entry ?? publicFunction, frames);
    try {
      return implementation.apply(this, args);
    } finally {
      site = undefined;
    }
  };
  return publicFunction as F;
}

/** Runs as if `other` were the public call, or, without one, as the user's own code. */
export function withSite<R>(other: Site | undefined, run: () => R): R {
  const caller = site;
  site = other;
  try {
    return run();
  } finally {
    site = caller;
  }
}

/**
 * Without the frames of `capture` and of the public function, where the engine does
 * not leave them out itself.
 */
const capture = (publicFunction: Function, frames: number): Site =>
  callersOf(publicFunction, frames) ?? { stack: framesOf(new Error()).slice(2).join('\n') };

/** `file:line:column`, or undefined where the engine does not tell. */
export function formatSite(from: Site | undefined): string | undefined {
  if (typeof from?.stack !== 'string') return undefined;
  return from.stack
    .split('\n')
    .map(parseFrame)
    .find(frame => frame !== undefined);
}

/** V8 writes `at name (file:1:2)` or `at file:1:2`; SpiderMonkey and JavaScriptCore `name@file:1:2`. */
export function parseFrame(line: string): string | undefined {
  const frame = line.trim();
  const place = frame.startsWith('at ')
    ? frame.endsWith(')')
      ? frame.slice(frame.indexOf(' (') + 2, -1)
      : frame.slice(3).replace(/^async /, '')
    : frame.slice(frame.indexOf('@') + 1);
  return /:\d+:\d+$/.test(place) ? place : undefined;
}
