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

/** The longest time for which a GPU object is asked for an adapter or a device. */
const ANSWER_MILLISECONDS = 10_000;

/** @types/webgpu declares no timers, and every runtime has them. */
declare function setTimeout(callback: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;

/** Rejects if there is no answer in time. A later one goes to `late`. */
function answered<R>(call: string, answer: Promise<R>, late?: (result: R) => void): Promise<R> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new Error(`${call} has not answered within ${ANSWER_MILLISECONDS / 1000} seconds`));
    }, ANSWER_MILLISECONDS);
    const settle = (outcome: () => void): void => {
      clearTimeout(timer);
      outcome();
    };
    answer.then(
      result => settle(() => (isLate ? late?.(result) : resolve(result))),
      error => settle(() => reject(error)),
    );
  });
}

async function requestAdapter(
  gpu: GPULike,
  software: Software | undefined,
): Promise<FoundAdapter | undefined> {
  // A browser that has a GPU offers its software adapter only on request.
  const ask = (options: object): Promise<unknown> =>
    answered('requestAdapter', Promise.resolve(gpu.requestAdapter(options)));
  const fallback = software === 'require' ? await ask({ forceFallbackAdapter: true }) : undefined;
  const adapter = (fallback ?? (await ask({ powerPreference: 'high-performance' }))) as GPUAdapter | null;
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
  const device = adapter.requestDevice({ label: label ?? 'heddle', requiredLimits });
  return answered('requestDevice', device, late => late.destroy());
}
