// The program of the pages of browser.ts: a backend, measured in the browser on the values that the server of the
// page has.
import type { Backend } from '@heddle/core';
import { cpu } from '@heddle/cpu';
import { wasm } from '@heddle/wasm';
import { webgl } from '@heddle/webgl';
import { webgpu } from '@heddle/webgpu';
import { measure, type Outcome } from './measure.ts';

const backends = { cpu, wasm, webgl, webgpu } satisfies Record<string, () => Backend>;
export type PageBackend = keyof typeof backends;

export async function measureHere(backend: PageBackend, onStep: (step: string) => void): Promise<Outcome> {
  const values = await (await fetch('/values')).arrayBuffer();
  return measure(backends[backend](), new Float32Array(values), onStep);
}
