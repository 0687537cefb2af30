import { checkTraced } from '../check/check-traced.ts';
import type { CheckedProgram, Form, ValidProgram } from '../check/checked.ts';
import type { Traced } from '../ir/ir.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import { tracedOf, tracesMade } from '../language/kernel.ts';
import type { LoadedKernel } from './loaded-kernel.ts';
import { loadKernel } from './loaded-kernel.ts';
import type { CompiledKernel } from './operation.ts';

/** The number of compiled kernels that an accelerator keeps. A kernel has one or two forms. */
export const MOST_KEPT_KERNELS = 256;

/** A cache entry for a compiled kernel: empty before its first use, and after its eviction. */
export interface KeptKernel {
  readonly key: string;
  compiled: CompiledKernel | undefined;
  /** The number of the last use. */
  usedAt: number;
}

/**
 * Kernels are traced, checked and loaded once per object; programs are compiled once per hash and form. A
 * launch of a known kernel looks up an object and neither traces nor hashes. The `MOST_KEPT_KERNELS` most
 * recently used compiled kernels are kept. The others are evicted, and compiled again when they are used
 * again.
 */
export class KernelCache {
  readonly #admit: (program: ValidProgram) => CheckedProgram | Error;
  readonly #compile: (program: CheckedProgram, form: Form) => CompiledKernel;
  readonly #loaded = new WeakMap<object, LoadedKernel>();
  readonly #entries = new Map<string, KeptKernel>();
  #uses = 0;
  traced = 0;
  compiled = 0;

  constructor(
    admit: (program: ValidProgram) => CheckedProgram | Error,
    compile: (program: CheckedProgram, form: Form) => CompiledKernel,
  ) {
    this.#admit = admit;
    this.#compile = compile;
  }

  get kept(): number {
    return this.#entries.size;
  }

  load(kernel: Kernel<any, any> | GroupKernel<any>): LoadedKernel {
    const known = this.#loaded.get(kernel);
    if (known) return known;
    const before = tracesMade();
    const traced = tracedOf(kernel);
    const valid = checkTraced(traced);
    this.traced += tracesMade() - before;
    const program = this.#admit(valid);
    if (program instanceof Error) throw program;
    const loaded = loadKernel(kernel, program);
    this.#loaded.set(kernel, loaded);
    warn(traced);
    return loaded;
  }

  compile(loaded: LoadedKernel, form: Form): CompiledKernel {
    let entry = loaded.forms[form];
    if (!entry?.compiled) {
      entry = this.#compileProgram(loaded.program, form);
      loaded.forms[form] = entry;
    }
    entry.usedAt = ++this.#uses;
    return entry.compiled!;
  }

  #compileProgram(program: CheckedProgram, form: Form): KeptKernel {
    const key = `${form} ${program.hash}`;
    const known = this.#entries.get(key);
    if (known) return known;
    const entry = { key, compiled: this.#compile(program, form), usedAt: 0 };
    this.compiled++;
    if (this.#entries.size >= MOST_KEPT_KERNELS) this.#evict();
    this.#entries.set(key, entry);
    return entry;
  }

  #evict(): void {
    let oldest: KeptKernel | undefined;
    for (const entry of this.#entries.values()) if (!(oldest && oldest.usedAt < entry.usedAt)) oldest = entry;
    const { key, compiled } = oldest!;
    this.#entries.delete(key);
    oldest!.compiled = undefined;
    compiled!.release?.();
  }
}

// Every runtime has a console, and no ECMAScript library declares it.
declare const console: { warn(message: string): void };

const warned = new WeakSet<Traced>();

/** Prints the tracer's warnings, once per kernel, whatever the number of accelerators. */
function warn(traced: Traced): void {
  if (warned.has(traced)) return;
  warned.add(traced);
  for (const warning of traced.warnings ?? []) console.warn(`[heddle] ${warning}`);
}
