import { expect, test } from 'vitest';
import { kernel } from '../language/kernel.ts';
import { readWrite } from '../language/params.ts';
import { u32 } from '../language/schema.ts';
import { FakeAccelerator } from './fake-accelerator.test-support.ts';
import { MOST_KEPT_KERNELS } from './kernel-cache.ts';

const adding = (summand: number) =>
  kernel({
    name: `add ${summand}`,
    params: { x: readWrite(u32) },
    body({ x }, { index }) {
      x.at(index).$ = x.at(index).$.add(summand);
    },
  });

test('kernels of changing numbers are given back, the one that was used longest ago first', async () => {
  const accelerator = new FakeAccelerator();
  const x = accelerator.allocate(u32, 4);
  const first = adding(1_000_000);
  accelerator.launch(first, 4, { x });
  let sum = 1_000_000;
  for (let i = 0; i < 3 * MOST_KEPT_KERNELS; i++) {
    accelerator.launch(adding(i), 4, { x });
    if (i % 100 === 0) accelerator.launch(first, 4, { x });
    sum += i + (i % 100 === 0 ? 1_000_000 : 0);
  }
  const compiled = 3 * MOST_KEPT_KERNELS + 1;
  expect(accelerator.statistics).toMatchObject({
    pipelinesCompiled: compiled,
    pipelinesKept: MOST_KEPT_KERNELS,
    pipelinesEvicted: compiled - MOST_KEPT_KERNELS,
  });
  expect(accelerator.givenBack).toHaveLength(compiled - MOST_KEPT_KERNELS);
  expect(accelerator.givenBack[0]).toContain('add 0');
  expect(accelerator.givenBack.some(code => code.includes('add 1000000'))).toBe(false);
  expect(await x.copyToCPUAsync()).toEqual(new Uint32Array(4).fill(sum));
});

test('a kernel that was given back is compiled again, and runs with what is queued of it', async () => {
  const accelerator = new FakeAccelerator();
  const x = accelerator.allocate(u32, 4);
  accelerator.hold();
  const first = adding(5);
  accelerator.launch(first, 4, { x });
  for (let i = 0; i < MOST_KEPT_KERNELS; i++) accelerator.generatedCode(adding(i + 10));
  expect(accelerator.givenBack).toHaveLength(1);
  accelerator.launch(first, 4, { x });
  expect(accelerator.statistics.pipelinesCompiled).toBe(MOST_KEPT_KERNELS + 2);
  await accelerator.release();
  expect(await x.copyToCPUAsync()).toEqual(new Uint32Array(4).fill(10));
});
