/** A stretch of the memory, in use or free. */
export class Piece {
  readonly address: number;
  bytes: number;
  free = false;
  /** The neighbours in memory. */
  before: Piece | undefined;
  after: Piece | undefined;
  /**
   * The links of the search tree: the subtree of earlier pieces, the subtree of later pieces, and the rank,
   * which decides which of two pieces is the parent.
   */
  earlier: Piece | undefined = undefined;
  later: Piece | undefined = undefined;
  rank = 0;

  constructor(address: number, bytes: number, before: Piece | undefined, after: Piece | undefined) {
    this.address = address;
    this.bytes = bytes;
    this.before = before;
    this.after = after;
  }
}

/**
 * The free pieces, ordered by length and then by address. Best fit, and of equal fits the lowest, keeps the
 * remaining pieces few and the large ones whole. The pieces form a treap (Seidel and Aragon, Randomized
 * Search Trees, 1996): a search tree by that order and a heap by random ranks, so that its depth is
 * logarithmic for every program. A sorted array is twenty times slower at 25 000 pieces.
 */
export class FreePieces {
  #root: Piece | undefined;
  #random = 1;

  get largest(): Piece | undefined {
    let piece = this.#root;
    while (piece?.later) piece = piece.later;
    return piece;
  }

  /** The smallest piece of at least this length. */
  smallest(bytes: number): Piece | undefined {
    let found: Piece | undefined;
    let piece = this.#root;
    while (piece) {
      if (piece.bytes < bytes) piece = piece.later;
      else {
        found = piece;
        piece = piece.earlier;
      }
    }
    return found;
  }

  add(piece: Piece): void {
    piece.rank = this.#nextRank();
    this.#root = inserted(this.#root, piece);
  }

  /** Removes a piece, whose length must be the one that it was added with. */
  remove(piece: Piece): void {
    this.#root = removed(this.#root!, piece);
    piece.earlier = undefined;
    piece.later = undefined;
  }

  /** Marsaglia's xorshift generator: the ranks are the same in every run, so a failure can be reproduced. */
  #nextRank(): number {
    this.#random ^= this.#random << 13;
    this.#random ^= this.#random >>> 17;
    this.#random ^= this.#random << 5;
    return this.#random;
  }
}

const precedes = (a: Piece, b: Piece): boolean =>
  a.bytes < b.bytes || (a.bytes === b.bytes && a.address < b.address);

function inserted(tree: Piece | undefined, piece: Piece): Piece {
  if (!tree || tree.rank < piece.rank) {
    [piece.earlier, piece.later] = split(tree, piece);
    return piece;
  }
  if (precedes(piece, tree)) tree.earlier = inserted(tree.earlier, piece);
  else tree.later = inserted(tree.later, piece);
  return tree;
}

function removed(tree: Piece, piece: Piece): Piece | undefined {
  if (tree === piece) return joined(piece.earlier, piece.later);
  if (precedes(piece, tree)) tree.earlier = removed(tree.earlier!, piece);
  else tree.later = removed(tree.later!, piece);
  return tree;
}

/** Splits a tree into the pieces that precede `piece` and the others. */
function split(tree: Piece | undefined, piece: Piece): readonly [Piece | undefined, Piece | undefined] {
  if (!tree) return [undefined, undefined];
  if (precedes(tree, piece)) {
    const [earlier, later] = split(tree.later, piece);
    tree.later = earlier;
    return [tree, later];
  }
  const [earlier, later] = split(tree.earlier, piece);
  tree.earlier = later;
  return [earlier, tree];
}

/** Joins two trees, all of one preceding all of the other. */
function joined(earlier: Piece | undefined, later: Piece | undefined): Piece | undefined {
  if (!earlier || !later) return earlier ?? later;
  if (earlier.rank > later.rank) {
    earlier.later = joined(earlier.later, later);
    return earlier;
  }
  later.earlier = joined(earlier, later.earlier);
  return later;
}
