// Kernels on a target and on the interpreter, side by side.
import { type Accelerator, createAccelerator } from '@heddle/core';
import { cpu } from '@heddle/cpu';
import { type Abilities, kernels } from '../arbitrary/kernels.ts';
import type { KernelDraft } from '../model/kernel.ts';
import { type Program, writeKernel } from '../write/kernels.ts';
import { difference } from './difference.ts';
import { runnable } from './evaluate.ts';
import type { Subject } from './fuzz.ts';
import { isEqual, testOf } from './print.ts';

export class KernelSubject implements Subject<KernelDraft> {
  readonly drafts;
  readonly #abilities: Abilities;
  readonly #open: () => Promise<Accelerator>;
  #accelerators: readonly Accelerator[] = [];
  /** Of the programs of a batch: what shrinks to the same text need not run again. */
  #known = new Map<string, Error | undefined>();

  constructor(abilities: Abilities, open: () => Promise<Accelerator>) {
    this.drafts = kernels(abilities);
    this.#abilities = abilities;
    this.#open = open;
  }

  /** Compiled kernels are kept as long as their accelerator. */
  async renew(): Promise<void> {
    await this.close();
    this.#known = new Map();
    this.#accelerators = [await this.#open(), await createAccelerator([cpu({ engine: 'interpreter' })])];
  }
  async close(): Promise<void> {
    for (const accelerator of this.#accelerators) await accelerator.disposeAsync();
    this.#accelerators = [];
  }

  async run(draft: KernelDraft): Promise<number> {
    const program = writeKernel(draft, this.#abilities);
    const text = textOf(program);
    const failure = this.#known.get(text) ?? (await this.#failure(program));
    this.#known.set(text, failure);
    if (failure) throw failure;
    return program.launches;
  }

  async #failure(program: Program): Promise<Error | undefined> {
    const [target, reference] = this.#accelerators;
    try {
      const run = runnable(program);
      const [found, expected] = await Promise.all([run(target!), run(reference!)]);
      for (const [i, buffer] of program.buffers.entries()) {
        const where = difference(found[i], expected[i], this.#abilities.floats);
        if (where !== undefined) return new Error(`${buffer}${where}`);
      }
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  async print(draft: KernelDraft): Promise<string> {
    const program = writeKernel(draft, this.#abilities);
    const { declarations, statements, buffers, needs } = program;
    const expected = await runnable(program)(this.#accelerators[1]!).catch(() => []);
    return testOf({
      needs,
      lines: [declarations, statements],
      checks: expected.map((contents, i) => isEqual(`(await ${buffers[i]}.copyToCPUAsync())`, contents)),
    });
  }
}

const textOf = ({ declarations, statements }: Program): string => `${declarations}\n${statements}`;
