/**
 * Heddle's core: element types, the kernel language, and the abstract accelerator. It contains nothing that belongs to
 * one backend. An algorithm needs this package alone; a program adds the backends that it runs on.
 */

export type { Capability } from './check/checked.ts';
export * from './errors/errors.ts';
export * from './errors/findings.ts';
export * from './language/index.ts';
export type { AbortSignalLike } from './runtime/abort.ts';
export { Accelerator } from './runtime/accelerator.ts';
export type { BackendReport, OpenOptions, Statistics } from './runtime/accelerator-description.ts';
export { checkOptionNames } from './runtime/arguments.ts';
export type {
  Blocking,
  BlockingAccelerator,
  BlockingBuffer,
  BlockingStream,
  BlockingView,
} from './runtime/blocking.ts';
export { assertBlocking } from './runtime/blocking.ts';
export type { AllocateOptions } from './runtime/buffer.ts';
export { MemoryBuffer } from './runtime/buffer.ts';
export type { Backend, CreateOptions } from './runtime/create.ts';
export { createAccelerator } from './runtime/create.ts';
export { groupKernel } from './runtime/group-kernel.ts';
export type { HostAccess } from './runtime/host-access.ts';
export { hostArray, layoutOf } from './runtime/host-data.ts';
export type { HostArg, LaunchArgs, LaunchExtent } from './runtime/launch-args.ts';
export type { LostInfo } from './runtime/life.ts';
export type { Limits } from './runtime/loaded-kernel.ts';
export type { OnStream, Waiting } from './runtime/queue-options.ts';
export type { ReinterpretedView } from './runtime/reinterpret.ts';
export { AcceleratorStream } from './runtime/stream.ts';
export type { Viewable } from './runtime/view.ts';
export { ArrayView } from './runtime/view.ts';
export { mapWait } from './runtime/wait.ts';
