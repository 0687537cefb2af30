import { describe, expect, it } from 'vitest';
import { check } from '../../check/check.ts';
import type { CheckedProgram } from '../../check/checked.ts';
import { interpret } from '../../interpreter/interpret.ts';
import type { Instruction, OpName, Program } from '../../ir/ir.ts';
import { MAX_F32 } from '../../ir/ops/accuracy.ts';
import { accuracy } from '../../ir/ops/accuracy-table.ts';
import { ops } from '../../ir/ops/index.ts';
import { walk } from '../../ir/walk.ts';
import {
  type F32,
  For,
  f32,
  fn,
  If,
  kernel,
  Loop,
  Return,
  read,
  readWrite,
  u32,
  vec3f,
} from '../../language/index.ts';
import { type Kernel, tracedOf } from '../../language/kernel.ts';
import { groupKernel } from '../../runtime/group-kernel.ts';
import { lowerMath } from './lower-math.ts';
import { evaluated, expectPrecise } from './precise.test-support.ts';
import { renumbered } from './renumbered.ts';
import { everywhere } from './samples.test-support.ts';

const checkedOf = (of: object): CheckedProgram => check(tracedOf(of as Kernel));

const instructions = ({ functions, body }: Program): Instruction[] => [
  ...functions.flatMap(declared => [...walk(declared.body)]),
  ...walk(body),
];
const computed = (program: Program): Set<OpName> =>
  new Set(instructions(program).flatMap(one => (one.op === 'compute' ? [one.name] : [])));

/** Runs the checks of every program on a lowered one. */
function expectValid(lowered: CheckedProgram): void {
  const again = check({ program: lowered.program, location: () => undefined });
  expect(again.hash).toBe(lowered.hash);
  expect(again.access).toEqual(lowered.access);
  expect(again.uniform).toEqual(lowered.uniform);
}

const twice = fn('twice', [f32], f32, x => x.exp().add(x.exp()));

const scene = kernel({
  name: 'scene',
  params: { t: f32, v: readWrite(vec3f) },
  body({ t, v }, { index }) {
    const phase = t.sin();
    If(phase.gt(0), () => {
      For(3, i => {
        v.at(index).x.$ = twice(v.at(index).x.$).add(f32(i)).log();
      });
    }).Else(() => {
      Loop(() => {
        v.at(index).y.$ = v.at(index).y.$.rsqrt().degrees();
        Return();
      });
    });
    v.at(index).$ = v
      .at(index)
      .$.cos()
      .add(vec3f(phase, phase, phase))
      .radians();
  },
});

describe('a lowered program', () => {
  it('is the same object if there is nothing to replace', () => {
    const plain = checkedOf(
      kernel({
        name: 'plain',
        params: { x: readWrite(f32) },
        body({ x }, { index }) {
          x.at(index).$ = x.at(index).$.sqrt().div(3).floor();
        },
      }),
    );
    expect(lowerMath(plain)).toBe(plain);
  });

  it('calls the functions that it called', () => {
    const cubed = fn('cubed', [f32], f32, x => x.mul(x).mul(x));
    const sum = fn('sum', [f32, f32], f32, (x, y) => cubed(x).add(y.sqrt()));
    const found = evaluated((x, y) => sum(x, y.exp2()), Float32Array.of(2, 3), Float32Array.of(2, 4));
    expect([...found]).toEqual([10, 31]);
  });

  it('has ids of its own, above those of parameters too', () => {
    const traced = tracedOf(scene);
    let next = 5000;
    const functions = traced.program.functions.map(declared =>
      renumbered(declared, { fresh: () => next--, callee: number => number }),
    );
    const checked = check({ ...traced, program: { ...traced.program, functions } });
    expect(functions[0]!.params[0]!.id).toBe(5000);
    expectValid(lowerMath(checked));
  });

  it('passes all checks, with the same summaries', () => {
    expectValid(lowerMath(checkedOf(scene)));
  });

  it('has a hash of its own, that of its program', () => {
    const checked = checkedOf(scene);
    expect(lowerMath(checked).hash).not.toBe(checked.hash);
    expect(lowerMath(checked).hash).toBe(lowerMath(checked).hash);
  });

  it('has each function once, before those that call it', () => {
    const { functions } = lowerMath(checkedOf(scene)).program;
    expect(functions.map(({ name }) => name)).toEqual([
      'exp',
      'remainderOfHuge',
      'sin',
      'log',
      'cos',
      'twice',
    ]);
  });

  it('knows the line of what has been replaced, and of what has come in its place', () => {
    const checked = checkedOf(scene);
    const lowered = lowerMath(checked);
    const lines = (program: Program, { location }: CheckedProgram): Set<string | undefined> =>
      new Set([...walk(program.body)].map(({ id }) => location(id)));
    expect(lines(lowered.program, lowered)).toEqual(lines(checked.program, checked));
    expect(lines(lowered.program, lowered)).not.toContain(undefined);
  });

  it('keeps what is uniform so, and what is known of indices', () => {
    const grouped = checkedOf(
      groupKernel({
        name: 'grouped',
        groupSize: 32,
        params: { angle: f32, x: read(vec3f), y: readWrite(vec3f) },
        body({ angle, x, y }, g) {
          const tile = g.shared(vec3f, 32);
          const turned = vec3f(angle, angle, 1).cos();
          tile.at(g.localIndex).$ = x.at(g.globalIndex).$.mul(turned);
          If(turned.x.gt(0.5), () => {
            g.barrier();
            y.at(g.globalIndex).$ = tile.at(u32(31).sub(g.localIndex)).$.exp2();
          });
        },
      }),
    );
    const lowered = lowerMath(grouped);
    expectValid(lowered);
    for (const id of grouped.uniform) expect(lowered.uniform).toContain(id);
    expect(lowered.access.atLaunch).toEqual(grouped.access.atLaunch);
  });
});

