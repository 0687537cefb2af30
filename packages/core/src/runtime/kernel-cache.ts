import { check } from '../check/check.ts';
import type { CheckedProgram, Form } from '../check/checked.ts';
import type { Traced } from '../ir/ir.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import { tracedOf, tracesMade } from '../language/kernel.ts';
import type { LoadedKernel } from './loaded-kernel.ts';
import { loadKernel } from './loaded-kernel.ts';
import type { CompiledKernel } from './operation.ts';

/**
 * Kernels are traced, checked and loaded once an object, programs compiled once a hash and form: a launch of
 * a known kernel looks up an object and neither traces nor hashes.
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
    const traced = tracedOf(kernel);
    const program = check(traced);
    this.traced += tracesMade() - before;
    const refusal = this.#refusal(program);
    if (refusal) throw refusal;
    const loaded = loadKernel(kernel, program);
    this.#loaded.set(kernel, loaded);
    warn(traced);
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

// what every runtime has and no ECMAScript library declares
declare const console: { warn(message: string): void };

const warned = new WeakSet<Traced>();

/** What the tracer found odd but not wrong; once a kernel, on however many accelerators. */
function warn(traced: Traced): void {
  if (warned.has(traced)) return;
  warned.add(traced);
  for (const warning of traced.warnings ?? []) console.warn(`[heddle] ${warning}`);
}
