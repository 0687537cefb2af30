import type { Backend, BlockingAccelerator } from '@heddle/core';
import { HeddleTypeError, NotSupportedError } from '@heddle/core';
import { checkOptionNames, showAs } from '@heddle/core/backend';
import { CpuAccelerator, capabilities } from './accelerator.ts';
import { type CheckedOptions, checksOf } from './checked/options.ts';

export interface CpuOptions {
  /**
   * `generated` runs kernels as JavaScript made by `new Function`, and is the default if the page's content
   * security policy allows it. `interpreter` runs kernels without generated code, on every page, and more
   * slowly.
   */
  readonly engine?: 'generated' | 'interpreter' | undefined;
  /**
   * Runs every launch under a sanitizer, many times more slowly. Two invocations that access one element
   * without order, at least one of them writing, cause a `KernelRaceError`. An index out of bounds causes a
   * `KernelBoundsError`. An object's switches select further checks, which cause a `KernelLintError`. Each
   * error rejects the first wait that covers the launch, which has run to its end. Needs generated code.
   *
   * @example
   * ```ts
   * const accelerator = await createAccelerator([cpu({ checked: true })]);
   * const shift = kernel({
   *   name: 'shift',
   *   params: { y: readWrite(f32) },
   *   body({ y }, { index }) {
   *     y.at(index).$ = y.at(index.add(1)).$;
   *   },
   * });
   * accelerator.launch(shift, 2, { y: accelerator.allocate(f32, 3) });
   * await accelerator.synchronizeAsync(); // throws KernelRaceError
   * ```
   */
  readonly checked?: boolean | CheckedOptions | undefined;
}

/**
 * The blocking reference backend: kernels run on the calling thread, at the launch. Only this backend has
 * `synchronize`, `copyToCPU` and `reduce`.
 *
 * @example
 * ```ts
 * const accelerator = await createAccelerator([cpu({ engine: 'interpreter' })]);
 * accelerator.report[0]?.reason; // 'kernels run in the interpreter, as requested'
 * ```
 */
export function cpu(options: CpuOptions = {}): Backend<BlockingAccelerator> {
  checkOptionNames('cpu', options, ['engine', 'checked']);
  const { engine, checked } = options;
  if (engine !== undefined && engine !== 'generated' && engine !== 'interpreter') {
    throw new HeddleTypeError(`cpu: engine: expected 'generated' or 'interpreter', found ${String(engine)}`);
  }
  const checks = checksOf(checked);
  if (checks && engine === 'interpreter')
    throw new NotSupportedError(
      'cpu: checked: only generated code is checked, not the interpreter',
      "cpu({ checked: true }), with engine: 'generated' or without an engine",
    );
  const backend: Backend<BlockingAccelerator> = {
    name: 'cpu',
    mayHave: capabilities,
    isSupported: async () =>
      (engine === 'generated' || checks) && !allowsGeneratedCode()
        ? {
            ok: false,
            reason: checks
              ? "this page's content security policy forbids generated code, which cpu({ checked: true }) needs; allow 'unsafe-eval' where kernels are checked"
              : "this page's content security policy forbids generated code; cpu({ engine: 'interpreter' }) needs none",
          }
        : { ok: true },
    async open(openOptions) {
      const chosen = engine ?? (allowsGeneratedCode() ? 'generated' : 'interpreter');
      const note =
        chosen === 'generated'
          ? `kernels run as generated JavaScript${checks ? ', checked' : ''}`
          : engine
            ? 'kernels run in the interpreter, as requested'
            : 'kernels run in the interpreter: this content security policy forbids generated code';
      return new CpuAccelerator({ ...openOptions, engine: chosen, note, checks });
    },
  };
  showAs(backend, () => 'cpu()');
  return backend;
}

/** Found out by a trial: a content security policy without 'unsafe-eval' makes `new Function` throw. */
function allowsGeneratedCode(): boolean {
  try {
    return new Function('return true')() === true;
  } catch {
    return false;
  }
}
