import {
  type CheckedProgram,
  check,
  evaluator,
  type OpName,
  ops,
  type Place,
  type Program,
  type Scalar,
  scalarNodes,
} from '@heddle/core/backend';
import { describe, expect, it } from 'vitest';
import type { TestLaunch } from '../../../core/src/interpreter/launch.test-support.ts';
import { emitWasm } from './emit.ts';
import { run } from './run.test-support.ts';
import { spellings } from './spellings.ts';

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);
const bitsOf = (value: number): number => {
  float[0] = value;
  return word[0]!;
};

const FLOATS = [
  ...[0, 0.5, 1, 1.5, 2.5, 3.5, 0.1, Math.PI, 1e-45, 1.1754944e-38, 0.49999997, 0.99999994, 8388607.5],
  ...[16_777_216, 2147483520, 2147483648, 3e9, 4294967040, 4294967296, 3.4028235e38, Infinity],
].flatMap(value => [bitsOf(value), bitsOf(-value)]);
const INTEGERS = [
  ...[0, 1, 2, 3, 7, 31, 32, 33, 255, 65_535, 16_777_217, 0x55555555, 0x7ffffffe, 0x7fffffff],
  ...[0x80000000, 0x80000001, 0xfffffffe, 0xffffffff],
];
const EDGES: Readonly<Record<Scalar, readonly number[]>> = {
  f32: [...FLOATS, 0x7fc00000, 0xffc12345, 0x7f800001],
  i32: INTEGERS,
  u32: INTEGERS,
  bool: [0, 1],
};

/** Pseudo-random bits from a linear congruential generator. */
function* randomBits(seed: number): Generator<number, never> {
  for (let state = seed >>> 0; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const high = state >>> 16;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield ((high << 16) | (state >>> 16)) >>> 0;
  }
}
const RANDOM_ROWS = 2000;

const number = (scalar: Scalar, bits: number): number => {
  if (scalar === 'i32') return bits | 0;
  if (scalar !== 'f32') return bits >>> 0;
  word[0] = bits;
  return float[0]!;
};

/**
 * `out[k] = name(a[k], b[k], c[k])`. The operands are loaded from memory, or the second one is a constant.
 */
function program(name: OpName, on: Scalar, constant?: number): Program {
  const { result, types } = typesOf(name, on);
  const place = (param: number, scalar: Scalar): Place => ({
    root: { kind: 'param', index: param },
    path: [{ element: 0 }],
    type: scalarNodes[scalar],
  });
  return {
    name,
    kind: 'range',
    dimensions: 1,
    groupSize: 0,
    precision: 'native',
    shared: [],
    locals: [],
    functions: [],
    params: [...types, result].map((scalar, i) => ({
      name: `p${i}`,
      access: i < types.length ? 'read' : 'write',
      type: scalarNodes[scalar],
    })),
    body: [
      { op: 'builtin', id: 0, type: scalarNodes.u32, builtin: 'index.x' },
      ...types.map((scalar, i) =>
        i === 1 && constant !== undefined
          ? { op: 'const' as const, id: 2, type: scalarNodes[scalar], bits: constant }
          : { op: 'load' as const, id: i + 1, type: scalarNodes[scalar], place: place(i, scalar) },
      ),
      { op: 'compute', id: 10, type: scalarNodes[result], name, args: types.map((_, i) => i + 1) },
      { op: 'store', id: 11, place: place(types.length, result), value: 10 },
    ],
  };
}

function typesOf(name: OpName, on: Scalar): { types: readonly Scalar[]; result: Scalar } {
  const row = ops[name];
  return {
    types: row.operands?.(on) ?? Array<Scalar>(row.arity).fill(on),
    result: row.result === 'same' ? on : row.result,
  };
}

const checked = (ir: Program): CheckedProgram => check({ program: ir, location: () => undefined });

/** Runs the operation on rows of operand bits, and compares each result with the table's. */
function compare(name: OpName, on: Scalar, rows: readonly (readonly number[])[], constant?: number): void {
  const { types, result } = typesOf(name, on);
  const columns = types.map((_, i) => Uint32Array.from(rows, row => row[i]!));
  const views = [...columns, new Uint32Array(rows.length)].map(words => ({ words }));
  const launch: TestLaunch = { extent: [rows.length, 1, 1], views };
  const got = run(checked(program(name, on, constant)), 'checked', launch)[types.length]!;
  const evaluate = evaluator(name, on);
  for (const [k, row] of rows.entries()) {
    const [a = 0, b = 0, c = 0] = types.map((scalar, i) => number(scalar, row[i]!));
    const [found, expected] = [number(result, got[k]!), evaluate(a, b, c)];
    // The language does not specify the payload of a NaN, and neither does `bitsU32`.
    const isNan = on === 'f32' && name.startsWith('bits') && Number.isNaN(a);
    if (!isNan && !Object.is(found, expected))
      expect.fail(`${name} of ${[a, b, c].slice(0, types.length)} is ${expected}, found ${found}`);
  }
}

const isLowered = (name: OpName): boolean => {
  try {
    spellings[name](ops[name].on[0]!, () => 0, [], [], []);
    return false;
  } catch {
    return true;
  }
};

const cases = (Object.keys(spellings) as OpName[])
  .filter(name => !isLowered(name))
  .flatMap(name => ops[name].on.map(on => [name, on] as const));

describe('spellings', () => {
  it.each(cases)("%s on %s is the table's, bit for bit", (name, on) => {
    const { types } = typesOf(name, on);
    const combinations = types.reduce<number[][]>(
      (rows, scalar) => rows.flatMap(known => EDGES[scalar].map(bits => [...known, bits])),
      [[]],
    );
    const bits = randomBits(name.length * 7919 + on.length);
    const random = Array.from({ length: RANDOM_ROWS }, () =>
      types.map(scalar => (scalar === 'bool' ? bits.next().value & 1 : bits.next().value)),
    );
    compare(name, on, [...combinations, ...random]);
    if (types.length !== 2) return;
    for (const constant of EDGES[types[1]!])
      compare(
        name,
        on,
        [...combinations, ...random]
          .filter((row, k) => row[1] === constant || k % 5 === 0)
          .map(row => [row[0]!, constant]),
        constant,
      );
  });

  it('leaves to lowering the functions that no instruction computes, and nothing else', () => {
    const names = Object.keys(spellings) as OpName[];
    expect(names.filter(isLowered)).toEqual([
      ...['rsqrt', 'exp', 'exp2', 'log', 'log2', 'pow', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2'],
      ...['sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'radians', 'degrees'],
    ]);
    expect(() => emitWasm(checked(program('sin', 'f32')), 'proven', true)).toThrow("'sin' is lowered");
  });
});
