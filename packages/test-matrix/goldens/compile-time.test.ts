// Compiling takes time in proportion to the length of a program. The time is that of the processor, so that a loaded
// machine does not change it, and the least of several runs.
import {
  For,
  f32,
  fn,
  groupKernel,
  If,
  kernel,
  Return,
  readWrite,
  struct,
  variable,
  write,
} from '@heddle/core';
import { check } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { emitWasm } from '../../wasm/src/emit/emit.ts';
import { emitPasses } from '../../webgl/src/emit/emit.ts';
import { planPasses } from '../../webgl/src/emit/pass-plan.ts';
import { emitters } from './emitter.ts';

const N = 400;

/** A kernel whose body changes its own element of a buffer `n` times. */
const steps = (n: number, step: (y: any, index: any, i: number) => void) => () =>
  kernel({
    name: 'steps',
    params: { y: readWrite(f32) },
    body({ y }, { index }) {
      for (let i = 0; i < n; i++) step(y, index, i);
    },
  });

/** A kernel that makes a value of its own element in `n` steps. */
const chain = (n: number, step: (value: any, i: number) => any) => () =>
  kernel({
    name: 'chain',
    params: { y: readWrite(f32) },
    body({ y }, { index }) {
      let value: any = y.at(index).$;
      for (let i = 0; i < n; i++) value = step(value, i);
      y.at(index).$ = value;
    },
  });

const square = fn('square', [f32], f32, x => x.mul(x));

const kinds: Readonly<Record<string, (n: number) => () => { readonly ir: any }>> = {
  'a struct of n fields, copied through a variable and a function': n => () => {
    // More than 1000, because a function of WebAssembly takes more than that in memory.
    const Many = struct('Many', Object.fromEntries(Array.from({ length: 3 * n }, (_, i) => [`f${i}`, f32])));
    const same = fn('same', [Many], Many, value => variable(Many, value).$);
    return kernel({
      name: 'copied',
      params: { from: readWrite(Many), to: write(Many) },
      body({ from, to }, { index }) {
        to.at(index).$ = same(from.at(index).$);
      },
    });
  },
  'a struct of n fields, of which all passes are printed': n => () => {
    const Many = struct('Many', Object.fromEntries(Array.from({ length: n }, (_, i) => [`f${i}`, f32])));
    return kernel({
      name: 'passes',
      params: { from: readWrite(Many), to: write(Many) },
      body({ from, to }, { index }) {
        to.at(index).$ = from.at(index).$;
      },
    });
  },
  'n fields, read and written one by one': n => () => {
    const Many = struct('Many', Object.fromEntries(Array.from({ length: n }, (_, i) => [`f${i}`, f32])));
    return kernel({
      name: 'fields',
      params: { y: readWrite(Many) },
      body({ y }, { index }) {
        const all = y.at(index) as any;
        const value = all.$;
        for (let i = 1; i < n; i++) all[`f${i}`].$ = value[`f${i - 1}`];
      },
    });
  },
  'n additions of constants': n => chain(n, (value, i) => value.add(i)),
  'n squares, in which each value is used twice': n => chain(n, value => value.mul(value)),
  'n calls': n => chain(n, value => square(value)),
  'n variables, each set from the one before': n => chain(n, value => variable(f32, value).$),
  'n variables that nothing reads in the end': n => () =>
    kernel({
      name: 'unread',
      params: { y: readWrite(f32) },
      body({ y }, { index }) {
        let value: any = y.at(index).$;
        for (let i = 0; i < n; i++) value = variable(f32, value).$;
        y.at(index).$ = 1;
      },
    }),
  'n reads and writes of memory': n =>
    steps(n, (y, index, i) => {
      y.at(index).$ = y.at(index).$.add(i);
    }),
  'n values that wait for their use while memory is written': n => () =>
    kernel({
      name: 'waiting',
      params: { y: readWrite(f32) },
      body({ y }, { index }) {
        const values = Array.from({ length: n }, (_, i) => y.at(index).$.mul(i));
        for (const value of values) y.at(index).$ = value;
      },
    }),
  'n branches': n =>
    steps(n, (y, index, i) => {
      If(y.at(index).$.lt(i), () => {
        y.at(index).$ = i;
      });
    }),
  'n / 2 returns, each under a condition of the index': n =>
    steps(n / 2, (y, index, i) => {
      If(index.gt(y.length.add(i)), () => Return());
      y.at(index).$ = i;
    }),
  'a condition of n steps, in which each value is used twice': n => () =>
    kernel({
      name: 'conditions',
      params: { y: readWrite(f32) },
      body({ y }, { index }) {
        let condition: any = index.lt(y.length);
        for (let i = 0; i < n; i++) condition = condition.and(condition);
        If(condition, () => {
          y.at(index).$ = 1;
        });
      },
    }),
  'n barriers': n => () =>
    groupKernel({
      name: 'barriers',
      groupSize: 4,
      params: { y: readWrite(f32) },
      body({ y }, g) {
        const tile = g.shared(f32, g.groupSize);
        let value: any = y.at(g.globalIndex).$;
        for (let i = 0; i < n / 4; i++) {
          tile.at(g.localIndex).$ = value;
          g.barrier();
          value = value.add(tile.at(0).$).mul(i);
          g.barrier();
        }
        y.at(g.globalIndex).$ = value;
      },
    }),
  'n / 2 loops': n =>
    steps(n / 2, (y, index, i) => {
      For(i, () => {
        y.at(index).$ = y.at(index).$.add(i);
      });
    }),
};

/** Code, without the disassembly of wasm. Of webgl, whose passes are as many as the words take, it is the first pass. */
const emits: Readonly<Record<string, (program: any) => unknown>> = {
  wasm: program => emitWasm(program, 'checked', true),
  webgl: program => emitPasses(program, 'checked', planPasses(program, 4, () => true).slice(0, 1)),
};

/** The milliseconds that a call takes of the processor. */
function cost(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

for (const { backend, emit, prepare, lacks } of emitters) {
  const able = Object.entries(kinds).filter(
    ([name]) =>
      !(name === 'n barriers' && lacks.includes('groups')) &&
      (backend === 'webgl' || !/all passes/.test(name)),
  );
  // Again, if a collection of garbage falls into all long runs and into no short one.
  test.each(able)(`${backend}: %s`, { timeout: 120_000, retry: 2 }, (name, kind) => {
    const emitted =
      backend === 'webgl' && /all passes/.test(name)
        ? (program: any) =>
            emitPasses(
              program,
              'checked',
              planPasses(program, 4, () => true),
            )
        : (emits[backend] ?? ((program: any) => emit(program, 'checked')));
    const compile = (n: number) => () => {
      const checked = check({ program: kind(n)().ir, location: () => undefined });
      return emitted(prepare?.(checked) ?? checked);
    };
    cost(compile(N));
    const least = (n: number) => Math.min(cost(compile(n)), cost(compile(n)));
    // 4 times as long, and some more for the collector of garbage: the square would be 16 times.
    expect(least(4 * N)).toBeLessThan(9 * least(N) + 60);
  });
}
