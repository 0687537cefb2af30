import { expect } from 'vitest';
import { check } from '../../check/check.ts';
import type { CheckedProgram } from '../../check/checked.ts';
import { interpret } from '../../interpreter/interpret.ts';
import type { OpName } from '../../ir/ir.ts';
import { MAX_F32 } from '../../ir/ops/accuracy.ts';
import { accuracy } from '../../ir/ops/accuracy-table.ts';
import { evaluator, ops } from '../../ir/ops/index.ts';
import type { F32 } from '../../language/index.ts';
import { f32, kernel, read, write } from '../../language/index.ts';
import { tracedOf } from '../../language/kernel.ts';
import { lowerMath } from './lower-math.ts';

/** The results of an operation for each of the arguments, computed by the interpreter. */
export function evaluated(
  body: (a: F32, b: F32) => F32,
  a: Float32Array,
  b: Float32Array = a,
  lower: (program: CheckedProgram) => CheckedProgram = lowerMath,
): Float32Array {
  const compute = kernel({
    name: 'evaluated',
    params: { a: read(f32), b: read(f32), out: write(f32) },
    body(views, { index }) {
      views.out.at(index).$ = body(views.a.at(index).$, views.b.at(index).$);
    },
  });
  const out = new Float32Array(a.length);
  const view = (data: Float32Array, param: number) => ({
    ...{ param, memory: data.buffer, byteOffset: data.byteOffset },
    ...{ offset: 0, step: 1, length: data.length, width: data.length, height: 1, depth: 1 },
  });
  interpret(lower(check(tracedOf(compute))), {
    extent: [a.length, 1, 1],
    views: [a, b, out].map(view),
    words: new Uint32Array(0),
  });
  return out;
}

/** A function on f32. `exact` computes it in f64. */
interface Function32 {
  readonly name: OpName;
  exact(a: number, b: number): number;
}

/**
 * Tests that the lowered operation keeps its `precise` bound, measured from the exact and from the rounded result.
 * Finite results must keep it outside of the domain too. NaNs, infinities and zeros must be the same.
 */
export function expectPrecise(
  { name, exact }: Function32,
  a: Float32Array,
  b: Float32Array = a,
  evaluate: typeof evaluated = evaluated,
): void {
  const method = (x: F32, y: F32): F32 => (ops[name].arity === 2 ? x[name as 'pow'](y) : x[name as 'exp']());
  const found = evaluate(method, a, b);
  const rounded = evaluator(name, 'f32');
  const { precise } = accuracy[name]!;
  const wrong: string[] = [];
  for (const [i, value] of found.entries()) {
    const [x, y] = [a[i]!, b[i]!];
    const result = exact(x, y);
    const nearest = rounded(x, y, 0);
    const isClose = (from: number): boolean => Math.abs(value - from) <= precise(from, x, y, 0);
    if (
      Number.isFinite(nearest) && result !== 0
        ? isClose(result) && isClose(nearest)
        : isSame(value, nearest, result)
    )
      continue;
    wrong.push(`${name}(${x}${b === a ? '' : `, ${y}`}) is ${result}, found ${value}`);
  }
  expect(wrong.slice(0, 10)).toEqual([]);
}

/** True for equal results. A result just above the largest number may also be the largest number. */
const isSame = (found: number, nearest: number, exact: number): boolean =>
  Object.is(found, nearest) ||
  (Number.isFinite(exact) && Math.abs(exact) < 2 ** 128 * (1 + 2 ** -20) && Math.abs(found) === MAX_F32);
