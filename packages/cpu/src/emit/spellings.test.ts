import {
  check,
  evaluate,
  type OpName,
  ops,
  type Program,
  type Scalar,
  type ScalarNode,
  scalarNodes,
} from '@heddle/core/backend';
import { describe, expect, it } from 'vitest';
import { run } from './run.test-support.ts';
import { spellings } from './spellings.ts';

const bitsOf = (...values: number[]): number[] => [...new Uint32Array(Float32Array.from(values).buffer)];
const INTEGERS = [
  0, 1, 2, 3, 7, 31, 32, 33, 255, 65_535, 16_777_217, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001,
  0xfffffffe, 0xffffffff,
];
const EDGES: Readonly<Record<Scalar, readonly number[]>> = {
  f32: bitsOf(
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    0.1,
    Math.PI,
    1e-45,
    -1e-45,
    1.1754944e-38,
    16_777_216,
    3e9,
    -3e9,
    4294967296,
    3.4028235e38,
    Infinity,
    -Infinity,
    NaN,
  ),
  i32: INTEGERS,
  u32: INTEGERS,
  bool: [0, 1],
};

/**
 * `out[k] = name(a[k], b[k], c[k])`. The operands are loaded from memory, or the second one is a constant.
 */
function program(name: OpName, on: Scalar, constant?: number): Program {
  const row = ops[name];
  const operands = row.operands?.(on) ?? Array<Scalar>(row.arity).fill(on);
  const result = row.result === 'same' ? on : row.result;
  const types = [...operands, result].map(scalar => scalarNodes[scalar]);
  const place = (param: number, type: ScalarNode) => ({
    root: { kind: 'param' as const, index: param },
    path: [{ element: 0 }],
    type,
  });
  const args = operands.map((_, i) => i + 1);
  return {
    name,
    kind: 'range',
    dimensions: 1,
    groupSize: 0,
    precision: 'native',
    shared: [],
    locals: [],
    functions: [],
    params: types.map((type, i) => ({ name: `p${i}`, access: i < operands.length ? 'read' : 'write', type })),
    body: [
      { op: 'builtin', id: 0, type: scalarNodes.u32, builtin: 'index.x' },
      ...operands.map((scalar, i) =>
        i === 1 && constant !== undefined
          ? { op: 'const' as const, id: i + 1, type: scalarNodes[scalar], bits: constant }
          : {
              op: 'load' as const,
              id: i + 1,
              type: scalarNodes[scalar],
              place: place(i, scalarNodes[scalar]),
            },
      ),
      { op: 'compute', id: 10, type: scalarNodes[result], name, args },
      { op: 'store', id: 11, place: place(operands.length, scalarNodes[result]), value: 10 },
    ],
  };
}

const values = (scalar: Scalar, bits: Uint32Array): readonly number[] => {
  if (scalar === 'f32') return [...new Float32Array(bits.buffer)];
  return scalar === 'i32' ? [...new Int32Array(bits.buffer)] : [...bits];
};

const cases = (Object.keys(spellings) as OpName[]).flatMap(name =>
  ops[name].on.map(on => [name, on] as const),
);

describe('spellings', () => {
  it.each(cases)("%s on %s is the table's, bit for bit", (name, on) => {
    const row = ops[name];
    const operands = row.operands?.(on) ?? Array<Scalar>(row.arity).fill(on);
    const combinations = operands.reduce<number[][]>(
      (rows, scalar) => rows.flatMap(known => EDGES[scalar].map(bits => [...known, bits])),
      [[]],
    );
    const result = row.result === 'same' ? on : row.result;
    const constants = operands.length === 2 ? [undefined, ...EDGES[operands[1]!]] : [undefined];
    for (const constant of constants) {
      const rows =
        constant === undefined
          ? combinations
          : combinations.filter(operandBits => operandBits[1] === constant);
      const columns = operands.map((_, i) => Uint32Array.from(rows, operandBits => operandBits[i]!));
      const checked = check({ program: program(name, on, constant), location: () => undefined });
      const views = [...columns, new Uint32Array(rows.length)].map(column => ({ words: column }));
      const got = values(
        result,
        run(checked, 'checked', { extent: [rows.length, 1, 1], views })[operands.length] as Uint32Array,
      );
      const numbers = columns.map((column, i) => values(operands[i]!, column));
      const expected = rows.map((_, k) =>
        evaluate(name, on, numbers[0]![k]!, numbers[1]?.[k], numbers[2]?.[k]),
      );
      // The table does not specify the bits of a NaN, except for a function that yields bits.
      expect(got).toEqual(expected);
    }
  });
});