const replaced = (Object.keys(ops) as OpName[]).filter(
  name => accuracy[name] && !['div', 'rem', 'fma', 'sqrt', 'fract'].includes(name),
);
const withOne = (name: OpName): CheckedProgram =>
  checkedOf(
    kernel({
      name: 'one',
      params: { v: readWrite(vec3f) },
      body({ v }, { index }) {
        const value = v.at(index).$;
        v.at(index).$ =
          ops[name].arity === 2 ? value[name as 'pow'](value.swz('zyx')) : value[name as 'exp']();
      },
    }),
  );

/** The operations that remain, by the documentation of `lowerMath`. */
const BASIC: readonly OpName[] = [
  ...(['add', 'sub', 'mul', 'div', 'neg', 'abs', 'min', 'max', 'sqrt', 'round', 'trunc'] as const),
  ...(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'select', 'and', 'or', 'xor', 'not', 'shl', 'shr'] as const),
  ...(['toF32', 'toI32', 'toU32', 'bitsF32', 'bitsI32', 'bitsU32', 'strict', 'isNan', 'isFinite'] as const),
];

describe.each(replaced)('%s', name => {
  it('becomes basic operations', () => {
    const lowered = lowerMath(withOne(name));
    expectValid(lowered);
    expect([...computed(lowered.program)].filter(one => !BASIC.includes(one))).toEqual([]);
  });

  it('works on each component of a vector', () => {
    const data = Float32Array.of(0.3, 0.7, 0.9, 0, 0.2, 0.4, 0.8, 0);
    const lowered = lowerMath(withOne(name));
    const scalar = (x: F32, y: F32): F32 =>
      ops[name].arity === 2 ? x[name as 'pow'](y) : x[name as 'exp']();
    const expected = evaluated(scalar, data, Float32Array.of(0.9, 0.7, 0.3, 0, 0.8, 0.4, 0.2, 0));
    const view = { param: 0, memory: data.buffer, byteOffset: 0, offset: 0, step: 1 };
    interpret(lowered, {
      extent: [2, 1, 1],
      views: [{ ...view, length: 2, width: 2, height: 1, depth: 1 }],
      words: new Uint32Array(0),
    });
    for (const i of [0, 1, 2, 4, 5, 6]) expect(data[i]).toBe(expected[i]);
  });
});

it('the table was looked at', () => {
  expect(replaced.length).toBeGreaterThan(20);
});

const scales = {
  radians: (x: number) => x * (Math.PI / 180),
  degrees: (x: number) => x * (180 / Math.PI),
  rsqrt: (x: number) => 1 / Math.sqrt(x),
};
it.each(['radians', 'degrees', 'rsqrt'] as const)('%s', name => {
  // Arguments of degrees are limited, so that the product does not overflow.
  const args = everywhere.filter(x => name !== 'degrees' || Math.abs(x) < MAX_F32 / 64);
  expectPrecise({ name, exact: scales[name] }, args);
});
