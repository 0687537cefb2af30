import type { Accelerator, Backend } from '@heddle/core';
import { NotSupportedError } from '@heddle/core';
import { adapterRefusal, adapterSupport, isSoftwareAdapter, showAs } from '@heddle/core/backend';
import { WebGlAccelerator } from './accelerator.ts';
import { closeContext, openContext, rendererOf } from './device/context.ts';
import { type Connected, connect, inWorker, onPage } from './link/connection.ts';
import { checkOptions, type WebGlOptions } from './options.ts';

/**
 * Kernels as fragment shaders of WebGL2, in browsers: range kernels whose invocations write the elements with
 * their own index.
 *
 * @example
 * ```ts
 * const accelerator = await createAccelerator([webgl(), cpu()]);
 * ```
 */
export function webgl(options: WebGlOptions = {}): Backend<Accelerator> {
  const { worker, workerUrl, software } = checkOptions(options);

  const open = async (): Promise<Opened | string> => {
    const reasons: string[] = [];
    if (worker !== false) {
      const connected = await inAWorker(workerUrl);
      if (typeof connected !== 'string') return { connected, place: 'in a worker', reasons };
      reasons.push(`in no worker: ${connected}`);
    }
    if (worker !== true) {
      const connected = await connect(onPage);
      if (typeof connected !== 'string') return { connected, place: 'on the page', reasons };
      reasons.push(connected);
    }
    return reasons.join('; ');
  };

  const backend: Backend<Accelerator> = {
    name: 'webgl',
    async isSupported() {
      const name = rendererHere();
      if (!('found' in name)) return { ok: false, reason: name.reason };
      const adapter = adapterOf(name.found);
      const refusal = adapterRefusal(adapter, software);
      if (refusal !== undefined) return { ok: false, reason: refusal };
      return adapterSupport(adapter, software);
    },
    async open(openOptions) {
      const opened = await open();
      if (typeof opened === 'string') {
        const use = worker === true ? 'worker: false, or another backend' : 'another backend';
        throw new NotSupportedError(`webgl: ${opened}`, use);
      }
      const { connected, place, reasons } = opened;
      const adapter = adapterOf(connected.description.renderer);
      const refusal = adapterRefusal(adapter, software);
      if (refusal !== undefined) {
        connected.connection.close();
        throw new NotSupportedError(`webgl: ${refusal}`, 'another backend');
      }
      const where = `WebGL2 ${place}, on ${adapter.name}${adapter.software ? ', a software adapter' : ''}`;
      const note = [where, ...reasons].join('; ');
      return new WebGlAccelerator({ ...openOptions, connected, note });
    },
  };
  showAs(backend, () => 'webgl()');
  return backend;
}

const adapterOf = (name: string) => ({ name, software: isSoftwareAdapter(name) });

interface Opened {
  readonly connected: Connected;
  readonly place: string;
  /** The reasons why the places that were tried before failed. */
  readonly reasons: readonly string[];
}

async function inAWorker(workerUrl: string | undefined): Promise<Connected | string> {
  if (!('Worker' in globalThis)) return 'this runtime has none';
  try {
    return await connect(() => inWorker(workerUrl));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * A context of this page, for the time of the question, which is asked until there is an answer: WebKit gives a page
 * 16 contexts and counts those that are lost.
 */
let renderer: string | undefined;
function rendererHere(): { readonly found: string } | { readonly reason: string } {
  if (renderer === undefined) {
    const context = openContext();
    if (typeof context === 'string') return { reason: context };
    renderer = rendererOf(context.gl);
    closeContext(context.gl);
  }
  return { found: renderer };
}
