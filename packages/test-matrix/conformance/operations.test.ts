// Every row of the operation table against its definition, on edge values: from memory, with literals, folded
// while tracing, and on vectors. A new row is tested by being in the table.
import {
  array,
  bool,
  type DataType,
  f32,
  i32,
  kernel,
  read,
  select,
  u32,
  vec2f,
  vec2i,
  vec2u,
  vec3f,
  vec3i,
  vec3u,
  vec4f,
  vec4i,
  vec4u,
  write,
} from '@heddle/core';
import { type OpName, ops } from '@heddle/core/backend';
import { describe, expect, type Fixtures, suite, test } from '../harness/conformance.ts';
import { agrees } from '../programs/agreement.ts';
import { edgeValues, type Scalar, spread, tuples } from '../programs/edge-values.ts';

const scalars: Record<Scalar, DataType> = { f32, i32, u32, bool };
const vectors: Record<Exclude<Scalar, 'bool'>, readonly DataType[]> = {
  f32: [vec2f, vec3f, vec4f],
  i32: [vec2i, vec3i, vec4i],
  u32: [vec2u, vec3u, vec4u],
};

/** An operation on an element type, and the types that it takes and yields. */
interface Case {
  readonly name: OpName;
  readonly on: Scalar;
  readonly operands: readonly Scalar[];
  readonly result: Scalar;
}

const cases: readonly Case[] = (Object.keys(ops) as OpName[]).flatMap(name =>
  ops[name].on.map(on => ({
    name,
    on,
    operands: ops[name].operands?.(on) ?? Array<Scalar>(ops[name].arity).fill(on),
    result: ops[name].result === 'same' ? on : ops[name].result,
  })),
);

/**
 * The operation as the language writes it. Operands and result are values of types that only the table knows.
 */
function apply(name: OpName, operands: readonly any[]): any {
  const [a, b, c] = operands;
  return name === 'select' ? select(a, b, c) : a[name](...operands.slice(1));
}

const toHost = (scalar: Scalar, value: number): number | boolean => (scalar === 'bool' ? value === 1 : value);

