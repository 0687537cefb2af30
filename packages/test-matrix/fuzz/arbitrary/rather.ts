// Numbers that a program is only chosen with, where shrinking bit by bit would be steps that change nothing.
import fc from 'fast-check';

/** Shrinks to `simplest` at once, or not at all. */
export const rather = <T>(simplest: T, others: fc.Arbitrary<T>, weight: number): fc.Arbitrary<T> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(simplest) },
    { weight, arbitrary: fc.noShrink(others) },
  );

/** An index into a list whose length is known only when the program is written. */
export const pick: fc.Arbitrary<number> = rather(0, fc.nat(999), 20);
/** The seed of the data in memory; 0 makes all of it zero. */
export const seed: fc.Arbitrary<number> = rather(0, fc.nat(99_999), 10);
/** 0 or 1, but rarely: instead of an operation an operand of it, and instead of a loop its body. */
export const instead: fc.Arbitrary<number> = rather(0, fc.constantFrom(1, ...Array<number>(15).fill(9)), 20);
