// The effects that garbage collection has on accelerators, and those that it must not have.
//
// Dawn aborts the process when the GPU object is collected while a device of it is alive. Nobody but the
// backend holds it here, and garbage is collected between all launches.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findChromium, vulkanEnvironment } from '../../../scripts/chromium.mjs';

const program = `
  import { createAccelerator, kernel, readWrite, u32 } from '@heddle/core';
  import { webgpu } from '@heddle/webgpu';
  import { create } from 'webgpu';

  const add = kernel({
    name: 'add',
    params: { x: readWrite(u32) },
    body({ x }, { index }) { x.at(index).$ = x.at(index).$.add(index); },
  });
  const collect = async () => {
    for (let round = 0; round < 3; round++) {
      globalThis.gc();
      await new Promise(resolve => setTimeout(resolve));
    }
  };
  for (let opened = 0; opened < 2; opened++) {
    const accelerator = await createAccelerator([webgpu({ gpu: create([]), software: 'allow' })]);
    const x = accelerator.allocate(u32, 100);
    for (let launch = 0; launch < 10; launch++) {
      accelerator.launch(add, 100, { x });
      await collect();
    }
    console.log((await x.copyToCPUAsync())[7]);
    await accelerator.disposeAsync();
    await collect();
  }
  console.log('done');
`;

const runNode = (text: string) =>
  spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '--eval', text], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
    env: { ...process.env, ...vulkanEnvironment(findChromium()) },
    timeout: 110_000,
  });

/** Each opens an accelerator, uses it, disposes it and lets go of it; what is left of it is a WeakRef. */
const disposing = `
  import { createAccelerator, kernel, readWrite, u32 } from '@heddle/core';
  import { cpu } from '@heddle/cpu';
  import { wasm } from '@heddle/wasm';
  import { webgpu } from '@heddle/webgpu';
  import { create } from 'webgpu';

  const gpu = create([]);
  const backends = {
    webgpu: () => webgpu({ gpu, software: 'allow' }),
    cpu: () => cpu(),
    'wasm of threads': () => wasm({ threads: 2 }),
    'wasm of one': () => wasm({ threads: 1 }),
  };
  const used = async backend => {
    const accelerator = await createAccelerator([backend()], { onUncapturedError() {} });
    const add = kernel({
      name: 'add',
      params: { x: readWrite(u32) },
      body({ x }, { index }) { x.at(index).$ = x.at(index).$.add(index); },
    });
    const x = accelerator.allocate(u32, 100);
    accelerator.launch(add, 100, { x });
    await x.copyToCPUAsync();
    await accelerator.disposeAsync();
    return [new WeakRef(accelerator), new WeakRef(x)];
  };
  for (const [name, backend] of Object.entries(backends)) {
    const references = await used(backend);
    // not beside deref, which keeps what it finds to the end of its turn
    for (let round = 0; round < 10; round++) {
      await new Promise(resolve => setTimeout(resolve, 5));
      globalThis.gc();
    }
    await new Promise(resolve => setTimeout(resolve, 5));
    console.log(name, references.some(reference => reference.deref()) ? 'is kept' : 'is collected');
  }
  process.exit();
`;

test('an accelerator that is disposed is collected, and its buffers', () => {
  const { status, stdout, stderr } = runNode(disposing);
  expect({ status, stdout, stderr }).toMatchObject({
    status: 0,
    stdout: ['webgpu', 'cpu', 'wasm of threads', 'wasm of one']
      .map(name => `${name} is collected\n`)
      .join(''),
  });
});

test('the GPU object outlives its devices, and the process ends by itself', () => {
  const { status, signal, stdout, stderr } = runNode(program);
  expect({ status, signal, stdout, stderr }).toMatchObject({
    status: 0,
    signal: null,
    stdout: '70\n70\ndone\n',
  });
});

/** 300 kernels of changing numbers; how many of their pipelines are alive when all but the last are let go of. */
const evicting = `
  import { createAccelerator, kernel, readWrite, u32 } from '@heddle/core';
  import { webgpu } from '@heddle/webgpu';
  import { create } from 'webgpu';

  const real = create([]);
  const pipelines = [];
  const gpu = {
    async requestAdapter(options) {
      const adapter = await real.requestAdapter(options);
      const requestDevice = adapter.requestDevice.bind(adapter);
      adapter.requestDevice = async description => {
        const device = await requestDevice(description);
        const make = device.createComputePipeline.bind(device);
        device.createComputePipeline = description => {
          const pipeline = make(description);
          pipelines.push(new WeakRef(pipeline));
          return pipeline;
        };
        return device;
      };
      return adapter;
    },
  };
  const accelerator = await createAccelerator([webgpu({ gpu, software: 'allow' })]);
  const x = accelerator.allocate(u32, 4);
  const launch = by => {
    const add = kernel({
      name: 'add',
      params: { x: readWrite(u32) },
      body({ x }, { index }) { x.at(index).$ = x.at(index).$.add(by); },
    });
    accelerator.launch(add, 4, { x });
  };
  for (let by = 1; by <= 300; by++) {
    launch(by);
    if (by % 50 === 0) await accelerator.synchronizeAsync();
  }
  const [sum] = await x.copyToCPUAsync();
  for (let round = 0; round < 10; round++) {
    await new Promise(resolve => setTimeout(resolve, 5));
    globalThis.gc();
  }
  await new Promise(resolve => setTimeout(resolve, 5));
  const alive = pipelines.filter(pipeline => pipeline.deref()).length;
  const { pipelinesKept, pipelinesEvicted } = accelerator.statistics;
  console.log(JSON.stringify({ sum, made: pipelines.length, alive, pipelinesKept, pipelinesEvicted }));
  await accelerator.disposeAsync();
  process.exit();
`;

test('pipelines of kernels that webgpu gave up are collected', () => {
  const { status, stdout, stderr } = runNode(evicting);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(JSON.parse(stdout)).toEqual({
    sum: 45_150,
    made: 300,
    alive: 256,
    pipelinesKept: 256,
    pipelinesEvicted: 44,
  });
});