/** Stops at the tenth disagreement: a wrong operation is wrong often. */
class Findings {
  readonly #messages: string[] = [];
  readonly #case: Case;
  readonly #fixtures: Fixtures;
  constructor(of: Case, fixtures: Fixtures) {
    this.#case = of;
    this.#fixtures = fixtures;
  }
  compare(args: readonly number[], found: unknown): void {
    const { name, on } = this.#case;
    const value = Number(found);
    if (agrees(this.#fixtures.target, name, on, args, value)) return;
    if (this.#messages.length < 10)
      this.#messages.push(`${name}(${args.map(show).join(', ')}) gave ${show(value)}`);
  }
  none(): void {
    expect(this.#messages).toEqual([]);
  }
}
const show = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** Launches `body`, whose operands come from memory: `columns[j][i]` is operand j of invocation i. */
async function run(
  { accelerator }: Fixtures,
  types: readonly DataType[],
  columns: readonly (readonly unknown[])[],
  result: DataType,
  body: (operands: readonly any[]) => any,
): Promise<any[]> {
  const names = types.map((_, j) => `operand${j}`);
  const buffers = types.map((type, j) => accelerator.allocate(type, columns[j] as never));
  const out = accelerator.allocate(result, columns[0]!.length);
  const compute = kernel({
    name: 'operation',
    params: { ...Object.fromEntries(names.map((name, j) => [name, read(types[j]!)])), out: write(result) },
    body({ out, ...views }: any, { index }) {
      out.at(index).$ = body(names.map(name => views[name].at(index).$));
    },
  });
  const views = Object.fromEntries(names.map((name, j) => [name, buffers[j]!]));
  accelerator.launch(compute, columns[0]!.length, { ...views, out } as never);
  const found = [...((await out.copyToCPUAsync()) as Iterable<unknown>)];
  for (const buffer of [...buffers, out]) buffer.dispose();
  return found;
}

const columnsOf = (operands: readonly Scalar[], rows: readonly (readonly number[])[]): unknown[][] =>
  operands.map((scalar, j) => rows.map(row => toHost(scalar, row[j]!)));

/** The most values of each operand, by arity: all of them if that makes at most some thousands of rows. */
const DENSITY = { 1: 1000, 2: 1000, 3: 16 } as const;

async function fromMemory(of: Case, fixtures: Fixtures): Promise<void> {
  const { name, operands, result } = of;
  const rows = tuples(operands.map(scalar => spread(edgeValues[scalar], DENSITY[ops[name].arity])));
  const types = operands.map(scalar => scalars[scalar]);
  const found = await run(fixtures, types, columnsOf(operands, rows), scalars[result], values =>
    apply(name, values),
  );
  const findings = new Findings(of, fixtures);
  rows.forEach((row, i) => {
    findings.compare(row, found[i]);
  });
  findings.none();
}

/** One operand from memory, the others literals; each operand in turn. */
async function withLiterals(of: Case, fixtures: Fixtures): Promise<void> {
  const { name, operands, result } = of;
  const findings = new Findings(of, fixtures);
  for (const [position, scalar] of operands.entries()) {
    const literals = tuples(
      operands.map((other, j) =>
        j === position ? [0] : spread(edgeValues[other], ops[name].arity === 3 ? 4 : 11),
      ),
    );
    const column = edgeValues[scalar];
    const found = await run(
      fixtures,
      [scalars[scalar]],
      [column.map(value => toHost(scalar, value))],
      array(scalars[result], literals.length),
      ([value]) => literals.map(row => apply(name, operandsOf(of, row, position, value))),
    );
    column.forEach((value, i) => {
      literals.forEach((row, k) => {
        findings.compare(
          row.map((literal, j) => (j === position ? value : literal)),
          found[i][k],
        );
      });
    });
  }
  findings.none();
}

/**
 * A literal needs an explicit type where no other operand determines it: as the receiver of a method, and in
 * `select`.
 */
function operandsOf({ name, operands }: Case, row: readonly number[], position: number, value: any): any[] {
  return operands.map((scalar, j) => {
    if (j === position) return value;
    const literal = toHost(scalar, row[j]!);
    return j === 0 || name === 'select' ? (scalars[scalar] as any)(literal) : literal;
  });
}

/** All operands literals: the tracer computes it. */
async function folded(of: Case, fixtures: Fixtures): Promise<void> {
  const { name, operands, result } = of;
  const rows = tuples(operands.map(scalar => spread(edgeValues[scalar], [0, 1000, 12, 5][ops[name].arity]!)));
  const [found] = await run(fixtures, [u32], [[0]], array(scalars[result], rows.length), () =>
    rows.map(row => apply(name, operandsOf(of, row, -1, undefined))),
  );
  const findings = new Findings(of, fixtures);
  rows.forEach((row, i) => {
    findings.compare(row, found[i]);
  });
  findings.none();
}

/**
 * `n` rows are one vector; a scalar operand (the condition of `select`, or what stands for all components) is
 * its first row's.
 */
async function onVectors(of: Case, fixtures: Fixtures, splatLast: boolean): Promise<void> {
  const { name, operands, result } = of;
  const findings = new Findings(of, fixtures);
  const rows = tuples(operands.map(scalar => spread(edgeValues[scalar], [0, 1000, 24, 8][ops[name].arity]!)));
  for (const n of [2, 3, 4]) {
    const isScalar = (j: number): boolean =>
      operands[j] === 'bool' || (splatLast && j > 0 && j === operands.length - 1);
    const vectorOf = (scalar: Scalar): DataType => vectors[scalar as 'f32'][n - 2]!;
    const packs = Array.from({ length: Math.floor(rows.length / n) }, (_, p) => rows.slice(p * n, p * n + n));
    const columns = operands.map((scalar, j) =>
      packs.map(pack => (isScalar(j) ? toHost(scalar, pack[0]![j]!) : pack.map(row => row[j]!))),
    );
    const types = operands.map((scalar, j) => (isScalar(j) ? scalars[scalar] : vectorOf(scalar)));
    const found = await run(fixtures, types, columns, vectorOf(result), values => apply(name, values));
    packs.forEach((pack, p) => {
      pack.forEach((row, k) => {
        findings.compare(
          row.map((value, j) => (isScalar(j) ? pack[0]![j]! : value)),
          found[p][k],
        );
      });
    });
  }
  findings.none();
}

suite('operations', () => {
  for (const of of cases) {
    const { name, on } = of;
    describe(`${name} on ${on}`, () => {
      test('from memory', fixtures => fromMemory(of, fixtures));
      if (ops[name].arity > 1) test('with literals', fixtures => withLiterals(of, fixtures));
      test('folded', fixtures => folded(of, fixtures));
      if (!ops[name].vectors || on === 'bool') return;
      test('on vectors', fixtures => onVectors(of, fixtures, false));
      if (ops[name].arity > 1 && name !== 'select')
        test('on a vector and a scalar', fixtures => onVectors(of, fixtures, true));
    });
  }

  test('the table was looked at', () => {
    expect(cases.length).toBeGreaterThan(80);
  });
});
