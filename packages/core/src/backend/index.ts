/**
 * `@heddle/core/backend`: what the author of a backend needs. Users never import it.
 *
 * A backend extends `Accelerator`, `AcceleratorStream` and `MemoryBuffer`, gives them its real drain and
 * readback, and turns a `CheckedProgram` into something that runs. The cpu package shows how.
 */
export * from '../errors.ts';
export { check } from '../ir/check.ts';
export type * from '../ir/checked.ts';
export type * from '../ir/ir.ts';
export { launchIsProven } from '../ir/launch-proof.ts';
export type { Layout } from '../ir/layout.ts';
export { layout, leafOffsets } from '../ir/layout.ts';
export { evaluate, evaluator, ops } from '../ir/ops/index.ts';
export type { Evaluate, OpRow } from '../ir/ops/row.ts';
export { print } from '../ir/print.ts';
export * from '../ir/types.ts';
export { valueOffsets } from '../ir/value-words.ts';
export { blocksOf, elementsOf, mapBlocks, operands, walk } from '../ir/walk.ts';
export type { DataType } from '../language/types.ts';
export type { AbortSignalLike } from '../runtime/abort.ts';
export { Accelerator } from '../runtime/accelerator.ts';
export type { AcceleratorDescription, OpenOptions } from '../runtime/accelerator-description.ts';
export { checkInteger, checkOptionNames, describe } from '../runtime/arguments.ts';
export { BlockingAccelerator, BlockingBuffer, BlockingStream } from '../runtime/blocking.ts';
export type { BufferDescription } from '../runtime/buffer.ts';
export { MemoryBuffer } from '../runtime/buffer.ts';
export type { Backend } from '../runtime/create.ts';
export { fill, gather, scatter } from '../runtime/host-access.ts';
export type { Limits } from '../runtime/loaded-kernel.ts';
export type * from '../runtime/operation.ts';
export { denseSpan, spanBytes, spanEnd } from '../runtime/span.ts';
export { AcceleratorStream } from '../runtime/stream.ts';
export type { Waiting } from '../runtime/view.ts';
export { EmittedValues } from './emitted-values.ts';
export type * from './flat.ts';
export {
  flatOperands,
  flatResults,
  isPure,
  memoryKey,
  useCounts,
} from './flat-walk.ts';
export { flatten } from './flatten.ts';
export type * from './group-program.ts';
export { GroupUses, groupNodes } from './group-uses.ts';
export type { Hoisted } from './hoist.ts';
export { hoist, sharedInputs } from './hoist.ts';
export type { InlineOptions } from './inline.ts';
export { inlineValues } from './inline.ts';
export type { InterpreterLaunch, InterpreterView } from './interpreter/interpret.ts';
export { interpret } from './interpreter/interpret.ts';
export type { MathLoweringOptions } from './math/lower-math.ts';
export { lowerMath } from './math/lower-math.ts';
export type { Namer } from './namer.ts';
export { createNamer } from './namer.ts';
export { splitRegions } from './regions.ts';
export { CLikePrinter } from './shader/c-like-printer.ts';
export { commonSpellings, named } from './shader/common-spellings.ts';
export * from './shader/expression.ts';
export type { Spelling } from './shader/infix-spellings.ts';
export { isSplat } from './shader/inline-shader.ts';
export { Lines } from './shader/lines.ts';
export { literal } from './shader/literal.ts';
export { lowerToShader } from './shader/lower.ts';
export { pruneShader } from './shader/prune-shader.ts';
export { ScopedNames } from './shader/scoped-names.ts';
export type * from './shader/shader.ts';
export type { ShaderModule, ViewWord } from './shader/shader-module.ts';
export { shaderOperands } from './shader/shader-walk.ts';
export { typeKey } from './shader/type-key.ts';
export type { Software } from './software-adapter.ts';
export {
  adapterRefusal,
  adapterReluctance,
  checkSoftware,
  isSoftwareAdapter,
} from './software-adapter.ts';
