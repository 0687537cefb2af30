import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Allocator } from './allocator.ts';
import { Model } from './allocator-model.test-support.ts';

const MiB = 2 ** 20;

/** An allocator, and the sizes that it asked to grow to. */
function growing(sizes: { start?: number; size: number; limit: number; page?: number; most?: number }) {
  const { start = 0, size, limit, page = 16, most = limit } = sizes;
  const asked: number[] = [];
  const grow = (bytes: number): number | undefined => {
    asked.push(bytes);
    return bytes <= most ? Math.ceil(bytes / page) * page : undefined;
  };
  return { allocator: new Allocator({ start, size, limit, grow }), asked };
}
const fixed = (size: number, start = 0): Allocator => growing({ start, size, limit: size }).allocator;
const take = (allocator: Allocator, bytes: number): number => allocator.allocate(bytes)!.address;

describe('allocate', () => {
  test('whole units of 16 bytes from the start on, and one even for 0 bytes', () => {
    const allocator = fixed(1024, 64);
    expect([1, 16, 17, 0, 0].map(bytes => take(allocator, bytes))).toEqual([64, 80, 96, 128, 144]);
    expect(allocator.used).toBe(96);
    expect(allocator.freeBytes).toBe(1024 - 64 - 96);
    expect(allocator.largestFree).toBe(1024 - 64 - 96);
  });

  test('takes the smallest gap that fits, of equal ones the lowest', () => {
    const allocator = fixed(1024);
    const [a, , c, , e, , g] = [64, 16, 32, 16, 48, 16, 32, 16].map(bytes => take(allocator, bytes));
    for (const address of [g, e, c, a]) allocator.free(address!);
    expect(take(allocator, 20)).toBe(c);
    expect(take(allocator, 32)).toBe(g);
    expect(take(allocator, 33)).toBe(e);
    expect(take(allocator, 16)).toBe(a);
  });

  test('refuses what no gap holds, and still has the gaps', () => {
    const allocator = fixed(64);
    const [a, , c] = [16, 16, 16, 16].map(bytes => take(allocator, bytes));
    allocator.free(a!);
    allocator.free(c!);
    expect(allocator.allocate(17)).toBeUndefined();
    expect([allocator.freeBytes, allocator.largestFree]).toEqual([32, 16]);
    expect([take(allocator, 16), take(allocator, 16)]).toEqual([a, c]);
    expect(allocator.allocate(0)).toBeUndefined();
  });

  test('has room where the memory begins with none', () => {
    const { allocator, asked } = growing({ start: 64, size: 64, limit: 128 });
    expect(take(allocator, 10)).toBe(64);
    expect(asked).toEqual([128]);
  });
});

describe('free', () => {
  test('joins a gap with its neighbours, in every order', () => {
    for (const order of ['abc', 'acb', 'bac', 'bca', 'cab', 'cba']) {
      const allocator = fixed(48);
      const blocks: Record<string, number> = {};
      for (const name of 'abc') blocks[name] = take(allocator, 16);
      for (const name of order) allocator.free(blocks[name]!);
      expect([allocator.used, allocator.largestFree], order).toEqual([0, 48]);
      expect(take(allocator, 48), order).toBe(0);
    }
  });

  test('an address where no block begins is an error, a second time too', () => {
    const allocator = fixed(1024, 64);
    const block = take(allocator, 32);
    for (const address of [0, 48, 80, 96]) expect(() => allocator.free(address)).toThrow(String(address));
    allocator.free(block);
    expect(() => allocator.free(block)).toThrow(/no block begins at address 64/);
  });
});

