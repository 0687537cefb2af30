export type { Extreme } from './reduce/arg.ts';
export { argMaxAsync, argMinAsync } from './reduce/arg.ts';
export type { ReduceOptions } from './reduce/reduce.ts';
export { reduce, reduceAsync, reduceInto } from './reduce/reduce.ts';
