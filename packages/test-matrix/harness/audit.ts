// `npm test -- --audit`: the detectors of races report instead of throwing, and the run ends with a list of all that
// they found. A test that a race is refused cannot pass then: it is skipped, and what it does is in the list.
import { type CreateOptions, HostBufferRaceError, StreamRaceError } from '@heddle/core';
import { inject, type TestContext } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    readonly audit?: boolean;
  }
}

type Race = HostBufferRaceError | StreamRaceError;
/** The races found so far in the current test. */
let races: Race[] = [];

/** The options of an accelerator on which both detectors are on, in the manner of the run. */
export function detecting(options: CreateOptions): CreateOptions {
  if (!inject('audit')) return { detectHostBufferRaces: true, detectStreamRaces: true, ...options };
  const { onUncapturedError } = options;
  return {
    detectHostBufferRaces: 'report',
    detectStreamRaces: 'report',
    ...options,
    onUncapturedError(error) {
      if (error instanceof HostBufferRaceError || error instanceof StreamRaceError) races.push(error);
      else onUncapturedError?.(error);
    },
  };
}

export async function audited(
  annotate: TestContext['annotate'],
  skip: TestContext['skip'],
  body: () => Promise<void>,
): Promise<void> {
  if (!inject('audit')) return body();
  races = [];
  const failure = await body().then(
    () => undefined,
    error => ({ error }),
  );
  for (const race of races) await annotate(siteOf(race), 'race');
  if (failure && races.length > 0) skip('races, of which it expects that they are refused');
  if (failure) throw failure.error;
}

/** The text of a race: its kind, the line where it was found, and the line that queued the other operation. */
function siteOf(race: Race): string {
  const other = race instanceof HostBufferRaceError ? race.launchStack : race.otherStack;
  const [found, queued] = [race.stack, other].map(lineOf);
  return `${race.name}: ${race.operation} of '${race.label}', at ${found}; the other at ${queued}`;
}

/** The first line of a stack in a test, or else the first outside core. */
function lineOf(stack: string | undefined): string {
  const lines = [...(stack ?? '').matchAll(/packages\/(?!core\/)\S+?\/([\w.-]+\.ts)(?:\?[^:\s]*)?:(\d+)/g)];
  const [, file, line] = lines.find(([, name]) => name!.endsWith('.test.ts')) ?? lines[0] ?? [];
  return file ? `${file}:${line}` : 'an unknown line';
}
