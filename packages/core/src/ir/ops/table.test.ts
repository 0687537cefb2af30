import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accuracy } from './accuracy-table.ts';
import { evaluate, evaluator, type OpName, ops } from './index.ts';
import { math } from './math.ts';

const names = Object.keys(ops) as OpName[];
const reference = readFileSync(join(import.meta.dirname, '../../../../../docs/language.md'), 'utf8');
/** The words of the paragraph on methods and functions in docs/language.md. */
const documented = /^Methods of all numbers:.*?\n\n/ms.exec(reference)![0].match(/\w+/g);

// This compiles only while the names are literal types, which every emitter's table of spellings needs.
const isLiteral: string extends OpName ? false : true = true;

describe('the operation table', () => {
  it('has its names as literals', () => {
    expect(isLiteral).toBe(true);
  });

  it.each(names)('%s is complete', name => {
    const row = ops[name];
    expect(row.on.length).toBeGreaterThan(0);
    for (const on of row.on) {
      expect(evaluator(name, on)).toBeTypeOf('function');
      if (row.operands) expect(row.operands(on)).toHaveLength(row.arity);
      if (accuracy[name]) expect(row.on).toContain('f32');
    }
    if (typeof row.eval === 'object') expect(Object.keys(row.eval).sort()).toEqual([...row.on].sort());
  });

  it.each(names)('%s stands in docs/language.md', name => {
    expect(documented).toContain(name);
  });

  it.each(names)('%s yields numbers of its type', name => {
    const edges = {
      f32: [
        0,
        -0,
        1,
        -1.5,
        2 ** -149,
        2 ** 31,
        -(2 ** 31),
        3e9,
        3.4028234663852886e38,
        Infinity,
        -Infinity,
        NaN,
      ],
      i32: [0, 1, -1, 31, 32, -(2 ** 31), 2 ** 31 - 1, 0x55555555],
      u32: [0, 1, 31, 32, 33, 2 ** 31, 2 ** 32 - 1, 0xaaaaaaaa],
      bool: [0, 1],
    };
    const holds = {
      f32: (x: number) => Object.is(Math.fround(x), x),
      i32: (x: number) => Object.is(x | 0, x),
      u32: (x: number) => Object.is(x >>> 0, x),
      bool: (x: number) => Object.is(x, 0) || Object.is(x, 1),
    };
    const row = ops[name];
    for (const on of row.on) {
      const scalars = row.operands?.(on) ?? Array(row.arity).fill(on);
      const result = row.result === 'same' ? on : row.result;
      for (const a of edges[scalars[0]! as typeof on]) {
        for (const b of row.arity > 1 ? edges[scalars[1]! as typeof on] : [0]) {
          for (const c of row.arity > 2 ? edges[scalars[2]! as typeof on] : [0]) {
            const value = evaluate(name, on, a, b, c);
            expect(holds[result](value), `${name}(${a}, ${b}, ${c}) on ${on} is ${value}, no ${result}`).toBe(
              true,
            );
          }
        }
      }
    }
  });

  it.each(names)('%s is commutative where its row says so, and nowhere else', name => {
    const row = ops[name];
    const edges = [0, 1, -1, 2.5, 7, 31, -0.5].map(x =>
      row.on.includes('f32') ? x : Math.abs(Math.trunc(x)),
    );
    const isSymmetric = edges.every(a =>
      edges.every(b => evaluate(name, row.on[0]!, a, b) === evaluate(name, row.on[0]!, b, a)),
    );
    expect(row.commutative ?? false).toBe(row.arity === 2 && isSymmetric);
  });

  it('has an accuracy for every function', () => {
    expect(Object.keys(math).filter(name => !accuracy[name as OpName])).toEqual([]);
  });

  it('refuses an operation on a type that it does not exist for', () => {
    expect(() => evaluate('sin', 'i32', 1)).toThrow("there is no operation 'sin' on i32");
    expect(() => evaluate('shl', 'f32', 1, 1)).toThrow("there is no operation 'shl' on f32");
  });
});
