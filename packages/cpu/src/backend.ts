import type { Backend, BlockingAccelerator } from '@heddle/core';
import { HeddleTypeError } from '@heddle/core';
import { CpuAccelerator } from './accelerator.ts';

export interface CpuOptions {
  /**
   * `generated` (the default where the page's content security policy allows it) runs kernels as JavaScript
   * made by `new Function`; `interpreter` runs them without, anywhere, and more slowly.
   */
  readonly engine?: 'generated' | 'interpreter' | undefined;
}

/**
 * The blocking reference backend: kernels run on the calling thread, at the launch. The only backend whose
 * `synchronize`, `copyToCPU` and `reduce` exist.
 *
 * @example
 * ```ts
 * const accelerator = await createAccelerator([cpu({ engine: 'interpreter' })]);
 * accelerator.report[0]?.reason; // 'kernels run in the interpreter, as asked for'
 * ```
 */
export function cpu(options: CpuOptions = {}): Backend<BlockingAccelerator> {
  const { engine, ...unknown } = options;
  for (const name of Object.keys(unknown)) {
    throw new HeddleTypeError(`cpu: there is no option '${name}'; there is engine`);
  }
  if (engine !== undefined && engine !== 'generated' && engine !== 'interpreter') {
    throw new HeddleTypeError(`cpu: engine: expected 'generated' or 'interpreter', found ${String(engine)}`);
  }
  return {
    name: 'cpu',
    isSupported: async () =>
      engine === 'generated' && !allowsGeneratedCode()
        ? {
            ok: false,
            reason:
              "this page's content security policy forbids generated code; cpu({ engine: 'interpreter' }) needs none",
          }
        : { ok: true },
    async open(openOptions) {
      const chosen = engine ?? (allowsGeneratedCode() ? 'generated' : 'interpreter');
      const note =
        chosen === 'generated'
          ? 'kernels run as generated JavaScript'
          : engine
            ? 'kernels run in the interpreter, as asked for'
            : 'kernels run in the interpreter: this content security policy forbids generated code';
      return new CpuAccelerator({ ...openOptions, engine: chosen, note });
    },
  };
}

/** Asked by trying: a content security policy without 'unsafe-eval' makes `new Function` throw. */
function allowsGeneratedCode(): boolean {
  try {
    return new Function('return true')() === true;
  } catch {
    return false;
  }
}
