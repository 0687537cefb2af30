/**
 * `@heddle/core/backend`: the API for authors of backends. Users never import it.
 *
 * A backend extends `Accelerator`, `AcceleratorStream` and `MemoryBuffer`, implements the wait for completion (the
 * drain) and the readback, and compiles a `CheckedProgram`. The cpu package shows how.
 */

export { launchIsProven } from '../check/bounds/launch-proof.ts';
export { check, verifyKernels } from '../check/check.ts';
export type * from '../check/checked.ts';
export * from '../errors/errors.ts';
export * from '../errors/findings.ts';
export type { InterpreterLaunch, InterpreterView } from '../interpreter/interpret.ts';
export { interpret } from '../interpreter/interpret.ts';
export type * from '../ir/ir.ts';
export type { Layout } from '../ir/layout.ts';
export { layout, leafOffsets } from '../ir/layout.ts';
export type { Accuracy, ErrorBound } from '../ir/ops/accuracy.ts';
export { accuracy } from '../ir/ops/accuracy-table.ts';
export { evaluate, evaluator, ops } from '../ir/ops/index.ts';
export type { Evaluate, OpRow } from '../ir/ops/row.ts';
export { print } from '../ir/print.ts';
export * from '../ir/types.ts';
export { valueOffsets } from '../ir/value-words.ts';
export { blocksOf, elementsOf, mapBlocks, operands, walk } from '../ir/walk.ts';
export { showAs } from '../language/inspect.ts';
export type { DataType } from '../language/types.ts';
export type * from '../lower/flat/flat.ts';
export {
  flatOperands,
  flatResults,
  isPure,
  memoryKey,
  useCounts,
} from '../lower/flat/flat-walk.ts';
export { flatten } from '../lower/flat/flatten.ts';
export type { Hoisted } from '../lower/flat/hoist.ts';
export { hoist, sharedInputs } from '../lower/flat/hoist.ts';
export { isLarge } from '../lower/flat/large-values.ts';
export type * from '../lower/groups/group-program.ts';
export { GroupUses, groupNodes } from '../lower/groups/group-uses.ts';
export { splitRegions } from '../lower/groups/regions.ts';
export type { InlineOptions } from '../lower/inline.ts';
export { inlineValues } from '../lower/inline.ts';
export type { MathLoweringOptions } from '../lower/math/lower-math.ts';
export { lowerMath } from '../lower/math/lower-math.ts';
export { lowerToShader } from '../lower/shader/lower.ts';
export { pruneShader } from '../lower/shader/prune-shader.ts';
export type * from '../lower/shader/shader.ts';
export { shaderOperands } from '../lower/shader/shader-walk.ts';
export { typeKey } from '../lower/shader/type-key.ts';
export { CLikePrinter } from '../print/c-like-printer.ts';
export { commonSpellings, named } from '../print/common-spellings.ts';
export { EmittedValues } from '../print/emitted-values.ts';
export * from '../print/expression.ts';
export type { Spelling } from '../print/infix-spellings.ts';
export { isSplat } from '../print/inline-shader.ts';
export { Lines } from '../print/lines.ts';
export { literal } from '../print/literal.ts';
export type { Namer } from '../print/namer.ts';
export { createNamer } from '../print/namer.ts';
export { ScopedNames } from '../print/scoped-names.ts';
export type { ShaderModule, ViewWord } from '../print/shader-module.ts';
export type { AbortSignalLike } from '../runtime/abort.ts';
export type { AcceleratorDescription, OpenOptions } from '../runtime/accelerator-description.ts';
export { AnalysingAccelerator as Accelerator } from '../runtime/analysing-accelerator.ts';
export { checkInteger, checkOptionNames, describe } from '../runtime/arguments.ts';
export { BlockingAccelerator, BlockingBuffer, BlockingStream } from '../runtime/blocking.ts';
export type { BufferDescription } from '../runtime/buffer.ts';
export { MemoryBuffer } from '../runtime/buffer.ts';
export type { Backend } from '../runtime/create.ts';
export { fill, gather, scatter } from '../runtime/host-access.ts';
export { failureOf } from '../runtime/host-memory.ts';
export type { Limits } from '../runtime/loaded-kernel.ts';
export type * from '../runtime/operation.ts';
export type { Waiting } from '../runtime/queue-options.ts';
export { beyondLimits } from '../runtime/refusal.ts';
export type { Software } from '../runtime/software-adapter.ts';
export {
  adapterRefusal,
  adapterSupport,
  checkSoftware,
  isSoftwareAdapter,
} from '../runtime/software-adapter.ts';
export { denseSpan, spanBytes, spanEnd } from '../runtime/span.ts';
export { AcceleratorStream } from '../runtime/stream.ts';
