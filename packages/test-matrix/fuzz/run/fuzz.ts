// Runs batches of programs until the budget is spent, each with its own seed, and reports the first that fails.
import type { Accelerator } from '@heddle/core';
import fc from 'fast-check';
import type { Kind } from './budget.ts';

export interface Budget {
  /** The seed of the first batch; those of later batches are derived from it. */
  readonly seed: number;
  /** Programs, or seconds. */
  readonly programs?: number;
  readonly seconds?: number;
  /** The path to one shrunk program in the batch, as a failure printed it. */
  readonly path?: string;
}

export interface Subject<D> {
  readonly drafts: fc.Arbitrary<D>;
  /** The target's accelerator first. */
  open(): Promise<readonly Accelerator[]>;
  /** Fails if the program does what it should not; yields its launches. */
  run(draft: D, accelerators: readonly Accelerator[]): Promise<number>;
  /** The text of a test of this program, to be pasted into a file. */
  print(draft: D, accelerators: readonly Accelerator[]): string | Promise<string>;
}

const BATCH = 25;
/** The interval of progress lines. If a program does not end, the last line has its batch's seed. */
const PROGRESS_SECONDS = 10;
/** The time limit of shrinking; the smallest failure so far is reported. */
const SHRINKING_MS = 90_000;
/** The time limit of one batch, with the time to shrink. */
export const PATIENCE_MS = 2 * SHRINKING_MS;

/** The same drafts in the same order for the same budget of programs. */
export async function fuzz<D>(
  subject: Subject<D>,
  kind: Kind,
  target: string,
  budget: Budget,
): Promise<void> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let [programs, launches] = [0, 0];
  let found: string | undefined;
  let told = 0;
  let accelerators: readonly Accelerator[] = [];
  const close = async (): Promise<void> => {
    for (const accelerator of accelerators) await accelerator.disposeAsync();
    accelerators = [];
  };
  const property = fc.asyncProperty(subject.drafts, async draft => {
    try {
      launches += await subject.run(draft, accelerators);
      programs++;
    } catch (error) {
      found ??= `program ${programs + 1}, after ${seconds().toFixed(0)} s`;
      throw error;
    }
  });
  const isOver = (): boolean =>
    budget.path !== undefined ||
    (budget.seconds === undefined ? programs >= (budget.programs ?? 0) : seconds() >= budget.seconds);
  try {
    let { seed } = budget;
    for (; ; seed++) {
      if (budget.seconds !== undefined && seconds() >= told + PROGRESS_SECONDS) {
        told = seconds();
        console.log(`${target}, ${kind}: ${programs} programs in ${told.toFixed(0)} s, at seed ${seed}`);
      }
      // what has gathered in an accelerator goes with its batch
      await close();
      accelerators = await subject.open();
      const details = await fc.check(property, {
        seed,
        numRuns: Math.min(BATCH, (budget.programs ?? Infinity) - programs),
        ...(budget.path !== undefined && { path: budget.path }),
        interruptAfterTimeLimit: SHRINKING_MS,
      });
      if (details.failed) {
        const draft = details.counterexample?.[0];
        const text = draft === undefined ? '' : await subject.print(draft, accelerators);
        throw failureOf(details, `${target} --only ${kind}`, found!, text);
      }
      if (isOver()) break;
    }
    const took = seconds();
    console.log(
      `${target}, ${kind}: ${programs} programs, ${launches} launches, ${(launches / took).toFixed(0)} a second; seeds ${budget.seed} to ${seed}`,
    );
  } catch (error) {
    // what has failed may fail once more when it is closed
    await close().catch(() => {});
    throw error;
  }
  await close();
}

function failureOf<D>(details: fc.RunDetails<[D]>, where: string, found: string, text: string): Error {
  const { counterexamplePath, errorInstance, numShrinks, seed } = details;
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const again = `npm run fuzz -- --target ${where} --seed ${seed} --path ${counterexamplePath}`;
  return new Error(`${message}\n${found}, shrunk ${numShrinks} times; again: ${again}\n\n${text}\n`, {
    cause: errorInstance,
  });
}
