import { describe, expect, it } from 'vitest';
import { counted, name, signed, unsigned } from './leb.ts';

// The examples of the DWARF standard, which defines LEB128, and the ends of the ranges.
describe('LEB128', () => {
  it.each([
    [0, [0x00]],
    [2, [0x02]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [12_857, [0xb9, 0x64]],
    [0x80000000, [0x80, 0x80, 0x80, 0x80, 0x08]],
    [0xffffffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('of %d, unsigned', (value, bytes) => {
    expect(unsigned(value)).toEqual(bytes);
  });

  it.each([
    [0, [0x00]],
    [2, [0x02]],
    [-2, [0x7e]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [127, [0xff, 0x00]],
    [-129, [0xff, 0x7e]],
    [0x7fffffff, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-0x80000000, [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('of %d, signed', (value, bytes) => {
    expect(signed(value)).toEqual(bytes);
  });

  it('puts the length in front of a list', () => {
    expect(counted([1, 2], value => [value, 9])).toEqual([2, 1, 9, 2, 9]);
    expect(name('run')).toEqual([3, 0x72, 0x75, 0x6e]);
  });
});
