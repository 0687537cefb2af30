import type { ValueId } from '../../ir/ir.ts';
import { members, type Type } from '../../ir/types.ts';
import type { ShaderBuilder } from './shader-builder.ts';

/**
 * Whether a zero of this type must be one that compilers do not know. SwiftShader optimizes with SPIRV-Tools:
 * what that takes out of a vector of zeros is an `OpConstantNull`, and in a vector made of such its
 * `FoldVectors` overlooks the components, so that `~` of it, for one, is zero too.
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
