import { type CheckedProgram, NotSupportedError, walk } from '@heddle/core/backend';
import { launchUniforms } from './launch-uniforms.ts';
import { textureOf } from './storage.ts';

/** The device's limits, by their WebGL names. */
export interface GlslLimits {
  /** MAX_FRAGMENT_UNIFORM_VECTORS, at least 224. */
  readonly uniformVectors: number;
  /** MAX_ARRAY_TEXTURE_LAYERS, at least 256. */
  readonly arrayLayers: number;
}

/**
 * Throws a `NotSupportedError` for a program that exceeds the device's limits. A program that needs more than
 * `capabilities` and `limits` is refused by core before a backend compiles it.
 */
export function refuse(checked: CheckedProgram, limits: GlslLimits): void {
  const { name, params } = checked.program;
  for (const [i, { type, access: declared }] of params.entries()) {
    if (declared === 'value') continue;
    const { layers } = textureOf(type);
    if (layers <= limits.arrayLayers) continue;
    throw new NotSupportedError(
      `kernel '${name}': parameter '${params[i]!.name}'${usedAt(checked, i)}: expected elements of at most ${4 * limits.arrayLayers} words on this device, found one that takes ${layers} layers`,
      'smaller elements, or wasm, webgpu or cpu',
    );
  }
  const { vectors } = launchUniforms(params);
  if (vectors > limits.uniformVectors) {
    throw new NotSupportedError(
      `kernel '${name}': expected at most ${limits.uniformVectors} vectors of uniforms on this device, found ${vectors} for its parameters`,
      'a view in place of large value parameters',
    );
  }
}

/** The first line that accesses the parameter. */
function usedAt({ program: { body }, location }: CheckedProgram, param: number): string {
  for (const instruction of walk(body)) {
    if (!('place' in instruction)) continue;
    const { kind, index } = instruction.place.root;
    const line = kind === 'param' && index === param ? location(instruction.id) : undefined;
    if (line !== undefined) return ` at ${line}`;
  }
  return '';
}