describe('growth', () => {
  test('doubles', () => {
    const { allocator, asked } = growing({ start: 64, size: 1024, limit: MiB });
    while (asked.length < 4) allocator.allocate(100);
    expect(asked).toEqual([2048, 4096, 8192, 16384]);
  });

  test('by 64 MiB at a time, once doubling is more', () => {
    const { allocator, asked } = growing({ size: 128 * MiB, limit: 1024 * MiB });
    allocator.allocate(128 * MiB);
    allocator.allocate(1);
    expect(asked).toEqual([192 * MiB]);
  });

  test('by what is needed where that is more, what is free at the end counted in', () => {
    const { allocator, asked } = growing({ size: 1024, limit: MiB });
    allocator.allocate(512);
    expect(take(allocator, 4096)).toBe(512);
    expect(asked).toEqual([4608]);
    expect(allocator.freeBytes).toBe(MiB - 4608);
  });

  test('to the limit and not beyond', () => {
    const { allocator, asked } = growing({ size: 1024, limit: 1600 });
    expect(allocator.allocate(1601)).toBeUndefined();
    expect(asked).toEqual([]);
    expect(allocator.largestFree).toBe(1600);
    expect(take(allocator, 1500)).toBe(0);
    expect(take(allocator, 96)).toBe(1504);
    expect(asked).toEqual([1600]);
    expect(allocator.allocate(0)).toBeUndefined();
  });

  test('asks for less where plenty is refused, and gives up where that is refused too', () => {
    const { allocator, asked } = growing({ size: 1024, limit: 8192, most: 1100 });
    allocator.allocate(1000);
    expect(take(allocator, 64)).toBe(1008);
    expect(allocator.allocate(64)).toBeUndefined();
    expect(asked).toEqual([2048, 1072, 2144, 1136]);
    allocator.free(0);
    expect(take(allocator, 64)).toBe(0);
  });

  test('that adds more than was asked for is used', () => {
    const { allocator, asked } = growing({ size: 256, limit: 1000, page: 256 });
    allocator.allocate(256);
    allocator.allocate(400);
    expect(take(allocator, 768 - 656)).toBe(656);
    expect(asked).toEqual([656]);
    expect(take(allocator, 992 - 768)).toBe(768);
    expect(asked).toEqual([656, 992]);
    expect(allocator.freeBytes).toBe(0);
  });
});

describe('freshFrom', () => {
  test('tells where in a block used bytes end', () => {
    const allocator = fixed(1024);
    expect(allocator.allocate(100)).toEqual({ address: 0, freshFrom: 0 });
    allocator.free(0);
    expect(allocator.allocate(200)).toEqual({ address: 0, freshFrom: 112 });
    expect(allocator.allocate(10)).toEqual({ address: 208, freshFrom: 208 });
    allocator.free(0);
    expect(allocator.allocate(50)).toEqual({ address: 0, freshFrom: 64 });
  });
});

type Step = { readonly bytes: number } | { readonly free: number };
const steps = (bytes: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ bytes: fc.nat(bytes) }) },
      { weight: 2, arbitrary: fc.record({ free: fc.nat() }) },
    ),
    { maxLength: 150, size: 'max' },
  );
const extent = fc
  .record({
    start: fc.nat(8).map(units => units * 16),
    size: fc.nat(2000),
    more: fc.nat(6000),
    refused: fc.oneof(fc.constant(0), fc.nat(3000)),
    page: fc.constantFrom(1, 16, 256),
  })
  .map(({ start, size, more, refused, page }) => {
    const limit = start + size + more;
    return { start, size: start + size, limit, page, most: Math.max(start + size, limit - refused) };
  });

function follow(model: Model, program: readonly Step[]): void {
  for (const step of program) {
    if ('bytes' in step) model.allocate(step.bytes);
    else if (model.blocks.length > 0) model.free(step.free);
    model.checkSums();
  }
  model.checkRestored();
}

describe('against a list of ranges', () => {
  test.each([
    ['one size', 16],
    ['small blocks', 100],
    ['blocks of all sizes', 3000],
  ])('%s', (_, bytes) => {
    fc.assert(
      fc.property(extent, steps(bytes), (extent, program) => follow(new Model(extent), program)),
      { numRuns: 150 },
    );
  });
});
