import { inspect } from 'node:util';
// Tests without a device: the choice of the adapter, and the error if there is none.
import { createAccelerator, HeddleTypeError, NoBackendError } from '@heddle/core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { WebGpuOptions } from './backend.ts';
import { webgpu } from './backend.ts';
import type { GPULike } from './gpu/gpu.ts';

const GPU = {
  vendor: 'nvidia',
  architecture: 'ampere',
  device: '',
  description: '',
  isFallbackAdapter: false,
};
const SWIFTSHADER = {
  ...GPU,
  vendor: 'google',
  architecture: 'swiftshader',
  description: 'SwiftShader driver',
};
const LLVMPIPE = {
  ...GPU,
  vendor: 'mesa',
  architecture: '',
  description: 'llvmpipe (LLVM 15.0.6, 256 bits)',
};

/**
 * A GPU object whose adapters are these: the one that is asked for plainly, and the one of
 * `forceFallbackAdapter`.
 */
const gpuWith = (plain: object | null, fallback: object | null = null): GPULike => ({
  async requestAdapter(options?: { readonly forceFallbackAdapter?: boolean }) {
    const info = options?.forceFallbackAdapter ? fallback : plain;
    return info && { info, limits: {}, requestDevice: () => Promise.reject(new Error('no device today')) };
  },
});

const supportOf = (gpu: GPULike | undefined, software?: WebGpuOptions['software']) =>
  webgpu({ gpu, software }).isSupported();

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a GPU object that does not answer', () => {
  const never = () => new Promise<never>(() => {});
  const adapter = { info: GPU, limits: {}, requestDevice: never };

  test.each([
    ['requestAdapter', { requestAdapter: never }],
    ['requestDevice', { requestAdapter: async () => adapter }],
  ])('%s: there is no backend after 10 seconds, and the reason says why', async (call, gpu) => {
    vi.useFakeTimers();
    try {
      const opening = createAccelerator([webgpu({ gpu })]).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(10_001);
      const error = await opening;
      expect(error).toBeInstanceOf(NoBackendError);
      expect((error as Error).message).toContain(`${call} has not answered within 10 seconds`);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('a device that comes later is destroyed', async () => {
    vi.useFakeTimers();
    try {
      const destroy = vi.fn();
      const requestDevice = () => new Promise(resolve => setTimeout(() => resolve({ destroy }), 20_000));
      const gpu = { requestAdapter: async () => ({ ...adapter, requestDevice }) };
      const opening = createAccelerator([webgpu({ gpu })]).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(30_000);
      expect(await opening).toBeInstanceOf(NoBackendError);
      expect(destroy).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('isSupported', () => {
  test('a GPU is taken willingly', async () => {
    for (const software of [undefined, 'allow', 'avoid'] as const) {
      expect(await supportOf(gpuWith(GPU), software)).toEqual({ ok: true, fast: true });
    }
  });

  test.each([
    ['SwiftShader', SWIFTSHADER],
    ['llvmpipe', LLVMPIPE],
    ['what the browser says is a fallback', { ...GPU, isFallbackAdapter: true }],
  ])('%s is taken reluctantly, unless the caller says otherwise', async (_, info) => {
    expect(await supportOf(gpuWith(info))).toMatchObject({
      ok: true,
      fast: false,
      reluctant: expect.stringMatching(/^the adapter is .*, which runs on the CPU$/),
    });
    expect(await supportOf(gpuWith(info), 'allow')).toEqual({ ok: true, fast: false });
    expect(await supportOf(gpuWith(info), 'require')).toEqual({ ok: true, fast: false });
    expect(await supportOf(gpuWith(info), 'avoid')).toMatchObject({
      ok: false,
      reason: expect.stringContaining("'avoid'"),
    });
  });

  test("'require' asks for the software adapter that a browser keeps back, and takes no GPU", async () => {
    expect(await supportOf(gpuWith(GPU, SWIFTSHADER), 'require')).toEqual({ ok: true, fast: false });
    expect(await supportOf(gpuWith(GPU), 'require')).toMatchObject({
      ok: false,
      reason: expect.stringContaining('nvidia ampere'),
    });
  });

  describe.each([
    [
      'Node',
      { Deno: undefined, document: undefined, process: { versions: { node: '24' } } },
      /create\(\[\]\)/,
      /VK_DRIVER_FILES/,
    ],
    [
      'Deno',
      { Deno: {}, document: undefined, process: { versions: { node: '24' } } },
      /--unstable-webgpu/,
      /VK_DRIVER_FILES/,
    ],
    [
      'a page',
      { Deno: undefined, document: {}, process: undefined },
      /this browser/,
      /hardware acceleration.*about:support/,
    ],
    [
      'a worker',
      { Deno: undefined, document: undefined, process: undefined },
      /this browser/,
      /chrome:\/\/gpu/,
    ],
    [
      'a page with a polyfill',
      { Deno: undefined, document: {}, process: { versions: {} } },
      /this browser/,
      /chrome:\/\/gpu/,
    ],
  ])('in %s', (where, globals, noObject, noAdapter) => {
    const everything = /create\(|--unstable-webgpu|this browser|VK_DRIVER_FILES|chrome:/g;
    const stub = (more: object = {}) => {
      for (const [name, value] of Object.entries({
        navigator: {},
        isSecureContext: undefined,
        ...globals,
        ...more,
      }))
        vi.stubGlobal(name, value);
    };
    const reasonOf = async (gpu?: GPULike) => {
      const support = await supportOf(gpu);
      return support.ok ? 'supported' : support.reason;
    };

    test('without a GPU object the remedy is that of the place', async () => {
      stub();
      const reason = await reasonOf();
      expect(reason).toMatch(noObject);
      expect(reason.match(everything)).toHaveLength(1);
    });

    test('without an adapter it says where WebGPU looks for one there', async () => {
      stub();
      const reason = await reasonOf(gpuWith(null));
      expect(reason).toMatch(noAdapter);
      expect(/VK_/.test(reason)).toBe(where === 'Node' || where === 'Deno');
    });

    test('a page that is not secure is told so', async () => {
      if (globals.process?.versions) return expect(where).not.toBe('a page');
      stub({ isSecureContext: false });
      expect(await reasonOf()).toMatch(/HTTPS/);
    });
  });

  test('navigator.gpu is read at the call', async () => {
    const backend = webgpu();
    vi.stubGlobal('navigator', { gpu: gpuWith(GPU) });
    expect(await backend.isSupported()).toEqual({ ok: true, fast: true });
  });
});

test('a device that does not open is a reason like any other', async () => {
  const error: unknown = await createAccelerator([webgpu({ gpu: gpuWith(GPU) })]).catch(error => error);
  expect(error).toBeInstanceOf(NoBackendError);
  expect((error as NoBackendError).reasons).toEqual([{ backend: 'webgpu', reason: 'no device today' }]);
});

test('wrong options are refused at once', () => {
  expect(() => webgpu({ software: 'maybe' as never })).toThrow(HeddleTypeError);
  expect(() => webgpu({ gpu: {} as never })).toThrow(/requestAdapter/);
  expect(() => webgpu({ sofware: 'avoid' } as never)).toThrow(
    "webgpu: there is no option 'sofware'; there are gpu, software",
  );
});

test('consoles show a backend on one line', () => {
  expect(inspect([webgpu()])).toBe('[ webgpu() ]');
});
