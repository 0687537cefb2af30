import { describe, expect, it } from 'vitest';
import { type Builder, build, type Options } from './build.test-support.ts';
import { hash128, hashOf, serialize } from './hash.ts';
import type { Program } from './ir.ts';
import { F32, I32, type Type, U32 } from './types.ts';

const saxpyOptions: Options = { name: 'saxpy', params: { a: F32, x: ['read', F32], y: ['readWrite', F32] } };
const saxpy = (options: Options = saxpyOptions, index = (b: Builder) => b.builtin('index.x')): Program =>
  build(options, b => {
    const i = index(b);
    b.store(
      b.at('y', i),
      b.compute('add', b.compute('mul', b.param('a'), b.load(b.at('x', i))), b.load(b.at('y', i))),
    );
  }).program;

describe('the hash of a program', () => {
  it('is that of an equal program, whatever its ids and the order of its keys', () => {
    const program = saxpy();
    const renumbered = JSON.parse(JSON.stringify(program), (key, value) =>
      typeof value === 'number' && ['id', 'value', 'element'].includes(key)
        ? value * 3 + 5
        : key === 'args'
          ? (value as number[]).map(id => id * 3 + 5)
          : value,
    ) as Program;
    const reversed = JSON.parse(JSON.stringify(program), (_, value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ) as Program;
    expect(hashOf(saxpy())).toBe(hashOf(program));
    expect(hashOf(renumbered)).toBe(hashOf(program));
    expect(hashOf(reversed)).toBe(hashOf(program));
  });

  it('stays the same over releases, or every cache on disk is lost', () => {
    expect(hashOf(saxpy())).toMatchInlineSnapshot(`"c9d28208ace5fafd2883188fcd53e3a5"`);
  });

  it('differs by anything that code is made of', () => {
    const pair = (name: string, field: string): Type => ({
      kind: 'struct',
      name,
      fields: { [field]: F32, b: F32 },
    });
    const base = saxpy();
    const structs = [pair('P', 'a'), pair('Q', 'a'), pair('P', 'c')].map(
      type => build({ params: { p: ['read', type] } }, () => {}).program,
    );
    const bodies: ((b: Builder) => void)[] = [
      b => b.u32(1),
      b => b.u32(2),
      b => b.i32(1),
      b => b.return(),
      b => b.variable(U32),
      b => b.variable(I32),
      b => b.variable(U32, b.u32(1)),
      b =>
        b.loop(() => {
          b.break();
        }),
      b =>
        b.loop(() => {
          b.return();
        }),
      b => {
        b.loop(() => {});
        b.break();
      },
      b => b.if(b.bool(true), () => b.return()),
      b =>
        b.if(
          b.bool(true),
          () => {},
          () => b.return(),
        ),
      b => b.for(b.u32(0), b.u32(0), b.u32(0), () => {}),
      b => b.for(b.i32(0), b.i32(0), b.i32(0), () => {}),
      b => b.load(b.at('v', b.u32(0))),
      b => b.load(b.at('v', b.u32(0), { member: 0 })),
      b => b.load(b.at('v', b.u32(0), { member: 1 })),
      b => b.builtin('index.x'),
      b => b.builtin('extent.x'),
      b => b.length('v'),
      b => b.length('v', 'width'),
      b => b.param('n'),
      b => b.compute('add', b.u32(0), b.u32(0)),
      b => b.compute('mul', b.u32(0), b.u32(0)),
      b => {
        const [p, q] = [b.u32(0), b.u32(1)];
        b.compute('sub', p, q);
      },
      b => {
        const [p, q] = [b.u32(0), b.u32(1)];
        b.compute('sub', q, p);
      },
      b => {
        b.fn('f', [U32], U32, x => void b.return(x));
      },
      b => {
        b.fn('g', [U32], U32, x => void b.return(x));
      },
    ];
    const programs = [
      base,
      { ...base, name: 'other' },
      { ...base, kind: 'group' as const },
      { ...base, groupSize: 64 },
      { ...base, dimensions: 2 as const },
      { ...base, precision: 'precise' as const },
      { ...base, shared: [{ type: F32, length: 1 }] },
      { ...base, locals: [{ type: F32 }] },
      saxpy({ ...saxpyOptions, params: { b: F32, x: ['read', F32], y: ['readWrite', F32], a: F32 } }),
      saxpy({ ...saxpyOptions, params: { a: F32, x: ['readWrite', F32], y: ['readWrite', F32] } }),
      ...structs,
      ...bodies.map(
        body => build({ params: { n: U32, v: ['read', { kind: 'vec', n: 2, elem: F32 }] } }, body).program,
      ),
    ];
    expect(new Set(programs.map(serialize)).size).toBe(programs.length);
    expect(new Set(programs.map(hashOf)).size).toBe(programs.length);
  });
});

describe('hash128', () => {
  it('yields 32 hexadecimal digits', () => {
    for (const text of ['', 'a', 'ab', 'ba', '\u{1f40d}']) expect(hash128(text)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('changes half of its bits, and any of them, when one character does', () => {
    const bits = (text: string): string =>
      [...hash128(text)].map(digit => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
    const text = 'x'.repeat(40);
    const flips = Array<number>(128).fill(0);
    const trials = 40 * 25;
    for (let at = 0; at < 40; at++) {
      for (let letter = 0; letter < 25; letter++) {
        const other = bits(
          text.slice(0, at) + String.fromCharCode(97 + (letter === 23 ? 25 : letter)) + text.slice(at + 1),
        );
        bits(text)
          .split('')
          .forEach((bit, i) => {
            if (bit !== other[i]) flips[i]!++;
          });
      }
    }
    for (const count of flips) expect(Math.abs(count / trials - 0.5)).toBeLessThan(0.1);
  });

  it('tells short texts apart', () => {
    const texts = Array.from({ length: 50_000 }, (_, i) => `[${i},${i * 7}]`);
    expect(new Set(texts.map(hash128)).size).toBe(texts.length);
    // Each half alone has no collisions either, so no 32-bit state is a copy of another.
    expect(new Set(texts.map(text => hash128(text).slice(0, 16))).size).toBe(texts.length);
    expect(new Set(texts.map(text => hash128(text).slice(16))).size).toBe(texts.length);
  });
});
