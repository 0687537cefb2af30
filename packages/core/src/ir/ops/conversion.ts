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
// `|` and `>>>` drop the fraction and convert NaN to 0, but wrap numbers out of range. So the limits come first.
const saturateI32: Evaluate = a => (a >= 2 ** 31 ? 2 ** 31 - 1 : a <= -(2 ** 31) ? -(2 ** 31) : a | 0);
const saturateU32: Evaluate = a => (a >= 2 ** 32 ? 2 ** 32 - 1 : a <= 0 ? 0 : a >>> 0);

export const conversion = {
  /** The nearest f32; 0 or 1 for a bool. */
  toF32: conversion1(ALL, 'f32', a => Math.fround(a)) as OpRow<1, Scalar, 'f32'>,
  /** The value as an i32: a u32 with the same bits; an f32 without its fraction, clamped to the range, NaN as 0. */
  toI32: conversion1(ALL, 'i32', {
    f32: saturateI32,
    i32: same,
    u32: a => a | 0,
    bool: same,
  }) as OpRow<1, Scalar, 'i32'>,
  /** The value as a u32: an i32 with the same bits; an f32 without its fraction, clamped to the range, NaN as 0. */
  toU32: conversion1(ALL, 'u32', {
    f32: saturateU32,
    i32: a => a >>> 0,
    u32: same,
    bool: same,
  }) as OpRow<1, Scalar, 'u32'>,
  /** True if the value is not 0; a NaN is true. */
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
  /** True for a NaN, by its bits. */
  isNan: conversion1(['f32'], 'bool', a => (a !== a ? 1 : 0)) as OpRow<1, 'f32', 'bool'>,
  /** True for an infinity, by its bits. */
  isInf: conversion1(['f32'], 'bool', a => (Math.abs(a) === Infinity ? 1 : 0)) as OpRow<1, 'f32', 'bool'>,
  /** True for neither a NaN nor an infinity, by the bits of the value. */
  isFinite: conversion1(['f32'], 'bool', a => (Number.isFinite(a) ? 1 : 0)) as OpRow<1, 'f32', 'bool'>,
  /** The same value; nothing is fused or reassociated across it. */
  strict: conversion1(['f32'], 'same', same) as OpRow<1, 'f32', 'same'>,
};
