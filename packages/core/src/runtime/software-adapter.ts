import { HeddleTypeError } from '../errors/errors.ts';

/** What to make of an adapter that runs on the CPU: never take it, take it as any other, or take no other. */
export type Software = 'avoid' | 'allow' | 'require';

const SOFTWARE: readonly unknown[] = [undefined, 'avoid', 'allow', 'require'];

/**
 * SwiftShader, Mesa's llvmpipe (as a Vulkan driver: lavapipe) and softpipe, and Windows' Basic Render Driver
 * (WARP).
 */
const NAMES = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b/i;

/** Whether a graphics adapter of this name runs on the CPU. */
export const isSoftwareAdapter = (name: string): boolean => NAMES.test(name);

/** The option of a GPU backend, as a user gave it. */
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

/** Why the option forbids this adapter; undefined if it does not. */
export function adapterRefusal(
  { name, software }: Adapter,
  wanted: Software | undefined,
): string | undefined {
  if (wanted === 'avoid' && software)
    return `the adapter is ${name}, which runs on the CPU, and software is 'avoid'`;
  if (wanted === 'require' && !software) return `the adapter is ${name}, a GPU, and software is 'require'`;
  return undefined;
}

/** Why a program that has not said what it wants is better off with another backend. */
export function adapterReluctance(
  { name, software }: Adapter,
  wanted: Software | undefined,
): string | undefined {
  return software && wanted === undefined
    ? `the adapter is ${name}, which runs on the CPU, where wasm is several times faster`
    : undefined;
}
