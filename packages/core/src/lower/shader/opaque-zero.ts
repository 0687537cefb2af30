import type { ValueId } from '../../ir/ir.ts';
import { members, type Type } from '../../ir/types.ts';
import type { ShaderBuilder } from './shader-builder.ts';

/**
 * True if a zero of this type must not be known at compile time. SwiftShader optimizes with SPIRV-Tools, which makes
 * a component of a vector of zeros an `OpConstantNull`. Its `FoldVectors` ignores such components in another vector,
 * so that for example `~` of that vector is zero too.
 */
export const hasIntegerVectors = (type: Type): boolean =>
  type.kind === 'vec'
    ? type.elem.scalar !== 'f32'
    : type.kind === 'array'
      ? hasIntegerVectors(type.elem)
      : type.kind === 'struct' && members(type).some(hasIntegerVectors);

export function opaqueZero(code: ShaderBuilder, type: Type): ValueId {
  if (!hasIntegerVectors(type)) return code.zero(type);
  if (type.kind !== 'vec')
    return code.construct(
      type,
      members(type).map(member => opaqueZero(code, member)),
    );
  const zero = code.runtimeZero();
  return code.splat(type.elem.scalar === 'i32' ? code.compute('toI32', 'u32', zero) : zero, type);
}
