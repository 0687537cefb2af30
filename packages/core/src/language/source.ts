import { callersOf, framesOf, type Site } from '../errors/stack.ts';

/**
 * The site of an operation: the line of the user's source that calls the outermost public function of core. Public
 * functions that core calls in turn (`dot` multiplies and adds) have the site of that same call. Inside of a callback
 * (of `If`, `For`, `fn` or a kernel) the sites are lines of the callback.
 */
let site: Site | undefined;

/** The site of the public call that is being traced. */
export const currentSite = (): Site | undefined => site;

/**
 * Makes an implementation a public function, whose calls are sites. It works for methods, getters and setters too.
 * `frames` is 2 if the caller may be a native function, whose frame has no line. `entry` is the function that users
 * call, if it is another one, which calls this one.
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

/** Calls `run` with `other` as the current site. Without a site it runs as the user's own code. */
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
 * Captures the stack. The frames of `capture` and of the public function are removed if the engine does not omit them
 * itself.
 */
const capture = (publicFunction: Function, frames: number): Site =>
  callersOf(publicFunction, frames) ?? { stack: framesOf(new Error()).slice(2).join('\n') };

/** The site as `file:line:column`; undefined if the engine does not provide it. */
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
