/** The kernel language. */

export type { Arithmetic } from './arithmetic.ts';
export { arithmetic } from './arithmetic.ts';
export type { ElseChain, ForRange, TypedForRange } from './control.ts';
export { Break, Continue, For, If, Loop, Return, While } from './control.ts';
export { fn } from './fn.ts';
export { isFinite, isInf, isNan, select, strict } from './functions.ts';
export type { GroupContext, SubgroupContext } from './group.ts';
export type { FlatArray, HostArray, HostData, HostValue, Infer, StructArray } from './host-types.ts';
export type {
  Extent,
  Extent2,
  Extent3,
  GroupKernel,
  GroupKernelDefinition,
  Kernel,
  KernelArgs,
  KernelDefinition,
} from './kernel.ts';
export { kernel } from './kernel.ts';
export { memoizeKernel } from './memoize.ts';
export type { Operator } from './operator.ts';
export { op } from './operator.ts';
export type {
  AtomicsParam,
  KernelArg,
  Param,
  Params,
  ReadParam,
  ReadWriteParam,
  WriteParam,
} from './params.ts';
export { atomics, read, readWrite, write } from './params.ts';
export type {
  AtomicRef,
  AtomicView,
  ReadView,
  ReadWriteView,
  Ref,
  RoRef,
  SharedAtomics,
  SharedView,
  WriteOnly,
  WritePlace,
  WriteView,
} from './place-types.ts';
export type { KernelIndex, RangeContext } from './range.ts';
export {
  array,
  atomic,
  bool,
  f32,
  i32,
  struct,
  u32,
  vec2f,
  vec2i,
  vec2u,
  vec3f,
  vec3i,
  vec3u,
  vec4f,
  vec4i,
  vec4u,
} from './schema.ts';
export type {
  ArrayT,
  BoolT,
  F32Schema,
  F32T,
  I32Schema,
  I32T,
  NumericT,
  StructT,
  U32Schema,
  U32T,
  Vec2fT,
  Vec2iT,
  Vec2uT,
  Vec3fT,
  Vec3iT,
  Vec3uT,
  Vec4fT,
  Vec4iT,
  Vec4uT,
} from './schema-types.ts';
export type {
  ArrayType,
  AtomicType,
  DataType,
  ElemType,
  Fields,
  ScalarType,
  StructType,
  VecType,
} from './types.ts';
export type {
  AnyVector,
  Arg,
  ArrayV,
  Bool,
  BoolVector,
  F32,
  I32,
  Index,
  Literal,
  StructV,
  U32,
  V,
  Val,
  Vec,
  Vec2f,
  Vec2i,
  Vec2u,
  Vec3f,
  Vec3i,
  Vec3u,
  Vec4f,
  Vec4i,
  Vec4u,
} from './value-types.ts';
export { variable } from './variable.ts';
