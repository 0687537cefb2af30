import type { BoundView, LaunchOperation, Span } from '@heddle/core/backend';
import { denseSpan, layout } from '@heddle/core/backend';
import type { WebGpuBuffer } from '../buffer.ts';
import type { Memory } from '../memory/memory.ts';

/** A view as a launch binds it: in its buffer, or in a copy of its elements. */
export interface Binding {
  readonly view: BoundView;
  readonly memory: Memory;
  /** Element i of the view is element `offset + i * view.step` of the memory. */
  readonly offset: number;
  /**
   * For a copy: the view's elements in their buffer (`home`), their copy in this memory (`here`), and whether
   * the kernel may write them, so that they are copied back.
   */
  readonly copy?: { readonly home: Span; readonly here: Span; readonly goesBack: boolean } | undefined;
}

/**
 * WebGPU binds a buffer only once if a kernel may write it. Views are bound by their whole buffers, so this
 * applies to disjoint views too. One of the views that may be written stays in place, and each of the others
 * becomes a copy of its elements during the launch.
 */
export function bindViews(
  { program, views }: LaunchOperation,
  scratch: (slot: number, bytes: number) => Memory,
): readonly Binding[] {
  const { params } = program.program;
  const writes = (view: BoundView): boolean => params[view.param]!.access !== 'read';
  let slot = 0;
  return views.map(view => {
    const { buffer, offset } = view;
    const own = (buffer as WebGpuBuffer).memory;
    // The view's element type, which need not be the buffer's.
    const { stride } = layout(params[view.param]!.type);
    if (own.bytes < stride) return { view, memory: scratch(slot++, stride), offset: 0 };
    const atHome = { view, memory: own, offset };
    if (views.length === 1) return atHome;
    const resident = views.find(other => other.buffer === buffer && writes(other));
    if (resident === undefined || resident === view) return atHome;
    const bytes = view.length === 0 ? stride : ((view.length - 1) * view.step + 1) * stride;
    const memory = scratch(slot++, bytes);
    if (view.length === 0) return { view, memory, offset: 0 };
    const home = denseSpan({
      buffer,
      offsetBytes: offset * stride,
      pieceBytes: stride,
      strideBytes: view.step * stride,
      count: view.length,
    });
    return {
      view,
      memory,
      offset: 0,
      copy: { home, here: { ...home, offsetBytes: 0 }, goesBack: writes(view) },
    };
  });
}
