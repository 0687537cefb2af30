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

test('the GPU object outlives its devices, and the process ends by itself', () => {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--input-type=module', '--eval', program],
    {
      cwd: join(import.meta.dirname, '..'),
      encoding: 'utf8',
      env: { ...process.env, ...vulkanEnvironment(findChromium()) },
      timeout: 60_000,
    },
  );
  expect({ status, signal, stdout, stderr }).toMatchObject({
    status: 0,
    signal: null,
    stdout: '70\n70\ndone\n',
  });
});
