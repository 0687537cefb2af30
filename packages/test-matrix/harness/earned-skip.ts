// A test that needs what its target lacks runs there all the same: it is skipped because a kernel of its own
// was refused for that, and for nothing else.
import { NotSupportedError } from '@heddle/core';
import type { Capability, Runtime } from './targets.ts';

const OF_KERNELS: readonly Capability[] = ['groups', 'atomics', 'scatter', 'subgroups', 'f16'];

/** Whether a kernel can need it, and so be refused for want of it. The host alone uses the others. */
export const isOfKernels = (capability: Capability): boolean => OF_KERNELS.includes(capability);

/** Runs `body`, which must end with a refusal for want of `missing`, and tells where that was. */
export async function refusalOf(
  missing: Capability,
  runtime: Runtime,
  body: () => void | Promise<void>,
): Promise<string> {
  try {
    await body();
  } catch (error) {
    const place = placeOf(missing, runtime, error);
    if (place) return `refused ${place}`;
    throw new Error(`expected to be refused for want of '${missing}', but it ended with ${said(error)}`, {
      cause: error,
    });
  }
  throw new Error(`expected to be refused for want of '${missing}', but it passed: remove it from \`needs\``);
}

const said = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : `${error}`;

/**
 * `at barriers.test.ts:41` of a kernel's refusal for want of `missing`, and undefined of any other error, or
 * of one that names no line of this repository. Of a page the line is another than in the file, so that only
 * the file is told.
 */
export function placeOf(missing: Capability, runtime: Runtime, error: unknown): string | undefined {
  if (!(error instanceof NotSupportedError)) return undefined;
  const [sentence = '', where = ''] = error.message.split('\n');
  if (!A_KERNEL.test(sentence) || !sentence.includes(`needs the capability '${missing}'`)) return undefined;
  const [, file, line] = (runtime === 'webkit' ? ANY_LINE : KERNEL_LINE).exec(where) ?? [];
  return file && (runtime === 'node' ? `at ${file}:${line}` : `in ${file}`);
}

/** For any launch, or for one of this shape. */
const A_KERNEL = /^(kernel|launch of) '/;
/** In a file of a package, by path or by address. */
const ANY_LINE = /^ {2}at .*\/packages\/(?:[\w-]+\/)+([\w.-]+\.ts)(?:\?[^:]*)?:(\d+):\d+$/;
/**
 * Core itself has no kernels. But WebKit has proper tail calls: of `If(c, () => g.barrier())` the arrow is no
 * longer on the stack, and the line is the one where core has called it.
 */
const KERNEL_LINE = new RegExp(ANY_LINE.source.replace('packages\\/', '$&(?!core\\/)'));
