// Group kernels made at random of barriers, uniform loads and control flow, some of whose conditions all
// invocations share. Nobody runs them: only the verdicts on them count.
import {
  type Bool,
  Break,
  Continue,
  For,
  If,
  Loop,
  Return,
  select,
  type U32,
  type U32T,
  u32,
  variable,
  While,
} from '@heddle/core';
import { randomWords } from '../../harness/random.ts';
import { Both, doubled, type Row, type Scene } from '../../programs/uniformity-scene.ts';

const VARIABLES = 3;
type Variable = ReturnType<typeof variable<U32T>>;

export function randomBarriers(seed: number): Row {
  return [`seed ${seed}`, scene => new RandomBody(scene, seed).run()];
}

class RandomBody {
  readonly #scene: Scene;
  readonly #words: Uint32Array;
  /**
   * The number of values or conditions out of ten that may differ within a group: with many of them core has nothing to
   * accept.
   */
  readonly #varyingOfTen: number;
  #used = 0;
  #variables: readonly Variable[] = [];

  constructor(scene: Scene, seed: number) {
    this.#scene = scene;
    this.#words = randomWords(4000, seed);
    this.#varyingOfTen = seed % 4;
  }

  run(): void {
    this.#variables = Array.from({ length: VARIABLES }, () => variable(u32, this.#value()));
    this.#block(3, false);
    this.#scene.g.barrier();
  }

  #below(n: number): number {
    return this.#words[this.#used++ % this.#words.length]! % n;
  }

  #variable(): Variable {
    return this.#variables[this.#below(VARIABLES)]!;
  }

  #value(): U32 {
    return this.#below(10) < this.#varyingOfTen ? this.#varying() : this.#uniform();
  }

  #uniform(): U32 {
    const { g, n, r, y, tile } = this.#scene;
    switch (this.#below(this.#variables.length > 0 ? 9 : 6)) {
      case 0:
        return g.groupIndex;
      case 1:
        return n;
      case 2:
        return y.length;
      case 3:
        return r.at(g.groupIndex.add(this.#below(4))).$;
      case 4:
        return doubled(g.groupCount);
      case 5:
        return Both({ same: n, own: g.groupIndex }).same;
      case 6:
        return this.#below(3) === 0 ? g.uniformLoad(tile.at(this.#below(4))) : n.add(1);
      default:
        return this.#variable().$;
    }
  }

  #varying(): U32 {
    const { g, n, r, y, a, tile } = this.#scene;
    switch (this.#below(7)) {
      case 0:
        return g.localIndex;
      case 1:
        return g.globalIndex.add(n);
      case 2:
        return y.at(0).$;
      case 3:
        return r.at(g.localIndex).$;
      case 4:
        return tile.at(1).$;
      case 5:
        return a.at(0).add(1);
      default:
        return select(g.localIndex.eq(0), n, doubled(n));
    }
  }

  #condition(): Bool {
    return this.#value().rem(3).eq(this.#below(3));
  }

  #block(depth: number, inLoop: boolean): void {
    for (let left = 2 + this.#below(3); left > 0; left--) this.#statement(depth, inLoop);
  }

  /** The side of an if, which may end by leaving. */
  #side(depth: number, inLoop: boolean): void {
    this.#block(depth - 1, inLoop);
    const end = this.#below(inLoop ? 5 : 9);
    if (inLoop && end === 0) Break();
    else if (inLoop && end === 1) Continue();
    else if (end === 2 && this.#below(2) === 0) Return();
  }

  #statement(depth: number, inLoop: boolean): void {
    const { g, y, tile } = this.#scene;
    switch (this.#below(depth > 0 ? 11 : 5)) {
      case 0:
        return g.barrier();
      case 1:
        this.#variable().$ = this.#value();
        return;
      case 2:
        y.at(g.globalIndex).$ = this.#value();
        return;
      case 3:
        tile.at(g.localIndex).$ = this.#value();
        return;
      case 4:
        this.#variable().$ = this.#variable().$.add(1);
        return;
      case 5:
        this.#if(depth, inLoop);
        return;
      case 6:
        If(this.#condition(), () => this.#side(depth, inLoop));
        return;
      case 7:
        return For(this.#value().rem(5), () => this.#block(depth - 1, true));
      case 8:
        return For({ from: 1, to: 9, step: 2 }, () => this.#block(depth - 1, true));
      case 9:
        return While(
          () => this.#condition(),
          () => this.#block(depth - 1, true),
        );
      default:
        return Loop(() => {
          this.#block(depth - 1, true);
          If(this.#condition(), () => Break());
        });
    }
  }

  #if(depth: number, inLoop: boolean): void {
    const chain = If(this.#condition(), () => this.#side(depth, inLoop));
    if (this.#below(2) === 0)
      chain
        .ElseIf(
          () => this.#condition(),
          () => this.#side(depth, inLoop),
        )
        .Else(() => this.#side(depth, inLoop));
    else chain.Else(() => this.#side(depth, inLoop));
  }
}
