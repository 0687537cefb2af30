/** Where an operation was queued. The engine formats the stack only if somebody reads it. */
export interface Site {
  readonly stack?: string | undefined;
}

interface Capturing {
  captureStackTrace?(holder: object, below: Function): void;
  stackTraceLimit?: number;
}

/**
 * An algorithm's own frames (`reduceAsync` has five above its launch) and the line that called it. Each frame is paid for at
 * every launch.
 */
const FRAMES = 6;

/** The callers of `below`, which is on the stack. `Reflect.set` because `Error` may be frozen. */
export function captureSite(below: Function, frames: number = FRAMES): Site {
  const engine = Error as Capturing;
  if (engine.captureStackTrace === undefined) return new Error('queued here');
  const limit = engine.stackTraceLimit;
  const site: Site = {};
  Reflect.set(engine, 'stackTraceLimit', frames);
  try {
    engine.captureStackTrace(site, below);
  } finally {
    Reflect.set(engine, 'stackTraceLimit', limit);
  }
  return site;
}

/** The frames, one a line, without the header that V8 puts in front of them. A program's `prepareStackTrace` may make the stack anything. */
export function framesOf({ stack }: Site): string {
  if (typeof stack !== 'string') return '';
  return stack
    .split('\n')
    .filter(line => /:\d+:\d+\)?$/.test(line))
    .join('\n');
}
