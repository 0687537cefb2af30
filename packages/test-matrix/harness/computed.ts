import {
  type Accelerator,
  type Arg,
  type ArrayView,
  type DataType,
  type HostValue,
  kernel,
  type MemoryBuffer,
  type ReadView,
  read,
  type U32,
  write,
} from '@heddle/core';

export type Inputs = { readonly [name: string]: ArrayView<any> | MemoryBuffer<any> };
type Views<I extends Inputs> = {
  readonly [K in keyof I]: I[K] extends ArrayView<infer T> ? ReadView<T> : never;
};

/**
 * The result of `body` for each index below `length`, computed on the device and read back (a bool as a
 * boolean).
 */
export async function computed<T extends DataType, const I extends Inputs = Record<never, never>>(
  accelerator: Accelerator,
  type: T,
  length: number,
  body: (index: U32, inputs: Views<I>) => Arg<T>,
  inputs?: I,
): Promise<HostValue<T>[]> {
  const result = accelerator.allocate(type, length);
  const params = Object.fromEntries(
    Object.entries(inputs ?? {}).map(([name, { type }]) => [name, read(type)]),
  );
  const compute = kernel({
    name: 'computed',
    params: { ...params, result: write(type) },
    body({ result, ...views }, { index }) {
      result.at(index).$ = body(index, views as never);
    },
  });
  accelerator.launch(compute, length, { ...inputs, result } as never);
  const found = [...((await result.copyToCPUAsync()) as Iterable<HostValue<T>>)];
  result.dispose();
  return found;
}
