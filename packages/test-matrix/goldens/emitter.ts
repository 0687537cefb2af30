// An emitter whose code for the example kernels is kept.
import { readdirSync } from 'node:fs';
import type { Capability } from '@heddle/core';
import type { CheckedProgram, Form } from '@heddle/core/backend';
import type { TestLaunch } from '../../core/src/interpreter/launch.test-support.ts';

export interface Emitter {
  readonly extension: string;
  /** The characters that begin a comment. */
  readonly comment: string;
  /** A kernel that needs one of these has no code: to emit it throws. */
  readonly lacks: readonly Capability[];
  emit(program: CheckedProgram, form: Form): string | Promise<string>;
  /** The program that the backend emits, made of the one that it is given. */
  readonly prepare?: (program: CheckedProgram) => CheckedProgram;
  /**
   * The words of every view after the launch, once for each way to run it. Absent where a run takes a device:
   * there the conformance suites run the code.
   */
  readonly run?: (
    program: CheckedProgram,
    form: Form,
    launch: TestLaunch,
  ) => readonly (readonly Uint32Array[])[];
}

/** One a file of emitters/, named after the backend: its golden files are in the folder of that name. */
export const emitters: readonly (Emitter & { readonly backend: string })[] = await Promise.all(
  readdirSync(new URL('./emitters', import.meta.url))
    .sort()
    .map(async file => {
      const backend = file.replace('.ts', '');
      const { emitter }: { emitter: Emitter } = await import(`./emitters/${backend}.ts`);
      return { backend, ...emitter };
    }),
);
