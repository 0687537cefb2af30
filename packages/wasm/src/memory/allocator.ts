import { FreePieces, Piece } from './free-pieces.ts';

/** The alignment of a block and the unit of its length, which is the size of a v128. */
const UNIT = 16;
/**
 * Growth doubles the memory up to this size and then adds this size, so that unrequested memory stays a small
 * part of the whole.
 */
const LARGEST_STEP = 2 ** 26;

/** A linear memory, counted in bytes from its address 0. */
export interface Extent {
  /** The first byte that may be allocated; a multiple of 16. */
  readonly start: number;
  /** The current number of bytes. */
  readonly size: number;
  /** The most bytes that there may ever be. */
  readonly limit: number;
  /**
   * Grows the memory to at least this length, rounded up to whole pages or more. Returns the new length, or
   * undefined if growth is refused.
   */
  readonly grow: (bytes: number) => number | undefined;
}

export interface Block {
  readonly address: number;
  /**
   * The first byte that no block has ever used: from here to the block's end the memory is still zero. It
   * lies between `address` and the block's end, inclusive.
   */
  readonly freshFrom: number;
}

const wholeUnits = (bytes: number): number => Math.floor(bytes / UNIT) * UNIT;

/** Tracks the blocks of a linear memory. It keeps only numbers and never accesses the memory itself. */
export class Allocator {
  #limit: number;
  readonly #grow: (bytes: number) => number | undefined;
  readonly #free = new FreePieces();
  readonly #inUse = new Map<number, Piece>();
  readonly #start: number;
  #used = 0;
  /** The end of the last piece. */
  #end: number;
  #last: Piece | undefined;
  /** The address from which nothing has ever been allocated. */
  #untouched: number;

  constructor({ start, size, limit, grow }: Extent) {
    this.#limit = wholeUnits(limit);
    this.#grow = grow;
    this.#start = start;
    this.#end = start;
    this.#untouched = start;
    this.#extend(size);
  }

  /** Bytes in blocks, each rounded up to whole units. */
  get used(): number {
    return this.#used;
  }

  /** Bytes outside blocks, including those that growth up to the limit would add. */
  get freeBytes(): number {
    return Math.max(0, this.#limit - this.#start - this.#used);
  }

  /** The longest block that can be allocated now, including growth up to the limit. */
  get largestFree(): number {
    return Math.max(this.#free.largest?.bytes ?? 0, this.#tail + this.#limit - this.#end);
  }

  /**
   * Allocates whole units, at least one, so that every block has an address of its own. Returns undefined if
   * there is no room, even after growth.
   */
  allocate(bytes: number): Block | undefined {
    const length = Math.max(1, Math.ceil(bytes / UNIT)) * UNIT;
    const piece = this.#free.smallest(length) ?? this.#growFor(length);
    if (!piece) return undefined;
    this.#free.remove(piece);
    piece.free = false;
    if (piece.bytes > length) this.#cut(piece, length);
    this.#inUse.set(piece.address, piece);
    this.#used += length;
    const { address } = piece;
    const end = address + length;
    const freshFrom = Math.min(Math.max(address, this.#untouched), end);
    this.#untouched = Math.max(this.#untouched, end);
    return { address, freshFrom };
  }

  /** @throws Error if no block begins at this address. */
  free(address: number): void {
    const piece = this.#inUse.get(address);
    if (!piece) throw new Error(`free: no block begins at address ${address}`);
    this.#inUse.delete(address);
    this.#used -= piece.bytes;
    this.#release(piece);
  }

  /** Allocates nothing from this address on. Blocks beyond it stay until they are freed. */
  limitTo(bytes: number): void {
    this.#limit = Math.min(this.#limit, wholeUnits(bytes));
    for (let piece = this.#last; piece && piece.address + piece.bytes > this.#limit; piece = piece.before) {
      if (!piece.free) continue;
      this.#free.remove(piece);
      this.#offer(piece);
    }
  }

  /** The free bytes at the end, to which growth adds. */
  get #tail(): number {
    return this.#last?.free ? this.#last.bytes : 0;
  }

  #growFor(length: number): Piece | undefined {
    const least = this.#end + length - this.#tail;
    if (least > this.#limit) return undefined;
    const doubled = this.#end + Math.min(this.#end, LARGEST_STEP);
    const generous = Math.min(Math.max(least, doubled), this.#limit);
    const size = this.#grow(generous) ?? (generous > least ? this.#grow(least) : undefined);
    if (size !== undefined) this.#extend(size);
    return this.#free.smallest(length);
  }

  #extend(size: number): void {
    const end = Math.min(wholeUnits(size), this.#limit);
    if (end <= this.#end) return;
    this.#release(this.#append(this.#last, this.#end, end - this.#end));
    this.#end = end;
  }

  /** Shortens a piece and frees the rest. */
  #cut(piece: Piece, length: number): void {
    const rest = this.#append(piece, piece.address + length, piece.bytes - length);
    piece.bytes = length;
    this.#release(rest);
  }

  #append(before: Piece | undefined, address: number, bytes: number): Piece {
    const after = before?.after;
    const piece = new Piece(address, bytes, before, after);
    if (before) before.after = piece;
    if (after) after.before = piece;
    else this.#last = piece;
    return piece;
  }

  /** Frees a piece and joins it with its neighbours, so that two free pieces are never adjacent. */
  #release(piece: Piece): void {
    const { before, after } = piece;
    if (after?.free) {
      this.#free.remove(after);
      this.#join(piece, after);
    }
    let whole = piece;
    if (before?.free) {
      this.#free.remove(before);
      this.#join(before, piece);
      whole = before;
    }
    this.#offer(whole);
  }

  /** Makes a piece free up to the limit; the part beyond it is never used again. */
  #offer(piece: Piece): void {
    const within = Math.min(piece.bytes, this.#limit - piece.address);
    piece.free = within > 0;
    if (within <= 0) return;
    if (within < piece.bytes) this.#append(piece, piece.address + within, piece.bytes - within);
    piece.bytes = within;
    this.#free.add(piece);
  }

  #join(left: Piece, right: Piece): void {
    left.bytes += right.bytes;
    left.after = right.after;
    if (right.after) right.after.before = left;
    else this.#last = left;
  }
}
