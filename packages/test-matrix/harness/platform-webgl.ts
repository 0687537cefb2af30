// A way for a test to get at the WebGL2 contexts of a backend before the backend does, wherever they are.
import type { Accelerator } from '@heddle/core';
import { inject } from 'vitest';
import { targetNamed } from './targets.ts';

/** The members that tests use; only the backend is compiled with the types of browsers. */
export interface Gl {
  readonly OUT_OF_MEMORY: number;
  readonly TIMEOUT_EXPIRED: number;
  clientWaitSync(...args: unknown[]): number;
  uniform4uiv(location: unknown, words: Uint32Array): void;
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
  /** None of a context that is lost already. */
  getExtension(name: 'WEBGL_lose_context'): { loseContext(): void } | null;
}

/** Between a test and a tap. */
export interface Channel {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/**
 * Gets a context that was just made: the backend's, or one by which it only finds out what there is. It may
 * be sent to a worker as text: what it uses, it has inside.
 */
type Tap = (gl: Gl, channel: Channel) => void;

/** Opens an accelerator with these options of the backend's factory. */
type Open = (options: { readonly [name: string]: unknown }) => Promise<Accelerator>;

export interface Tapped {
  readonly accelerator: Accelerator;
  /** The test's end. */
  readonly channel: Channel;
}

/** A device that has no room for a texture of a million texels. */
export const withoutRoom = (gl: Gl): void => {
  let isMissing = false;
  const [texStorage3D, getError] = [gl.texStorage3D.bind(gl), gl.getError.bind(gl)];
  gl.texStorage3D = (target, levels, format, width, height, depth) => {
    if (width! * height! * depth! >= 2 ** 20) isMissing = true;
    else texStorage3D(target!, levels!, format!, width!, height!, depth!);
  };
  gl.getError = () => {
    const error = isMissing ? gl.OUT_OF_MEMORY : getError();
    isMissing = false;
    return error;
  };
};

interface Page {
  readonly Blob: new (parts: readonly string[], options: { readonly type: string }) => object;
  readonly BroadcastChannel: new (name: string) => Channel;
  readonly URL: {
    new (path: string, base: string): { readonly href: string };
    createObjectURL(blob: object): string;
  };
  fetch(url: string): Promise<{ text(): Promise<string> }>;
}

let channels = 0;

/** Opens one whose contexts `tap` sees. */
export async function tappedWebGl(open: Open, tap: Tap): Promise<Tapped> {
  const { Blob, BroadcastChannel, URL, fetch } = globalThis as unknown as Page;
  const name = `heddle ${Math.random()} ${channels++}`;
  const channel = new BroadcastChannel(name);
  if (targetNamed(inject('target')).options['worker'] === true) {
    const worker = await fetch(new URL('../../webgl/worker.js', import.meta.url).href);
    const script = `(${tapContexts})(${tap}, ${JSON.stringify(name)});\n${await worker.text()}`;
    const workerUrl = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const accelerator = await open({ workerUrl });
    await met(channel);
    return { accelerator, channel };
  }
  const restore = tapContexts(tap, name);
  try {
    const accelerator = await open({});
    await met(channel);
    return { accelerator, channel };
  } finally {
    restore();
  }
}

/** Until the tap's end has answered, what is sent to it may be lost: a channel takes its time to be known. */
function met(channel: Channel): Promise<void> {
  return new Promise(resolve => {
    const ask = setInterval(() => channel.postMessage('are you there?'));
    channel.addEventListener('message', ({ data }) => {
      if (data !== 'yes') return;
      clearInterval(ask);
      resolve();
    });
  });
}

/** Sent to a worker as text, too. */
function tapContexts(tap: Tap, name: string): () => void {
  const scope = globalThis as unknown as Record<
    string,
    { readonly prototype: { getContext(...args: unknown[]): Gl | null } } | undefined
  >;
  const { BroadcastChannel } = globalThis as unknown as Page;
  const restore = ['OffscreenCanvas', 'HTMLCanvasElement'].map(canvas => {
    const prototype = scope[canvas]?.prototype;
    if (!prototype) return () => {};
    const { getContext } = prototype;
    prototype.getContext = function (...args) {
      const gl = getContext.apply(this, args);
      if (!gl) return gl;
      const channel = new BroadcastChannel(name);
      channel.addEventListener('message', ({ data }) => {
        if (data === 'are you there?') channel.postMessage('yes');
      });
      tap(gl, channel);
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
