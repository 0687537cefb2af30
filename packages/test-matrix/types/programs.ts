import { createAccelerator, kernel, groupKernel, read, readWrite, write, f32, u32, i32, vec3f, struct, select, If, op, hostArray, HeddleError, HostBufferRaceError, NoBackendError, type Operator, type ArrayView, type DataType, type OnStream, type Waiting, type HostValue, type AcceleratorStream } from '@heddle/core';
import { cpu } from '@heddle/cpu';
import { wasm } from '@heddle/wasm';
import { webgpu } from '@heddle/webgpu';
import { reduce, reduceAsync, reduceInto } from '@heddle/algorithms';

// 1 hello
export const saxpy = kernel({ name: 'saxpy', params: { a: f32, x: read(f32), y: readWrite(f32) }, body({ a, x, y }, { index }) { y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$); } });
export async function hello() {
  const accelerator = await createAccelerator([webgpu(), wasm(), cpu()]);
  const x = accelerator.allocate(f32, [1, 2, 3]);
  const y = accelerator.allocate(f32, 3);
  accelerator.launch(saxpy, 3, { a: 2, x, y });
  const total: number = await reduceAsync(y, op.add(f32));
  const host: Float32Array = await y.copyToCPUAsync();
  await accelerator.disposeAsync();
  return [total, host];
}
// 2 choosing
export async function choose(signal: AbortSignal) {
  try { return await createAccelerator([webgpu(), wasm({ threads: 2 })], { require: ['groups', saxpy], signal }); }
  catch (error) { if (HeddleError.is(error) && error instanceof NoBackendError) for (const { backend, reason } of error.reasons) console.log(backend, reason); throw error; }
}
// 3 blocking typed away
export async function blocking() {
  const c = await createAccelerator([cpu()]);
  const b = c.allocate(f32, [1, 2]);
  c.synchronize(); const a: Float32Array = b.copyToCPU(); const s: number = reduce(b, op.add(f32)); b.subView(0, 1).copyToCPU();
  const w = await createAccelerator([wasm()]); const wb = w.allocate(f32, 2);
  // @ts-expect-error no blocking wait on wasm
  w.synchronize();
  // @ts-expect-error no blocking readback on wasm
  wb.copyToCPU();
  // @ts-expect-error no blocking reduce on wasm
  reduce(wb, op.add(f32));
  const m = await createAccelerator([wasm(), cpu()]);
  // @ts-expect-error might be wasm
  m.synchronize();
  // @ts-expect-error wasm stream
  w.createStream().synchronize();
  c.createStream().synchronize();
  return [a, s];
}
// 4 streams
export async function streams() {
  const acc = await createAccelerator([webgpu()]);
  using up = acc.createStream({ label: 'upload' }); using work = acc.createStream({ label: 'work' });
  using x = acc.allocate(f32, 1024, { label: 'x' }); using y = acc.allocate(f32, 1024);
  x.copyFromCPU(new Float32Array(1024), { stream: up });
  work.waitFor(up); work.launch(saxpy, 1024, { a: 1, x, y });
  await work.synchronizeAsync();
  return y.subView(8, 16).strided(2).copyToCPUAsync({ stream: work });
}
// 5 structs
export const Particle = struct('Particle', { position: vec3f, mass: f32, id: u32 });
export const step = kernel({ name: 'step', params: { dt: f32, particles: readWrite(Particle) }, body({ dt, particles }, { index }) { const p = particles.at(index); p.mass.$ = p.mass.$.mul(dt); } });
export async function structs() {
  const acc = await createAccelerator([wasm()]);
  const particles = acc.allocate(Particle, [{ position: [0, 0, 0], mass: 1, id: 7 }]);
  const many = hostArray(Particle, 1000); many.set(0, { position: [1, 2, 3], mass: 2, id: 1 });
  const big = acc.allocate(Particle, many);
  acc.launch(step, 1, { dt: 0.5, particles });
  for (const { position: [px], mass } of await particles.copyToCPUAsync()) console.log(px, mass);
  // @ts-expect-error a field is missing
  acc.allocate(Particle, [{ position: [0, 0, 0], mass: 1 }]);
  // @ts-expect-error wrong typed array
  acc.allocate(u32, new Int8Array(3));
  // @ts-expect-error wrong typed array
  acc.allocate(f32, new Float64Array(3));
  return big;
}
// 6 user operator
const Best = struct('Best', { key: f32, index: u32 });
const argMax: Operator<typeof Best> = { type: Best, name: 'argMax', identity: () => ({ key: -Infinity, index: 0 }),
  combine: (a, b) => { const left = a.key.ge(b.key); return Best({ key: select(left, a.key, b.key), index: select(left, a.index, b.index) }); } };
