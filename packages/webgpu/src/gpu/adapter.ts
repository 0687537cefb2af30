import type { Software } from '@heddle/core/backend';
import { adapterRefusal, isSoftwareAdapter } from '@heddle/core/backend';
import type { GPULike } from './gpu.ts';
import { globalGpu, whyNoAdapter, whyNoGpu } from './gpu.ts';

export interface FoundAdapter {
  readonly gpu: GPULike;
  readonly adapter: GPUAdapter;
  /** The adapter's name, for people: "google swiftshader (SwiftShader driver 5.0.0)". */
  readonly name: string;
  readonly software: boolean;
}

/** An adapter that `software` admits, or the reason why there is none. */
export async function findAdapter(
  injected: GPULike | undefined,
  software: Software | undefined,
): Promise<FoundAdapter | string> {
  const gpu = injected ?? globalGpu();
  if (!gpu) return whyNoGpu();
  const found = await requestAdapter(gpu, software);
  if (!found) return whyNoAdapter();
  return adapterRefusal(found, software) ?? found;
}

async function requestAdapter(
  gpu: GPULike,
  software: Software | undefined,
): Promise<FoundAdapter | undefined> {
  // A browser that has a GPU offers its software adapter only on request.
  const fallback =
    software === 'require' ? await gpu.requestAdapter({ forceFallbackAdapter: true }) : undefined;
  const adapter = (fallback ??
    (await gpu.requestAdapter({ powerPreference: 'high-performance' }))) as GPUAdapter | null;
  if (!adapter) return undefined;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const known = [vendor, architecture].filter(Boolean).join(' ') || device || 'unknown';
  return {
    gpu,
    adapter,
    name: description ? `${known} (${description})` : known,
    software: isFallbackAdapter || isSoftwareAdapter([vendor, architecture, device, description].join(' ')),
  };
}

/** Requests all of the adapter's own limits, because a device has only small default limits otherwise. */
export async function openDevice(adapter: GPUAdapter, label: string | undefined): Promise<GPUDevice> {
  const requiredLimits: Record<string, number> = {};
  for (const name in adapter.limits) {
    const limit: unknown = adapter.limits[name as keyof GPUSupportedLimits];
    if (typeof limit === 'number') requiredLimits[name] = limit;
  }
  return adapter.requestDevice({ label: label ?? 'heddle', requiredLimits });
}
