import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitMemoryOperations } from './memory-operations.ts';
import { load, memoryOf } from './run.test-support.ts';

interface Span {
  readonly address: number;
  readonly piece: number;
  readonly stride: number;
}

const BLOCK = 64;
const BYTES = 65_536;

/** The addresses of a sequence's bytes. */
const bytesOf = (total: number, { address, piece, stride }: Span): readonly number[] =>
  Array.from({ length: total }, (_, i) => address + Math.floor(i / piece) * stride + (i % piece));

function machine(shared: boolean) {
  const { words, memory } = memoryOf(BYTES, shared);
  const bytes = new Uint8Array(words.buffer);
  for (let i = 1024; i < BYTES; i++) bytes[i] = (i * 31) >>> 3;
  return { words, bytes, operations: load<'copy' | 'fill'>(emitMemoryOperations(shared), memory) };
}

/** The units from 0 to the last one, in ranges that are processed last to first. */
function shareOut(units: number, cut: number): readonly (readonly [number, number])[] {
  const middle = Math.min(cut, units);
  return [
    [middle, units],
    [0, middle],
  ];
}

/** Sequences of the given number of units in each piece, and spans that hold them. */
const spans = fc
  .record({
    unit: fc.integer({ min: 1, max: 40 }),
    perPiece: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    gaps: fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })),
    units: fc.integer({ min: 0, max: 20 }),
    cut: fc.integer({ min: 0, max: 20 }),
    isDense: fc.boolean(),
    tail: fc.integer({ min: 0, max: 39 }),
  })
  .map(({ unit, perPiece, gaps, units, cut, isDense, tail }) => {
    // A single piece may end within a unit.
    const total = isDense && units > 0 ? units * unit - (tail % unit) : units * unit;
    const span = (which: 0 | 1, address: number): Span => {
      const piece = isDense ? Math.max(1, total) : unit * perPiece[which];
      return { address: address + gaps[which], piece, stride: piece + gaps[which] };
    };
    return { total, unit, units, cut, source: span(0, 2000), target: span(1, 30_001) };
  });

describe.each([true, false])('in a memory that is shared: %s', shared => {
  it('copies from pieces to pieces, whoever does which unit', () => {
    const { words, bytes, operations } = machine(shared);
    fc.assert(
      fc.property(spans, ({ total, unit, units, cut, source, target }) => {
        words.set(
          [
            total,
            unit,
            source.address,
            source.piece,
            source.stride,
            target.address,
            target.piece,
            target.stride,
          ],
          BLOCK / 4,
        );
        const expected = bytes.slice();
        const to = bytesOf(total, target);
        for (const [i, from] of bytesOf(total, source).entries()) expected[to[i]!] = bytes[from]!;
        for (const [start, end] of shareOut(units, cut)) operations.copy(BLOCK, start, end, 0);
        expect(bytes.every((byte, i) => byte === expected[i])).toBe(true);
      }),
    );
  });

  it('fills with patterns of equal bytes and of others', () => {
    const { words, bytes, operations } = machine(shared);
    fc.assert(
      fc.property(
        spans,
        fc.integer({ min: 1, max: 12 }),
        fc.uint8Array({ minLength: 12, maxLength: 12 }),
        fc.boolean(),
        ({ total, unit, units, cut, target }, length, random, isByte) => {
          const pattern = isByte ? random.slice(0, length).fill(random[0]!) : random.slice(0, length);
          // A unit is a multiple of the pattern.
          const [all, each] = [total * length, unit * length];
          const span = { ...target, piece: target.piece * length, stride: target.stride * length };
          words.set([all, each, span.address, span.piece, span.stride, length], BLOCK / 4);
          bytes.set(pattern, BLOCK + 24);
          const expected = bytes.slice();
          for (const [i, at] of bytesOf(all, span).entries()) expected[at] = pattern[i % length]!;
          for (const [start, end] of shareOut(units, cut)) operations.fill(BLOCK, start, end, 0);
          expect(bytes.every((byte, i) => byte === expected[i])).toBe(true);
        },
      ),
    );
  });
});
