// Goes on for a while: batches of programs, each with a seed of its own, and the report of the first that fails.
import fc from 'fast-check';

export interface Budget {
  /** Of the first batch; the others follow it. */
  readonly seed: number;
  /** Programs, or seconds. */
  readonly programs?: number;
  readonly seconds?: number;
  /** Of one program in the batch, shrunk: as a failure printed it. */
  readonly path?: string;
}

export interface Subject<D> {
  readonly drafts: fc.Arbitrary<D>;
  /** Fails if the program does what it should not; yields its launches. */
  run(draft: D): Promise<number>;
  /** As a test that can be pasted. */
  print(draft: D): Promise<string>;
}

export interface Summary {
  readonly programs: number;
  readonly launches: number;
  readonly seconds: number;
  readonly seeds: readonly [first: number, last: number];
}

const BATCH = 100;
/** A batch takes seconds; what a failure becomes in this time is small enough. */
const SHRINKING_MS = 90_000;

export async function fuzz<D>(subject: Subject<D>, budget: Budget, renew: () => Promise<void>): Promise<Summary> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let [programs, launches] = [0, 0];
  const property = fc.asyncProperty(subject.drafts, async draft => {
    launches += await subject.run(draft);
    programs++;
  });
  let seed = budget.seed;
  for (; ; seed++) {
    await renew();
    const left = budget.programs === undefined ? BATCH : Math.min(BATCH, budget.programs - programs);
    const details = await fc.check(property, {
      seed,
      numRuns: left,
      ...(budget.path !== undefined && { path: budget.path }),
      interruptAfterTimeLimit: SHRINKING_MS,
    });
    if (details.failed) {
      const { counterexample, counterexamplePath, errorInstance, numShrinks } = details;
      const text = counterexample ? await subject.print(counterexample[0]) : '';
      throw new Error(
        `after ${programs} programs, shrunk ${numShrinks} times: ${errorInstance instanceof Error ? errorInstance.message : errorInstance}
again: --seed ${seed} --path ${counterexamplePath}

${text}`,
        { cause: errorInstance },
      );
    }
    const isOver = budget.seconds === undefined ? programs >= (budget.programs ?? 0) : seconds() >= budget.seconds;
    if (isOver || budget.path !== undefined) break;
  }
  return { programs, launches, seconds: seconds(), seeds: [budget.seed, seed] };
}
