// `suite` and `test` of the conformance suites. A test is written once, takes what it needs from its
// fixtures, and runs on every target of the table: Vitest runs each file once a target, and injects the
// target's name.
import { type Accelerator, type CreateOptions, createAccelerator, type HeddleError } from '@heddle/core';
import { afterAll, describe, inject, type TestContext, test as vitestTest } from 'vitest';
import { audited, detecting } from './audit.ts';
import { backends } from './backends/index.ts';
import { isOfKernels, refusalOf } from './earned-skip.ts';
import './platform-worker.ts';
import { runDespite, skipFor, skips, suiteOf } from './skips.ts';
import { type Capability, type Target, targetNamed } from './targets.ts';
import './verify.ts';

export { describe, expect } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    readonly target: string;
    /** The reason that the target cannot run here, if it cannot. */
    readonly absent?: string;
    /** Options of the backend's factory for this run, over those of the target. */
    readonly options?: { readonly [name: string]: unknown };
    /** The number of runs of each suite, each with its own accelerator. */
    readonly rounds?: number;
  }
}

export interface Fixtures {
  readonly target: Target;
  /** Opened once per file. A failure that no wait of the test reports fails the test. */
  readonly accelerator: Accelerator;
  /** Opens a further accelerator of this target, disposed when the test ends. */
  open(options?: OpenOptions): Promise<Accelerator>;
}

export interface OpenOptions extends CreateOptions {
  /** Options of the backend's factory, over those of the target. */
  readonly backend?: { readonly [name: string]: unknown };
}

export interface TestOptions {
  /**
   * On a target without one of these the test is skipped. If it is one that kernels need, the test runs all
   * the same, and must be refused for want of the first that is missing.
   */
  readonly needs?: readonly Capability[];
  readonly timeout?: number;
}

const target: Target = targetNamed(inject('target'));

/** The accelerator that the tests of one `suite` share, and what it reported without a wait to claim it. */
interface Shared {
  accelerator?: Promise<Accelerator>;
  readonly uncaptured: HeddleError[];
}

// The state of the suite begun last: Vitest calls the body of a nested `describe` after its parent's has returned.
let shared: Shared | undefined;

/** The tests of a file. Inside, Vitest's `describe` may group them further. */
export function suite(name: string, body: () => void): void {
  for (let round = inject('rounds') ?? 1; round > 0; round--) {
    describe(name, () => {
      const own: Shared = { uncaptured: [] };
      shared = own;
      body();
      afterAll(async () => {
        await (await own.accelerator)?.disposeAsync();
        refuse(own.uncaptured);
      });
    });
  }
}

type Body = (fixtures: Fixtures) => void | Promise<void>;

export function test(name: string, body: Body): void;
export function test(name: string, options: TestOptions, body: Body): void;
export function test(name: string, ...rest: [Body] | [TestOptions, Body]): void {
  const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
  const own = shared;
  if (!own) throw new Error(`the conformance test '${name}' must stand in a suite(...)`);
  vitestTest(
    name,
    { ...(options.timeout && { timeout: options.timeout }) },
    async ({ annotate, task, skip }: TestContext) => {
      const absent = inject('absent');
      if (absent) skip(absent);
      const missing = options.needs?.find(capability => !target.capabilities.includes(capability));
      if (missing) {
        const refused = isOfKernels(missing) && (await runRefused(own, missing, body));
        skip(`capability: ${missing}${refused ? ` (${refused})` : ''}`);
      }
      const known = skipFor(skips, target, suiteOf(task.file.filepath), task.fullTestName);
      const runs = () => audited(annotate, skip, () => run(own, body));
      await (known ? runDespite(known, runs, skip) : runs());
    },
  );
}

async function run(own: Shared, body: Body): Promise<void> {
  const opened: Accelerator[] = [];
  own.accelerator ??= openTarget({ onUncapturedError: error => own.uncaptured.push(error) });
  const accelerator = await own.accelerator;
  try {
    await body({
      target,
      accelerator,
      open: async options => {
        const another = await openTarget(options);
        opened.push(another);
        return another;
      },
    });
    // Operations that the test left queued complete here, so that a failure of one is this test's failure.
    await accelerator.synchronizeAsync();
  } finally {
    for (const another of opened) await another.disposeAsync();
  }
  // A failure counts as unclaimed at the end of the next turn.
  await new Promise(resolve => setTimeout(resolve));
  refuse(own.uncaptured.splice(0));
}

/** Runs a test that must be refused. The operations that it queued before the refusal must succeed. */
async function runRefused(own: Shared, missing: Capability, body: Body): Promise<string> {
  let refused = '';
  await run(own, async fixtures => {
    refused = await refusalOf(missing, target.runtime, () => body(fixtures));
  });
  return refused;
}

function refuse(uncaptured: readonly HeddleError[]): void {
  if (uncaptured.length === 0) return;
  const messages = uncaptured.map(error => error.message).join('; ');
  throw new AggregateError(uncaptured, `failures that no wait claimed: ${messages}`);
}

/** Opens an accelerator of the target. A test that calls this disposes it; the fixture's is disposed for it. */
export async function openTarget({ backend, ...options }: OpenOptions = {}): Promise<Accelerator> {
  const chosen = { ...target.options, ...inject('options'), ...backend };
  return createAccelerator([await backends[target.backend].create(chosen)], detecting(options));
}
