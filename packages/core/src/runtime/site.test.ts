import { afterEach, expect, test } from 'vitest';
import { captureSite, stackOf } from './site.ts';

const engine = Error as unknown as { prepareStackTrace?: unknown; stackTraceLimit: number };
const { prepareStackTrace, stackTraceLimit } = engine;
afterEach(() => Object.assign(engine, { prepareStackTrace, stackTraceLimit }));

const queued = (): string => stackOf(captureSite(queued));

test('the frames begin with the caller, whatever limit the program has set', () => {
  engine.stackTraceLimit = 0;
  expect(queued().split('\n')[0]).toMatch(/site\.test\.ts:\d+:\d+/);
  expect(engine.stackTraceLimit).toBe(0);
});

test('a program whose prepareStackTrace gives no text has no frames, and no other error', () => {
  engine.prepareStackTrace = (_: unknown, frames: unknown) => frames;
  expect(queued()).toBe('');
});
