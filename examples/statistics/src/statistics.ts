// The computation, on an accelerator of any kind: kernels and reductions, no more of the world than core and
// algorithms, so that a page can bundle it as it is.
import { reduceAsync } from '@heddle/algorithms';
import { type Accelerator, f32, isNan, kernel, op, read, select, u32, write } from '@heddle/core';

export interface Statistics {
  readonly count: number;
  readonly sum: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** The standard deviation of the population: the root of the mean squared deviation. A single value has 0. */
  readonly std: number;
}

/** 1 for a number, 0 for a NaN: their sum is the count. */
export const markNumbers = kernel({
  name: 'markNumbers',
  params: { values: read(f32), marks: write(u32) },
  body({ values, marks }, { index }) {
    marks.at(index).$ = select(isNan(values.at(index).$), u32(0), u32(1));
  },
});

export const squareDeviations = kernel({
  name: 'squareDeviations',
  params: { mean: f32, values: read(f32), squares: write(f32) },
  body({ mean, values, squares }, { index }) {
    const deviation = values.at(index).$.sub(mean);
    squares.at(index).$ = deviation.mul(deviation);
  },
});

/**
 * Two passes over the data: the deviations are taken from the mean of the first. `values` must not be empty.
 */
export async function computeStatistics(
  accelerator: Accelerator,
  values: Float32Array<ArrayBuffer>,
  onStep: (step: string) => void = () => {},
): Promise<Statistics> {
  if (values.length === 0) throw new RangeError('expected at least one element, found none');
  onStep('uploading');
  const data = accelerator.allocate(f32, values, { label: 'values' });
  const marks = accelerator.allocate(u32, values.length, { label: 'marks' });
  const squares = accelerator.allocate(f32, values.length, { label: 'squares' });
  try {
    onStep('first pass: count, sum, min, max');
    accelerator.launch(markNumbers, values.length, { values: data, marks });
    // Each takes its place in the stream when it is called, so these are four readbacks and one wait.
    const [count, sum, min, max] = await Promise.all([
      reduceAsync(marks, op.add(u32)),
      reduceAsync(data, op.add(f32)),
      reduceAsync(data, op.min(f32)),
      reduceAsync(data, op.max(f32)),
    ]);
    const mean = sum / count;

    onStep('second pass: deviations from the mean');
    accelerator.launch(squareDeviations, values.length, { mean, values: data, squares });
    const sumOfSquares = await reduceAsync(squares, op.add(f32));
    return { count, sum, mean, min, max, std: Math.sqrt(sumOfSquares / count) };
  } finally {
    data.dispose();
    marks.dispose();
    squares.dispose();
  }
}
