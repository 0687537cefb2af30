// Kernels that change memory in place, each with the same step on the host: chains of launches are replayed
// with them. Every invocation reads and writes its own element only, so that they run on every target.
import {
  type AcceleratorStream,
  type ArrayView,
  For,
  f32,
  i32,
  kernel,
  read,
  readWrite,
  u32,
  variable,
  While,
  write,
} from '@heddle/core';

/** `out[i] = i + 1` */
export const count = kernel({
  name: 'count',
  params: { out: write(i32) },
  body({ out }, { index }) {
    out.at(index).$ = i32(index).add(1);
  },
});
export const counted = (length: number): Int32Array<ArrayBuffer> =>
  Int32Array.from({ length }, (_, i) => i + 1);

/** `out[i] = i + step`, counted up in a loop: how long that takes only the launch knows. */
export const countUp = kernel({
  name: 'countUp',
  params: { step: i32, out: write(i32) },
  body({ step, out }, { index }) {
    const value = variable(i32);
    While(
      () => value.$.le(i32(index)),
      () => {
        value.$ = value.$.add(step);
      },
    );
    out.at(index).$ = value.$;
  },
});

/** One step of `mix`, without its loop: its small cost is known before the launch. */
export const tiny = kernel({
  name: 'tiny',
  params: { by: u32, x: readWrite(u32) },
  body({ by, x }, { index }) {
    const place = x.at(index);
    place.$ = place.$.mul(1664525).add(by).xor(index);
  },
});

/** `to = to * by + from` */
export const blend = kernel({
  name: 'blend',
  params: { by: u32, from: read(u32), to: readWrite(u32) },
  body({ by, from, to }, { index }) {
    const place = to.at(index);
    place.$ = place.$.mul(by).add(from.at(index).$);
  },
});

const mixKernel = kernel({
  name: 'mix',
  params: { by: u32, rounds: u32, x: readWrite(u32) },
  body({ by, rounds, x }, { index }) {
    const place = x.at(index);
    For(rounds, round => {
      place.$ = place.$.mul(1664525).add(by).xor(index.add(round));
    });
  },
});

/**
 * Does not commute with itself for another `by`, and loses nothing: a step too few, too many or out of order
 * shows.
 */
export function mix(stream: AcceleratorStream, x: ArrayView<typeof u32>, by: number, rounds = 1): void {
  stream.launch(mixKernel, x.length, { by, rounds, x });
}
export function mixOnHost(x: Uint32Array, by: number, rounds = 1): void {
  for (let i = 0; i < x.length; i++) {
    for (let round = 0; round < rounds; round++) x[i] = (Math.imul(x[i]!, 1664525) + by) ^ (i + round);
  }
}

const dampKernel = kernel({
  name: 'damp',
  params: { by: f32, rounds: u32, x: readWrite(f32) },
  body({ by, rounds, x }, { index }) {
    const place = x.at(index);
    For(rounds, () => {
      place.$ = place.$.mul(-0.75).add(by);
    });
  },
});

/** `x = by - 0.75 x` */
export function damp(stream: AcceleratorStream, x: ArrayView<typeof f32>, by: number, rounds = 1): void {
  stream.launch(dampKernel, x.length, { by, rounds, x });
}
export function dampOnHost(x: Float32Array, by: number, rounds = 1): void {
  const summand = Math.fround(by);
  for (let i = 0; i < x.length; i++) {
    for (let round = 0; round < rounds; round++) x[i] = Math.fround(x[i]! * -0.75) + summand;
  }
}
/**
 * The error bound of a step from values of at most `largest`, if float results are not bit-exact: a fused
 * product or WGSL's rounding is within a unit in the last place of each operation, and each step keeps 0.75
 * of the error before it.
 */
export const dampError = (largest: number): number => (4 * largest * 2 ** -23) / (1 - 0.75);
