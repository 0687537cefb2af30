/**
 * Where in the user's source an operation stands: the call of the outermost public function of core. What core calls
 * in turn (`dot` multiplies and adds) counts as that same line; inside of a callback (`If`, `For`, `fn`, a
 * kernel's body) lines are the user's own again.
 */
export interface Site {
  readonly stack?: string;
}

interface Capturing {
  captureStackTrace?(holder: object, below: Function): void;
  stackTraceLimit?: number;
}

let site: Site | undefined;

/** The site of the public call that is being traced. */
export const currentSite = (): Site | undefined => site;

/**
 * Makes a public function of an implementation: its calls are sites. Works for methods, getters and setters too. `frames` is 2 where the
 * caller may be a native function, whose frame has no line.
 */
export function located<F extends (this: any, ...args: any[]) => any>(implementation: F, frames = 1): F {
  const publicFunction = function (this: unknown, ...args: unknown[]): unknown {
    if (site !== undefined) return implementation.apply(this, args);
    site = capture(publicFunction, frames);
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
 * With `Error.captureStackTrace` and a limit of one frame a site costs about 4 µs, against about 100 for a whole stack: the
 * engine formats it when it is first read, which is only for a message. `Reflect.set` because `Error` may be frozen.
 */
function capture(publicFunction: Function, frames: number): Site {
  const engine = Error as Capturing;
  if (engine.captureStackTrace === undefined) return { stack: framesFrom(new Error().stack, 2) };
  const limit = engine.stackTraceLimit;
  const holder: Site = {};
  Reflect.set(engine, 'stackTraceLimit', frames);
  try {
    engine.captureStackTrace(holder, publicFunction);
  } finally {
    Reflect.set(engine, 'stackTraceLimit', limit);
  }
  return holder;
}

/** `new Error` in `capture` is the first frame and the public function the second. */
const framesFrom = (stack: string | undefined, skipped: number): string =>
  (stack ?? '')
    .split('\n')
    .filter(line => /:\d+:\d+\)?$/.test(line))
    .slice(skipped)
    .join('\n');

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
