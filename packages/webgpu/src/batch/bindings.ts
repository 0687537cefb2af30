import type { Memory } from '../memory/memory.ts';
import type { PlacedBlock } from './launch-blocks.ts';

/**
 * The most bind groups that are kept: far more than a program has in use, and a bound for a program that
 * never uses the same buffers twice.
 */
const GROUPS_KEPT = 4096;

/** The layout of a kernel's bindings: its launch block, then one buffer for each view. */
export interface BindingLayout {
  readonly id: string;
  readonly group: GPUBindGroupLayout;
}

/**
 * Binding layouts and bind groups, each made once. Group 0 has the launch block at binding 0, read-only with
 * a dynamic offset, and the views from binding 1 on. Each view's buffer is bound whole, because an offset
 * would have to be a multiple of 256.
 */
export class Bindings {
  readonly #device: GPUDevice;
  readonly #layouts = new Map<string, BindingLayout>();
  readonly #groups = new Map<string, Bound>();
  /** The keys of the bind groups that a memory is in. */
  readonly #keys = new Map<Memory, Set<string>>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Pipelines whose bindings have one shape share bind groups. */
  layout(writable: readonly boolean[]): BindingLayout {
    const id = writable.map(writes => (writes ? 'w' : 'r')).join('');
    let layout = this.#layouts.get(id);
    if (!layout) {
      const group = this.#device.createBindGroupLayout({
        label: `bindings ${id}`,
        entries: [
          { binding: 0, visibility: COMPUTE, buffer: { type: 'read-only-storage', hasDynamicOffset: true } },
          ...writable.map((writes, i) => ({
            binding: i + 1,
            visibility: COMPUTE,
            buffer: { type: writes ? ('storage' as const) : ('read-only-storage' as const) },
          })),
        ],
      });
      layout = { id, group };
      this.#layouts.set(id, layout);
    }
    return layout;
  }

  /**
   * A new object for each pipeline. wgpu updates the buffer sizes that a pipeline needs only if the
   * pipeline's layout object differs from that of the previous pipeline; otherwise it refuses a dispatch by
   * the sizes of the previous one.
   */
  pipelineLayout({ id, group }: BindingLayout): GPUPipelineLayout {
    return this.#device.createPipelineLayout({ label: `bindings ${id}`, bindGroupLayouts: [group] });
  }

  group(layout: BindingLayout, block: PlacedBlock, views: readonly Memory[]): GPUBindGroup {
    const key = `${layout.id} ${block.memory.id}+${block.bytes} ${views.map(({ id }) => id).join(' ')}`;
    const known = this.#groups.get(key);
    if (known) return known.group;
    if (this.#groups.size >= GROUPS_KEPT) this.forget();
    const group = this.#device.createBindGroup({
      label: key,
      layout: layout.group,
      entries: [
        { binding: 0, resource: { buffer: block.memory.gpu, offset: 0, size: block.bytes } },
        ...views.map(({ gpu }, i) => ({ binding: i + 1, resource: { buffer: gpu } })),
      ],
    });
    this.#groups.set(key, { group, views });
    for (const memory of views) this.#keysOf(memory).add(key);
    return group;
  }

  #keysOf(memory: Memory): Set<string> {
    let keys = this.#keys.get(memory);
    if (!keys) {
      keys = new Set();
      this.#keys.set(memory, keys);
      memory.onDestroyed = () => this.#destroyed(memory);
    }
    return keys;
  }

  #destroyed(memory: Memory): void {
    for (const key of this.#keysOf(memory)) {
      for (const other of this.#groups.get(key)!.views)
        if (other !== memory) this.#keys.get(other)!.delete(key);
      this.#groups.delete(key);
    }
    this.#keys.delete(memory);
  }

  /** Drops all bind groups. */
  forget(): void {
    this.#groups.clear();
    for (const keys of this.#keys.values()) keys.clear();
  }
}

interface Bound {
  readonly group: GPUBindGroup;
  readonly views: readonly Memory[];
}

/** `GPUShaderStage.COMPUTE`. */
const COMPUTE = 0x4;
