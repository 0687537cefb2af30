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
  /** The results of a batch's programs by their text: a program that shrinks to a known text does not run twice. */
  #known = new Map<string, Error | undefined>();

  constructor(abilities: Abilities, open: () => Promise<Accelerator>) {
    this.drafts = kernels(abilities);
    this.#abilities = abilities;
    this.#open = open;
  }

  async open(): Promise<readonly Accelerator[]> {
    this.#known = new Map();
    return [await this.#open(), await createAccelerator([cpu({ engine: 'interpreter' })])];
  }

  async run(draft: KernelDraft, accelerators: readonly Accelerator[]): Promise<number> {
    const program = writeKernel(draft, this.#abilities);
    const text = textOf(program);
    const isKnown = this.#known.has(text);
    const failure = isKnown ? this.#known.get(text) : await this.#failure(program, accelerators);
    this.#known.set(text, failure);
    if (failure) throw failure;
    return isKnown ? 0 : program.launches;
  }

  async #failure(program: Program, [target, reference]: readonly Accelerator[]): Promise<Error | undefined> {
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

  async print(draft: KernelDraft, [, reference]: readonly Accelerator[]): Promise<string> {
    const program = writeKernel(draft, this.#abilities);
    const { declarations, statements, buffers, needs } = program;
    const expected = await runnable(program)(reference!).catch(() => []);
    return testOf({
      needs,
      lines: [declarations, statements],
      checks: expected.map((contents, i) => isEqual(`(await ${buffers[i]}.copyToCPUAsync())`, contents)),
    });
  }
}

const textOf = ({ declarations, statements }: Program): string => `${declarations}\n${statements}`;
