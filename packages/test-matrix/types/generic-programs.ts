import { kernel, read, write, type ArrayView, type DataType, type V, type F32T, type U32T, type I32T, f32, u32, type Bool, createAccelerator, type Operator, arithmetic } from '@heddle/core';
import { wasm } from '@heddle/wasm';
type NumericT = F32T | U32T | I32T;
export function axpy<E extends NumericT>(x: ArrayView<E>, y: ArrayView<E>, out: ArrayView<E>) {
  const num = arithmetic(x.type);
  const k = kernel({ name: 'axpy', params: { x: read(x.type), y: read(x.type), out: write(x.type) }, body({ x, y, out }, { index }) {
    out.at(index).$ = num.add(num.mul(x.at(index).$, num.constant(2)), y.at(index).$); } });
  x.accelerator.launch(k, x.length, { x, y, out });
}
const acc = null as never as Awaited<ReturnType<typeof createAccelerator<[ReturnType<typeof wasm>]>>>;
const fx = acc.allocate(f32, 3), ux = acc.allocate(u32, 3);
axpy(fx, fx, fx);
// @ts-expect-error mixed element types
axpy(fx, ux, fx);
declare function wants(v: ArrayView<F32T>): void; wants(fx);
// @ts-expect-error u32 is not f32
wants(ux);
export const k = kernel({ name: 'k', params: { a: f32, x: read(f32), y: write(f32) }, body() {} });
acc.launch(k, 3, { a: 1, x: fx, y: fx });
// @ts-expect-error y must be f32
acc.launch(k, 3, { a: 1, x: fx, y: ux });
// @ts-expect-error misspelt argument
acc.launch(k, 3, { a: 1, x: fx, z: fx });
