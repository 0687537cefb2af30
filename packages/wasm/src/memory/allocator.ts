import { FreePieces, Piece } from './free-pieces.ts';

/** The alignment of a block and the unit of its length: that of a v128. */
const UNIT = 16;
/**
 * Growth doubles the memory up to this, and then adds it: what nobody asked for stays a small part of what
 * there is.
 */
const LARGEST_STEP = 2 ** 26;

/** A linear memory, counted in bytes from its address 0. */
export interface Extent {
  /** The first byte that may be handed out; a multiple of 16. */
  readonly start: number;
  /** How many there are now. */
  readonly size: number;
  /** How many there may ever be. */
  readonly limit: number;
  /**
   * Makes the memory at least so long, by whole pages or as it likes: its new length, or undefined where that
   * is refused.
   */
  readonly grow: (bytes: number) => number | undefined;
}

export interface Block {
  readonly address: number;
  /**
   * From here to its end nobody has ever used the block, and it is as the memory came: zero. At least
   * `address`, at most its end.
   */
  readonly freshFrom: number;
}

const wholeUnits = (bytes: number): number => Math.floor(bytes / UNIT) * UNIT;

/** Who has which bytes of a linear memory. Books alone: it never touches the memory itself. */
export class Allocator {
  #limit: number;
  readonly #grow: (bytes: number) => number | undefined;
  readonly #free = new FreePieces();
  readonly #inUse = new Map<number, Piece>();
  readonly #start: number;
  #used = 0;
  /** Where the last piece ends. */
  #end: number;
  #last: Piece | undefined;
  /** Everything from here on has never been handed out. */
  #untouched: number;

  constructor({ start, size, limit, grow }: Extent) {
    this.#limit = wholeUnits(limit);
    this.#grow = grow;
    this.#start = start;
    this.#end = start;
    this.#untouched = start;
    this.#extend(size);
  }

  /** Bytes in blocks, as rounded. */
  get used(): number {
    return this.#used;
  }

  /** Bytes that are not in blocks, those included that growth up to the limit would add. */
  get freeBytes(): number {
    return Math.max(0, this.#limit - this.#start - this.#used);
  }

  /** The longest block that could be had now, by growth up to the limit too. */
  get largestFree(): number {
    return Math.max(this.#free.largest?.bytes ?? 0, this.#tail + this.#limit - this.#end);
  }

  /**
   * Whole units, at least one, so that every block has an address of its own; undefined where there is no
   * room, even after growth.
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

  /** @throws Error where no block begins at this address. */
  free(address: number): void {
    const piece = this.#inUse.get(address);
    if (!piece) throw new Error(`free: no block begins at address ${address}`);
    this.#inUse.delete(address);
    this.#used -= piece.bytes;
    this.#release(piece);
  }

  /** Hands out nothing from this address on. Blocks beyond it stay until they are freed. */
  limitTo(bytes: number): void {
    this.#limit = Math.min(this.#limit, wholeUnits(bytes));
    for (let piece = this.#last; piece && piece.address + piece.bytes > this.#limit; piece = piece.before) {
      if (!piece.free) continue;
      this.#free.remove(piece);
      this.#offer(piece);
    }
  }

  /** What is free at the end, where growth adds to it. */
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

  /** Shortens a piece; the rest is free. */
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

  /** Joined with its neighbours, so that two free pieces never touch. */
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

  /** Makes a piece free as far as it is within the limit; the rest is nobody's. */
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
