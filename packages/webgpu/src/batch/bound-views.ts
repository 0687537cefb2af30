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
   * Where the elements come from and where in the memory they are, if it is a copy; it goes back if the
   * kernel may write there.
   */
  readonly copy?: { readonly home: Span; readonly here: Span; readonly goesBack: boolean } | undefined;
}

/**
 * WebGPU binds a buffer once if a kernel may write it, whole as views are bound, even where two views of it
 * are disjoint. Then one of those that may be written stays where it is, and each of the others becomes a
 * copy of just its elements for the time of the launch.
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
    // the view's type of elements, which need not be the buffer's
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
