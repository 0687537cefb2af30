import { check } from '../ir/check.ts';
import type { CheckedProgram, Form } from '../ir/checked.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import { tracedOf, tracesMade } from '../language/kernel.ts';
import type { LoadedKernel } from './loaded-kernel.ts';
import { loadKernel } from './loaded-kernel.ts';
import type { CompiledKernel } from './operation.ts';

/**
 * Kernels are traced, checked and loaded once an object, programs compiled once a hash and form: a launch of a known kernel
 * looks up an object and neither traces nor hashes.
 */
export class KernelCache {
  readonly #refusal: (program: CheckedProgram) => Error | undefined;
  readonly #compile: (program: CheckedProgram, form: Form) => CompiledKernel;
  readonly #loaded = new WeakMap<object, LoadedKernel>();
  readonly #compiled = new Map<string, CompiledKernel>();
  traced = 0;

  constructor(
    refusal: (program: CheckedProgram) => Error | undefined,
    compile: (program: CheckedProgram, form: Form) => CompiledKernel,
  ) {
    this.#refusal = refusal;
    this.#compile = compile;
  }

  get compiled(): number {
    return this.#compiled.size;
  }

  load(kernel: Kernel<any, any> | GroupKernel<any>): LoadedKernel {
    const known = this.#loaded.get(kernel);
    if (known) return known;
    const before = tracesMade();
    const program = check(tracedOf(kernel));
    this.traced += tracesMade() - before;
    const refusal = this.#refusal(program);
    if (refusal) throw refusal;
    const loaded = loadKernel(kernel, program);
    this.#loaded.set(kernel, loaded);
    return loaded;
  }

  compile(loaded: LoadedKernel, form: Form): CompiledKernel {
    loaded.forms[form] ??= this.#compileProgram(loaded.program, form);
    return loaded.forms[form];
  }

  #compileProgram(program: CheckedProgram, form: Form): CompiledKernel {
    const key = `${form} ${program.hash}`;
    let compiled = this.#compiled.get(key);
    if (!compiled) {
      compiled = this.#compile(program, form);
      this.#compiled.set(key, compiled);
    }
    return compiled;
  }
}
