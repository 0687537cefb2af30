import { HeddleTypeError } from '../errors/errors.ts';

/** The policy for an adapter that runs on the CPU: never use it, use it like any other, or use no other. */
export type Software = 'avoid' | 'allow' | 'require';

const SOFTWARE: readonly unknown[] = [undefined, 'avoid', 'allow', 'require'];

/**
 * Names of software adapters: SwiftShader, Mesa's llvmpipe (as a Vulkan driver: lavapipe) and softpipe, and
 * Windows' Basic Render Driver (WARP).
 */
const NAMES = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b/i;

/** True if a graphics adapter of this name runs on the CPU. */
export const isSoftwareAdapter = (name: string): boolean => NAMES.test(name);

/** Checks the option of a GPU backend as given by the user. */
export function checkSoftware(backend: string, value: unknown): Software | undefined {
  if (SOFTWARE.includes(value)) return value as Software | undefined;
  throw new HeddleTypeError(
    `${backend}: software: expected 'avoid', 'allow' or 'require', found ${String(value)}`,
  );
}

interface Adapter {
  readonly name: string;
  readonly software: boolean;
}

/** The reason why the option forbids this adapter; undefined if it does not. */
export function adapterRefusal(
  { name, software }: Adapter,
  wanted: Software | undefined,
): string | undefined {
  if (wanted === 'avoid' && software)
    return `the adapter is ${name}, which runs on the CPU, and software is 'avoid'`;
  if (wanted === 'require' && !software) return `the adapter is ${name}, a GPU, and software is 'require'`;
  return undefined;
}

/** A GPU backend's answer to `isSupported`: a software adapter is taken reluctantly by a program that did not choose. */
export function adapterSupport(
  { name, software }: Adapter,
  wanted: Software | undefined,
): { readonly ok: true; readonly fast: boolean; readonly reluctant: string | undefined } {
  const isReluctant = software && wanted === undefined;
  return {
    ok: true,
    fast: !software,
    reluctant: isReluctant ? `the adapter is ${name}, which runs on the CPU` : undefined,
  };
}