export async function user(view: ArrayView<typeof Best>) { const best = await reduceAsync(view, argMax); const k: number = best.key; return k; }
// 7 an algorithm package against core only
export async function meanAsync(view: ArrayView<typeof f32>, options?: OnStream & Waiting): Promise<number> {
  using sum = view.accelerator.allocate(f32, 1);
  reduceInto(view, sum, op.add(f32), options);
  const [total] = await sum.copyToCPUAsync(options);
  return total! / view.length;
}
export function fill<T extends DataType>(target: ArrayView<T>, value: HostValue<T>, options?: OnStream): void {
  const stream: AcceleratorStream = options?.stream ?? target.accelerator.defaultStream;
  const k = kernel({ name: 'fill', params: { value: target.type, target: write(target.type) }, body({ value, target }, { index }) { target.at(index).$ = value as never; } });
  stream.launch(k, target.length, { value, target } as never);
}
// 8 catching the race error
export async function race() {
  const acc = await createAccelerator([wasm()], { detectHostBufferRaces: true, onUncapturedError: error => console.error(error.code, error.remedy) });
  const v = acc.allocate(i32, 256, { label: 'v' });
  acc.launch(kernel({ name: 'iota', params: { v: write(i32) }, body({ v }, { index }) { v.at(index).$ = i32(index).add(1); } }), 256, { v });
  try { v.host.use('read', data => data[0]); } catch (error) {
    if (error instanceof HostBufferRaceError) console.log(error.code, error.label, error.pending, error.use, error.launchStack); else throw error;
  }
  await acc.synchronizeAsync();
  v.host.copyTo(new Int32Array(256)); return v.host.use('read', data => data[255]);
}
// 9 disposing
export async function dispose() { await using acc = await createAccelerator([wasm()]); using b = acc.allocate(f32, 4); return b.copyToCPUAsync(); }
// 10 write-only cannot be read; ElseIf takes a thunk
export const wo = kernel({ name: 'wo', params: { x: read(f32), out: write(f32), io: readWrite(f32) }, body({ x, out, io }, { index }) {
  // @ts-expect-error write-only
  io.at(index).$ = out.at(index).$;
  If(x.at(index).$.gt(0), () => { out.at(index).$ = 1; }).ElseIf(() => x.at(index).$.lt(0), () => { out.at(index).$ = -1; }).Else(() => { out.at(index).$ = 0; });
} });
// 11 2-D
export const blur = kernel({ name: 'blur', dimensions: 2, params: { image: readWrite(f32) }, body({ image }, { index, extent }) { image.at(index.y.mul(extent.x).add(index.x)).$ = 0; } });
export async function run2d() { const acc = await createAccelerator([wasm()]); const image = acc.allocate(f32, 512 * 512); acc.launch(blur, { width: 512, height: 512 }, { image });
  // @ts-expect-error a 2-D kernel takes a 2-D extent
  acc.launch(blur, 512, { image });
}
export const g = groupKernel({ name: 'g', groupSize: 64, params: { s: read(f32) }, body({ s }, group) { const t = group.shared(f32, 64); t.at(group.localIndex).$ = s.at(group.globalIndex).$; group.barrier(); } });
export async function rung() { const acc = await createAccelerator([wasm()]); const s = acc.allocate(f32, 64); acc.launch(g, { groups: 1 }, { s });
  // @ts-expect-error group kernels take groups
  acc.launch(g, 64, { s });
}

// 12 a generic algorithm, author's side: no cast where the parameter is a view
export function scale<T extends typeof f32 | typeof i32>(target: ArrayView<T>, operator: Operator<T>, options?: OnStream): void {
  const k = kernel({ name: `self_${operator.name}`, params: { target: readWrite(target.type) }, body({ target }, { index }) {
    const v = target.at(index).$; target.at(index).$ = operator.combine(v, v); } });
  (options?.stream ?? target.accelerator.defaultStream).launch(k, target.length, { target });
}

// 13 loops over both integer types
import { For, Loop, Break, Return, variable } from '@heddle/core';
export const loops = kernel({ name: 'loops', params: { n: u32, out: write(i32) }, body({ n, out }, { index }) {
  const sum = variable(i32, 0);
  For(n, i => { sum.$ = sum.$.add(i32(i)); });
  For({ type: i32, from: 4, to: -4, step: -1 }, i => { sum.$ = sum.$.add(i); });
  Loop(() => { If(sum.$.gt(100), () => Break()); sum.$ = sum.$.add(7); });
  If(index.eq(0), () => Return());
  out.at(index).$ = sum.$;
  // @ts-expect-error an i32 is not a u32 trip count
  For(sum.$, () => {});
} });
