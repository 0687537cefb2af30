import type { Command, Elements, PassCode } from '../protocol.ts';
import type { Attachments } from './attachments.ts';
import { draw } from './drawing.ts';
import type { Moves } from './moves.ts';
import type { Program } from './program.ts';
import { rectanglesOf } from './rectangles.ts';
import type { Store } from './store.ts';

export interface LoadedPass {
  readonly code: PassCode;
  readonly program: Program;
}
type Launch = Extract<Command, { readonly kind: 'launch' }>;

/** Two textures of a buffer: its contents from before the launch, and its new contents. */
interface Sides {
  readonly previous: WebGLTexture;
  readonly target: WebGLTexture;
}

/** Draws launches, according to the rules of `emit/storage.ts`. */
export class Launches {
  readonly #gl: WebGL2RenderingContext;
  readonly #attachments: Attachments;
  readonly #moves: Moves;
  readonly #stores: ReadonlyMap<number, Store>;

  constructor(
    gl: WebGL2RenderingContext,
    attachments: Attachments,
    moves: Moves,
    stores: ReadonlyMap<number, Store>,
  ) {
    this.#gl = gl;
    this.#attachments = attachments;
    this.#moves = moves;
    this.#stores = stores;
  }

  run({ words, views, invocations }: Launch, passes: readonly LoadedPass[]): void {
    const { sides, swapped } = this.#sidesOf(views, invocations, passes);
    for (const { code, program } of passes) {
      const gl = this.#gl;
      program.use();
      gl.uniform4uiv(program.location(code.launch), words);
      this.#bind(code, program, views, sides);
      const place = views[code.outputs[0]!.param]!;
      const count = Math.min(invocations, place.count);
      if (count === 0) continue;
      this.#attachments.drawTo(
        code.outputs.map(({ param, layer }) => ({ texture: sides.get(views[param]!.buffer)!.target, layer })),
      );
      const { shape } = this.#store(place);
      draw(gl, shape, rectanglesOf(place.first, (count - 1) * place.step + 1, shape.width));
    }
    for (const store of swapped) store.swap();
  }

  #bind(
    { samplers }: PassCode,
    program: Program,
    views: Launch['views'],
    sides: ReadonlyMap<number, Sides>,
  ): void {
    const gl = this.#gl;
    let unit = 0;
    for (const [param, sampler] of samplers.entries()) {
      if (sampler === undefined) continue;
      gl.activeTexture(gl.TEXTURE0 + unit);
      const view = views[param]!;
      gl.bindTexture(gl.TEXTURE_2D_ARRAY, sides.get(view.buffer)?.previous ?? this.#store(view).texture);
      gl.uniform1i(program.location(sampler), unit++);
    }
  }

  /** The two textures of each buffer that the launch writes. */
  #sidesOf(
    views: Launch['views'],
    invocations: number,
    passes: readonly LoadedPass[],
  ): { readonly sides: ReadonlyMap<number, Sides>; readonly swapped: readonly Store[] } {
    const sides = new Map<number, Sides>();
    const swapped: Store[] = [];
    const written = passes.flatMap(({ code }) => code.outputs.map(({ param }) => views[param]!.buffer));
    for (const buffer of new Set(written)) {
      const here = views.flatMap((view, param) => (view?.buffer === buffer ? [{ view, param }] : []));
      const read = here.filter(({ param }) => passes.some(({ code }) => code.samplers[param] !== undefined));
      const store = this.#stores.get(buffer)!;
      const { texture } = store;
      if (read.length === 0) {
        sides.set(buffer, { previous: texture, target: texture });
      } else if (here.length === 1 && coversAll(here[0]!.view, store, invocations)) {
        sides.set(buffer, { previous: texture, target: store.twin });
        swapped.push(store);
      } else {
        for (const { view } of read) this.#moves.toTwin(store, view);
        sides.set(buffer, { previous: store.twin, target: texture });
      }
    }
    return { sides, swapped };
  }

  #store({ buffer }: Elements): Store {
    return this.#stores.get(buffer)!;
  }
}

/** True if the invocations write every element of the buffer, so that none of the old contents are needed. */
const coversAll = ({ first, step, count }: Elements, { shape }: Store, invocations: number): boolean =>
  first === 0 && step === 1 && count === shape.elements && invocations >= count;
