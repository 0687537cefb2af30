import { expect } from 'vitest';
import type { Block, Extent } from './allocator.ts';
import { Allocator } from './allocator.ts';

interface Range {
  readonly address: number;
  readonly end: number;
}

const wholeUnits = (bytes: number): number => Math.floor(bytes / 16) * 16;
const lengthOf = ({ address, end }: Range): number => end - address;

/**
 * A model of the allocator: a list of the blocks. Everything else is computed from it each time; a gap is the
 * memory between two blocks.
 */
export class Model {
  readonly blocks: Range[] = [];
  readonly #allocator: Allocator;
  readonly #start: number;
  readonly #limit: number;
  /** The most bytes that the memory can grow to. */
  readonly #most: number;
  #size: number;
  readonly #used = new Set<number>();

  /** The memory grows by whole pages, up to `most`. */
  constructor(extent: Omit<Extent, 'grow'> & { readonly page: number; readonly most: number }) {
    const { start, size, limit, page, most } = extent;
    this.#start = start;
    this.#limit = wholeUnits(limit);
    this.#most = wholeUnits(Math.min(limit, most));
    this.#size = size;
    const grow = (bytes: number): number | undefined => {
      expect(bytes).toBeGreaterThan(this.#size);
      expect(bytes).toBeLessThanOrEqual(limit);
      if (bytes > most) return undefined;
      this.#size = Math.ceil(bytes / page) * page;
      return this.#size;
    };
    this.#allocator = new Allocator({ start, size, limit, grow });
  }

  allocate(bytes: number): void {
    const length = Math.max(16, Math.ceil(bytes / 16) * 16);
    const fitting = this.#gaps().filter(gap => lengthOf(gap) >= length);
    const sizeBefore = this.#size;
    const block = this.#allocator.allocate(bytes);
    if (fitting.length > 0) {
      const tightest = Math.min(...fitting.map(lengthOf));
      expect(block?.address).toBe(fitting.find(gap => lengthOf(gap) === tightest)?.address);
      expect(this.#size, 'growth without need').toBe(sizeBefore);
    } else if (!block) {
      expect(this.#endOfBlocks() + length, 'room that was not found').toBeGreaterThan(this.#most);
      return;
    } else {
      expect(block.address).toBe(this.#endOfBlocks());
    }
    this.#use(block!, length);
  }

  free(index: number): void {
    const [block] = this.blocks.splice(index % this.blocks.length, 1);
    this.#allocator.free(block!.address);
  }

  checkSums(): void {
    const used = this.blocks.map(lengthOf).reduce((a, b) => a + b, 0);
    const atEnd = this.#limit - this.#endOfBlocks();
    const { used: found, freeBytes, largestFree } = this.#allocator;
    expect([found, freeBytes, largestFree]).toEqual([
      used,
      this.#limit - this.#start - used,
      Math.max(atEnd, ...this.#gaps().map(lengthOf)),
    ]);
  }

  /** After everything is freed, one block can take the whole memory. */
  checkRestored(): void {
    while (this.blocks.length > 0) this.free(0);
    this.checkSums();
    const whole = { address: this.#start, end: this.#usable };
    if (lengthOf(whole) < 16) return;
    this.allocate(lengthOf(whole));
    expect(this.blocks).toEqual([whole]);
  }

  get #usable(): number {
    return Math.min(wholeUnits(this.#size), this.#limit);
  }

  #endOfBlocks(): number {
    return Math.max(this.#start, ...this.blocks.map(({ end }) => end));
  }

  #gaps(): Range[] {
    const gaps: Range[] = [];
    let address = this.#start;
    for (const block of [...this.blocks].sort((a, b) => a.address - b.address)) {
      if (block.address < address) throw new Error(`blocks overlap at ${block.address}`);
      if (block.address > address) gaps.push({ address, end: block.address });
      address = block.end;
    }
    return this.#usable > address ? [...gaps, { address, end: this.#usable }] : gaps;
  }

  #use({ address, freshFrom }: Block, length: number): void {
    const end = address + length;
    expect(address % 16).toBe(0);
    expect(end).toBeLessThanOrEqual(this.#usable);
    expect(freshFrom).toBeGreaterThanOrEqual(address);
    expect(freshFrom).toBeLessThanOrEqual(end);
    for (let unit = address; unit < end; unit += 16) {
      if (unit >= freshFrom && this.#used.has(unit)) throw new Error(`${unit} is said to be fresh`);
      this.#used.add(unit);
    }
    this.blocks.push({ address, end });
  }
}
