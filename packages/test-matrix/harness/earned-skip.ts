// A test that needs a capability that its target lacks runs there all the same. It is skipped only because one of its
// kernels was refused for lack of that capability.
import { NotSupportedError } from '@heddle/core';
import type { Capability, Runtime } from './targets.ts';

const OF_KERNELS: readonly Capability[] = ['groups', 'atomics', 'scatter', 'subgroups', 'f16'];

/** True if a kernel can need the capability, and so be refused without it. Only the host uses the others. */
export const isOfKernels = (capability: Capability): boolean => OF_KERNELS.includes(capability);

/** Runs `body`, which must be refused because `missing` is missing; yields the place of the refusal. */
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
 * The place `at barriers.test.ts:41` of a kernel's refusal for lack of `missing`; undefined for any other error, or
 * for one without a line of this repository. The line numbers of a page differ from those of the file, so there the
 * place is the file alone.
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
