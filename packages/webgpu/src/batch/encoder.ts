import type {
  CopyOperation,
  FillOperation,
  LaunchOperation,
  Span,
  UploadOperation,
} from '@heddle/core/backend';
import { denseSpan } from '@heddle/core/backend';
import type { WebGpuBuffer } from '../buffer.ts';
import type { WebGpuKernel } from '../kernel.ts';
import type { Memory } from '../memory/memory.ts';
import type { Scratch } from '../memory/scratch.ts';
import type { Staging } from '../memory/staging.ts';
import type { Batch, ReadbackCommand } from './batch.ts';
import { buffersOf } from './batch.ts';
import type { Bindings } from './bindings.ts';
import type { Binding } from './bound-views.ts';
import { bindViews } from './bound-views.ts';
import { dispatchesOf } from './dispatch.ts';
import type { LaunchBlocks } from './launch-blocks.ts';
import type { WordShader, WordShaders } from './words.ts';
import { copyBlock, fillBlock, workgroupsFor } from './words.ts';

/** State that the batches of all streams of a device share. Only one batch is encoded at a time. */
export interface Shared {
  readonly device: GPUDevice;
  readonly bindings: Bindings;
  readonly blocks: LaunchBlocks;
  readonly scratch: Scratch;
  readonly staging: Staging;
  readonly words: WordShaders;
}

/** A readback that is copied into a staging buffer by its batch. */
export interface StagedReadback {
  readonly command: ReadbackCommand;
  readonly staging: GPUBuffer;
  /** Byte offset in the staging buffer, which holds whole words. */
  readonly offset: number;
}

/** The scratch slot of pending uploads; later slots are for the views of one launch. */
const UPLOADS = 0;

/** Turns a batch into one command buffer. */
export class BatchEncoder {
  readonly readbacks: StagedReadback[] = [];
  /** Launches that were left out because their kernel is known not to compile. */
  readonly leftOut: LaunchOperation[] = [];
  readonly #shared: Shared;
  readonly #label: string;
  /** Set while a batch is encoded. */
  #encoder!: GPUCommandEncoder;
  #pass: GPUComputePassEncoder | undefined;
  #uploads: Memory | undefined;
  #uploadedBytes = 0;

  constructor(shared: Shared, label: string) {
    this.#shared = shared;
    this.#label = label;
  }

  /**
   * Encodes the commands of the batch, in order. The data that they need is written to the queue at the same
   * time, and therefore before the submit.
   */
  encode(batch: Batch): GPUCommandBuffer {
    this.#encoder = this.#shared.device.createCommandEncoder({ label: this.#label });
    const touched = new Set<WebGpuBuffer>();
    const staged: UploadOperation[] = [];
    const isEarly = ({ target }: UploadOperation): boolean =>
      denseSpan(target).count === 1 && !touched.has(target.buffer as WebGpuBuffer);
    const commands = batch.commands.filter(command => {
      if (command.kind === 'upload') {
        // No earlier command of the batch accesses this memory, so the upload may precede the batch.
        if (isEarly(command)) {
          this.#write(memoryOf(command.target), command.target.offsetBytes, command.bytes);
          return false;
        }
        staged.push(command);
      }
      for (const buffer of buffersOf(command)) touched.add(buffer);
      return true;
    });
    const bytes = staged.reduce((sum, upload) => sum + upload.bytes.byteLength, 0);
    if (bytes > 0) this.#uploads = this.#shared.scratch.take(UPLOADS, bytes);
    for (const command of commands) {
      if (command.kind === 'launch') this.#launch(command);
      else if (command.kind === 'fill') this.#fill(command);
      else if (command.kind === 'upload') this.#upload(command);
      else if (command.kind === 'copy') this.#copy(command);
      else this.#readback(command);
    }
    this.#endPass();
    return this.#encoder.finish();
  }

  // ---- one method for each command

