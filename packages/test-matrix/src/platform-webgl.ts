// A way for a test to get at the WebGL2 contexts of a backend before the backend does, wherever they are.
import type { Accelerator } from '@heddle/core';
import { inject } from 'vitest';
import { targetNamed } from './targets.ts';

/** As far as tests use it; the types of browsers belong to the backend alone. */
export interface Gl {
  readonly OUT_OF_MEMORY: number;
  texStorage3D(...args: number[]): void;
  getError(): number;
  createProgram(): unknown;
  deleteProgram(program: unknown): void;
  createShader(type: number): unknown;
  deleteShader(shader: unknown): void;
  createTexture(): unknown;
  deleteTexture(texture: unknown): void;
  drawArrays(...args: number[]): void;
  shaderSource(shader: unknown, source: string): void;
  getExtension(name: 'WEBGL_lose_context'): { loseContext(): void };
}

/** Gets a context that was just made. It may be sent to a worker as text: what it uses, it has inside. */
type Tap = (gl: Gl) => void;

/** Opens an accelerator with these options of the backend's factory. */
type Open = (options: { readonly [name: string]: unknown }) => Promise<Accelerator>;

/** Opens one whose contexts `tap` sees. */
export async function tappedWebGl(open: Open, tap: Tap): Promise<Accelerator> {
  if (targetNamed(inject('target')).options['worker'] === true) {
    const { Blob, URL, fetch } = globalThis as unknown as Page;
    const worker = await fetch(new URL('../../webgl/worker.js', import.meta.url).href);
    const script = `(${tapContexts})(${tap});\n${await worker.text()}`;
    return open({ workerUrl: URL.createObjectURL(new Blob([script], { type: 'text/javascript' })) });
  }
  const restore = tapContexts(tap);
  try {
    return await open({});
  } finally {
    restore();
  }
}

interface Page {
  readonly Blob: new (parts: readonly string[], options: { readonly type: string }) => object;
  readonly URL: {
    new (path: string, base: string): { readonly href: string };
    createObjectURL(blob: object): string;
  };
  fetch(url: string): Promise<{ text(): Promise<string> }>;
}

/** Sent to a worker as text, too. */
function tapContexts(tap: Tap): () => void {
  const scope = globalThis as unknown as Record<
    string,
    { readonly prototype: { getContext(...args: unknown[]): Gl | null } } | undefined
  >;
  const restore = ['OffscreenCanvas', 'HTMLCanvasElement'].map(name => {
    const prototype = scope[name]?.prototype;
    if (!prototype) return () => {};
    const { getContext } = prototype;
    prototype.getContext = function (...args) {
      const gl = getContext.apply(this, args);
      if (gl) tap(gl);
      return gl;
    };
    return () => {
      prototype.getContext = getContext;
    };
  });
  return () => {
    for (const each of restore) each();
  };
}
