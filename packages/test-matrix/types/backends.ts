// The factories of the backends: their options, and that only an accelerator which blocks has what blocks.
import {
  type Accelerator,
  type Backend,
  type BlockingAccelerator,
  createAccelerator,
  i32,
  type KernelRaceError,
} from '@heddle/core';
import { type CheckedOptions, cpu } from '@heddle/cpu';
import { wasm } from '@heddle/wasm';
import { webgl } from '@heddle/webgl';
import { webgpu } from '@heddle/webgpu';

export const devices: readonly Backend<Accelerator>[] = [
  wasm(),
  wasm({ threads: 2, workerUrl: '/wasm-worker.js', maximumBytes: 2 ** 28 }),
  webgl(),
  webgl({ worker: true, workerUrl: '/webgl-worker.js', software: 'avoid' }),
  webgl({ worker: undefined, workerUrl: undefined, software: undefined }),
  webgpu(),
  webgpu({ gpu: { requestAdapter: async () => null }, software: 'require' }),
];

export const hosts: readonly Backend<BlockingAccelerator>[] = [
  cpu({ checked: true }),
  cpu({ checked: { init: true, overflow: true, division: true, nan: undefined } }),
  cpu({ engine: 'generated', checked: { bounds: false, sameValue: true } satisfies CheckedOptions }),
];

// @ts-expect-error there is no such switch
cpu({ checked: { races: false } });
// @ts-expect-error on or off
cpu({ checked: 'races' });

export const lines = (error: KernelRaceError): readonly (string | undefined)[] =>
  error.accesses.map(({ location }) => location);
// @ts-expect-error it says who reads and who writes
export const kinds: readonly 'reads'[] = ([] as KernelRaceError['accesses'][]).map(([{ access }]) => access);

// @ts-expect-error a worker or none
webgl({ worker: 'yes' });
// @ts-expect-error the address as a string
webgl({ workerUrl: new URL('https://example.org/worker.js') });
// @ts-expect-error avoid, allow or require
webgl({ software: true });
// @ts-expect-error there is no such option
webgl({ threads: 2 });

export async function blocking(): Promise<void> {
  const host = await createAccelerator([cpu()]);
  host.synchronize();
  host.allocate(i32, 3).copyToCPU();
  for (const backend of [webgl(), wasm(), webgpu()]) {
    const device = await createAccelerator([backend]);
    // @ts-expect-error it cannot block
    device.synchronize();
    // @ts-expect-error nor can its streams
    device.defaultStream.synchronize();
    // @ts-expect-error nor its buffers
    device.allocate(i32, 3).copyToCPU();
  }
  const either = await createAccelerator([webgl(), cpu()]);
  // @ts-expect-error it may be the one that cannot
  either.synchronize();
}
