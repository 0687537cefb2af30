import type { CheckedProgram } from '@heddle/core/backend';
import { beyondLimits } from '@heddle/core/backend';

// Every runtime has a console, and no ECMAScript library declares it.
declare const console: { warn(message: string): void };

/**
 * The limits that every WebGPU device supports (https://www.w3.org/TR/webgpu/#limits). One of the eight
 * storage buffers of a shader stage holds the launch's own words.
 */
const WEBGPU_DEFAULTS = { maxBindings: 7, maxGroupSize: 256, maxSharedBytes: 16_384 };

const warned = new WeakSet<CheckedProgram>();

/**
 * Warns of kernels that such a device would refuse. The launch itself is correct, and other devices run it.
 */
export function warnOfLimits(program: CheckedProgram): void {
  if (warned.has(program)) return;
  warned.add(program);
  for (const { message } of beyondLimits(program, "a device with WebGPU's default limits", WEBGPU_DEFAULTS))
    console.warn(`[heddle] ${message}`);
}
