// The host side as generic programs use it: what blocks, what is uploaded, which types of elements fit.
import {
  type Accelerator,
  type ArrayView,
  assertBlocking,
  type Backend,
  type BlockingAccelerator,
  createAccelerator,
  type DataType,
  f32,
  type Infer,
  type MemoryBuffer,
  struct,
  vec3f,
  vec4f,
} from '@heddle/core';
import { cpu } from '@heddle/cpu';
import { wasm } from '@heddle/wasm';

export function total(accelerator: Accelerator, view: ArrayView<typeof f32>): number {
  // @ts-expect-error nothing has asserted yet that it can block
  accelerator.synchronize();
  assertBlocking(accelerator, 'total', 'totalAsync');
  accelerator.synchronize();
  accelerator.allocate(f32, 1).copyToCPU();
  assertBlocking(view, 'total', 'totalAsync');
  const host: Float32Array = view.copyToCPU();
  view.accelerator.synchronize();
  return host.length;
}

export async function blocking(): Promise<void> {
  const x = (await createAccelerator([cpu()])).allocate(f32, 4);
  const accelerator: BlockingAccelerator = x.subView(1).accelerator;
  accelerator.synchronize();
  x.view.accelerator;
  x.reinterpret(vec4f).copyToCPU();
  const other = (await createAccelerator([wasm()])).allocate(f32, 4);
  // @ts-expect-error wasm cannot block
  other.accelerator.synchronize();
  // @ts-expect-error nor can its views of another type
  other.reinterpret(vec4f).copyToCPU();
}

export async function back<T extends DataType>(view: ArrayView<T>): Promise<MemoryBuffer<T>> {
  view.copyFromCPU(await view.copyToCPUAsync());
  await view.copyFromAsync(await view.copyToCPUAsync());
  return view.accelerator.allocate(view.type, await view.copyToCPUAsync());
}

const listed: readonly Backend[] = [cpu(), wasm()];
export const opened: Promise<Accelerator> = createAccelerator(listed);
const grown: Backend[] = [];
grown.push(cpu());
export const fromGrown: Promise<Accelerator> = createAccelerator(grown);

export async function flat(accelerator: Accelerator): Promise<void> {
  const positions = accelerator.allocate(vec3f, new Float32Array(6));
  positions.copyFromCPU(new Float32Array(new SharedArrayBuffer(24)));
  const into: Float32Array = await positions.copyToHostAsync(new Float32Array(6));
  const copy: Float32Array = (await positions.copyToCPUAsync()).toFlat();
  void [into, copy];
  // @ts-expect-error floats are not whole numbers
  accelerator.allocate(vec3f, new Int32Array(6));
  // @ts-expect-error nor do they come back as such
  await positions.copyToHostAsync(new Uint32Array(6));
}

const Ball = struct('Ball', { position: vec3f, speed: f32 });
export const ball: Infer<typeof Ball> = { position: [1, 2, 3], speed: 4 };
// @ts-expect-error a vec3f has three components
export const wrong: Infer<typeof Ball> = { position: [1, 2], speed: 4 };