  #launch(launch: LaunchOperation): void {
    const { device, blocks, scratch } = this.#shared;
    const kernel = launch.compiled as WebGpuKernel;
    if (kernel.failure) {
      this.leftOut.push(launch);
      return;
    }
    const bound = bindViews(launch, (slot, bytes) => scratch.take(UPLOADS + 1 + slot, bytes));
    for (const { memory, copy } of bound) if (copy) this.#copyIn(copy.home, memory);
    const { emitted } = kernel;
    const limit = device.limits.maxComputeWorkgroupsPerDimension;
    for (const { groups, first } of dispatchesOf(launch, emitted, limit)) {
      const block = blocks.place(emitted.block.totalBytes, words =>
        writeBlock(words, launch, kernel, bound, first),
      );
      const group = this.#shared.bindings.group(
        kernel.bindings,
        block,
        bound.map(({ memory }) => memory),
      );
      this.#dispatch(kernel.pipeline, group, block.offset, groups);
    }
    for (const { memory, copy } of bound)
      if (copy?.goesBack) this.#copySpans(copy.here, memory, copy.home, memoryOf(copy.home));
  }

  #fill({ target, pattern }: FillOperation): void {
    const dense = denseSpan(target);
    if (dense.count === 1 && pattern.every(byte => byte === 0)) {
      this.#endPass();
      this.#encoder.clearBuffer(memoryOf(target).gpu, dense.offsetBytes, dense.pieceBytes);
    } else
      this.#runWords(
        this.#shared.words.fill,
        fillBlock(target, pattern),
        [memoryOf(target)],
        workgroupsFor(target),
      );
  }

  #upload({ target, bytes }: UploadOperation): void {
    const uploads = this.#uploads!;
    const offsetBytes = this.#uploadedBytes;
    this.#uploadedBytes += bytes.byteLength;
    this.#write(uploads, offsetBytes, bytes);
    const source = {
      ...target,
      offsetBytes,
      pieceBytes: bytes.byteLength,
      strideBytes: bytes.byteLength,
      count: 1,
    };
    this.#copySpans(source, uploads, target, memoryOf(target));
  }

  #copy({ source, target }: CopyOperation): void {
    this.#copySpans(source, memoryOf(source), target, memoryOf(target));
  }

  #readback(command: ReadbackCommand): void {
    const { source } = command.place;
    // Copies start and end at whole words, and the length of the buffer is a whole number of words.
    const start = 4 * Math.floor(source.offsetBytes / 4);
    const bytes = 4 * Math.ceil((source.offsetBytes + source.pieceBytes) / 4) - start;
    const staging = this.#shared.staging.take(bytes);
    this.readbacks.push({ command, staging, offset: source.offsetBytes - start });
    this.#endPass();
    this.#encoder.copyBufferToBuffer(memoryOf(source).gpu, start, staging, 0, bytes);
  }

  // ---- parts of these

  #copySpans(source: Span, from: Memory, target: Span, to: Memory): void {
    const [dense, denseTarget] = [denseSpan(source), denseSpan(target)];
    if (dense.count === 1 && denseTarget.count === 1 && from !== to) {
      this.#endPass();
      this.#encoder.copyBufferToBuffer(
        from.gpu,
        dense.offsetBytes,
        to.gpu,
        denseTarget.offsetBytes,
        dense.pieceBytes,
      );
      return;
    }
    const { words } = this.#shared;
    const within = from === to;
    this.#runWords(
      within ? words.copyWithin : words.copy,
      copyBlock(source, target),
      within ? [to] : [to, from],
      workgroupsFor(source),
    );
  }

  /**
   * Copies all bytes from the first to the last element, including gaps, to the start of the scratch memory.
   */
  #copyIn({ buffer, offsetBytes, pieceBytes, strideBytes, count }: Span, scratch: Memory): void {
    this.#endPass();
    this.#encoder.copyBufferToBuffer(
      (buffer as WebGpuBuffer).memory.gpu,
      offsetBytes,
      scratch.gpu,
      0,
      (count - 1) * strideBytes + pieceBytes,
    );
  }

  #runWords(
    { pipeline, layout }: WordShader,
    words: Uint32Array,
    views: readonly Memory[],
    workgroups: number,
  ): void {
    const { blocks, bindings } = this.#shared;
    const block = blocks.place(words.byteLength, placed => placed.set(words));
    this.#dispatch(pipeline, bindings.group(layout, block, views), block.offset, [workgroups, 1, 1]);
  }

  /** Consecutive dispatches share a pass. WebGPU orders their memory accesses nevertheless. */
  #dispatch(
    pipeline: GPUComputePipeline,
    group: GPUBindGroup,
    offset: number,
    [x, y, z]: readonly [number, number, number],
  ): void {
    this.#pass ??= this.#encoder.beginComputePass({ label: this.#label });
    this.#pass.setPipeline(pipeline);
    this.#pass.setBindGroup(0, group, [offset]);
    this.#pass.dispatchWorkgroups(x, y, z);
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = undefined;
  }

  #write(memory: Memory, offset: number, bytes: Uint8Array<ArrayBuffer>): void {
    this.#shared.device.queue.writeBuffer(memory.gpu, offset, bytes);
  }
}

const memoryOf = ({ buffer }: Span): Memory => (buffer as WebGpuBuffer).memory;

function writeBlock(
  words: Uint32Array<ArrayBuffer>,
  { shape, words: values }: LaunchOperation,
  { emitted: { block } }: WebGpuKernel,
  bound: readonly Binding[],
  first: readonly [number, number, number],
): void {
  words[block.zero] = 0;
  words.set(shape.extent, block.extent);
  words.set(first, block.first);
  for (const { view, offset } of bound) {
    words.set(
      [offset, view.step, view.length, view.width, view.height, view.depth],
      block.views[view.param]!,
    );
  }
  words.set(values, block.values);
}
