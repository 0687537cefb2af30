import type { Scalar } from '../types.ts';
import { decode, encode } from './bits.ts';
import type { Evaluate, Integer, OpRow } from './row.ts';

const ALL: readonly Scalar[] = ['f32', 'i32', 'u32', 'bool'];

const conversion1 = <On extends Scalar, Result extends 'same' | Scalar>(
  on: readonly On[],
  result: Result,
  evaluate: Evaluate | Partial<Readonly<Record<Scalar, Evaluate>>>,
): OpRow<1, On, Result> => ({
  arity: 1,
  on,
  result,
  // There are no vectors of bool.
  vectors: result !== 'bool',
  eval: evaluate,
});

const same: Evaluate = a => a;
// `|` and `>>>` drop the fraction, make 0 of NaN, and wrap what is out of range: hence the limits first.
const saturateI32: Evaluate = a => (a >= 2 ** 31 ? 2 ** 31 - 1 : a <= -(2 ** 31) ? -(2 ** 31) : a | 0);
const saturateU32: Evaluate = a => (a >= 2 ** 32 ? 2 ** 32 - 1 : a <= 0 ? 0 : a >>> 0);

export const conversion = {
  /** The nearest f32; of a bool 0 or 1. */
  toF32: conversion1(ALL, 'f32', a => Math.fround(a)) as OpRow<1, Scalar, 'f32'>,
  /** As an i32: a u32 bit by bit, an f32 without its fraction, limited to the range, NaN as 0. */
  toI32: conversion1(ALL, 'i32', {
    f32: saturateI32,
    i32: same,
    u32: a => a | 0,
    bool: same,
  }) as OpRow<1, Scalar, 'i32'>,
  /** As a u32: an i32 bit by bit, an f32 without its fraction, limited to the range, NaN as 0. */
  toU32: conversion1(ALL, 'u32', {
    f32: saturateU32,
    i32: a => a >>> 0,
    u32: same,
    bool: same,
  }) as OpRow<1, Scalar, 'u32'>,
  /** Whether it is not 0; a NaN is not. */
  toBool: conversion1(ALL, 'bool', a => (a !== 0 ? 1 : 0)) as OpRow<1, Scalar, 'bool'>,
  /** The f32 of these bits. */
  bitsF32: conversion1(['i32', 'u32'], 'f32', a => decode('f32', a)) as OpRow<1, Integer, 'f32'>,
  /** The bits as an i32. */
  bitsI32: conversion1(['f32', 'u32'], 'i32', {
    f32: a => encode('f32', a) | 0,
    u32: a => a | 0,
  }) as OpRow<1, 'f32' | 'u32', 'i32'>,
  /** The bits as a u32. */
  bitsU32: conversion1(['f32', 'i32'], 'u32', {
    f32: a => encode('f32', a),
    i32: a => a >>> 0,
  }) as OpRow<1, 'f32' | 'i32', 'u32'>,
  /** Whether it is a NaN, by its bits. */
  isNan: conversion1(['f32'], 'bool', a => (a !== a ? 1 : 0)) as OpRow<1, 'f32', 'bool'>,
  /** Whether it is an infinity, by its bits. */
  isInf: conversion1(['f32'], 'bool', a => (Math.abs(a) === Infinity ? 1 : 0)) as OpRow<1, 'f32', 'bool'>,
  /** Whether it is neither a NaN nor an infinity, by its bits. */
  isFinite: conversion1(['f32'], 'bool', a => (Number.isFinite(a) ? 1 : 0)) as OpRow<1, 'f32', 'bool'>,
  /** The same value; nothing is fused or reassociated across it. */
  strict: conversion1(['f32'], 'same', same) as OpRow<1, 'f32', 'same'>,
};
