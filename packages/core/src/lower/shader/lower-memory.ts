import type { AtomicName, Place, ValueId } from '../../ir/ir.ts';
import type { ScalarNode, Type } from '../../ir/types.ts';
import type { LoweredPlace } from './lower-place.ts';
import type { ShaderLocal } from './shader.ts';
import type { ShaderBuilder } from './shader-builder.ts';
import { isBool } from './without-bools.ts';

/**
 * Lowers reads and writes of places that may be out of bounds, and of bools, which are u32 in memory and in
 * composites.
 */
export class MemoryLowering {
  readonly #code: ShaderBuilder;
  readonly #locals: ShaderLocal[];

  constructor(code: ShaderBuilder, locals: ShaderLocal[]) {
    this.#code = code;
    this.#locals = locals;
  }

  /** Lowers a load. `of` is the place in the checked program. */
  load(of: Place, { place, ok }: LoweredPlace): ValueId {
    const code = this.#code;
    const type = plain(place);
    if (ok === false) return this.loaded(code.zero(type), plain(of));
    const read = (): ValueId => code.emit({ op: 'load', type, place });
    return this.#either(type, ok, read, value => this.loaded(value, plain(of)));
  }

  store(of: Place, { place, ok }: LoweredPlace, value: ValueId): void {
    const code = this.#code;
    if (ok === false) return;
    const stored = isBool(place.type) ? value : this.stored(value, plain(of));
    if (ok === undefined) code.emit({ op: 'store', place, value: stored });
    else {
      code.guarded(ok, () => {
        code.emit({ op: 'store', place, value: code.given(ok, stored) });
      });
    }
  }

  atomic(type: ScalarNode, name: AtomicName, { place, ok }: LoweredPlace, args: readonly ValueId[]): ValueId {
    const code = this.#code;
    if (ok === false) return code.zero(type);
    const update = (): ValueId => code.emit({ op: 'atomic', type, name, place, args });
    if (ok === undefined) return update();
    if (name !== 'store') return this.maybe(type, ok, update);
    code.guarded(ok, update);
    return code.zero(type);
  }

  /** Lowers a uniform load. Its barriers must be reached, so indices are clamped and a select follows the load. */
  uniformLoad(of: Place, { place, ok }: LoweredPlace, storage: boolean): ValueId {
    const code = this.#code;
    const type = plain(place);
    if (storage || ok === false) code.emit({ op: 'barrier', shared: ok === false, storage });
    if (ok === false) return this.loaded(code.zero(type), plain(of));
    const read = code.emit({ op: 'uniformLoad', type, place });
    return this.#either(
      type,
      ok,
      () => read,
      value => this.loaded(value, plain(of)),
    );
  }

  /** Converts a value that was read from memory or extracted from a composite. */
  loaded(value: ValueId, type: Type): ValueId {
    const code = this.#code;
    return isBool(type) && !isBool(code.typeOf(value))
      ? code.compute('ne', 'u32', value, code.u32(0))
      : value;
  }

  /** Converts a value for memory or for a composite. */
  stored(value: ValueId, type: Type): ValueId {
    return isBool(type) ? this.#code.compute('toU32', 'bool', value) : value;
  }

  /** The value if the condition holds, else zero. It uses a variable, so that the value is computed only if needed. */
  maybe(type: Type, ok: ValueId, value: () => ValueId): ValueId {
    const code = this.#code;
    const local = this.#locals.push({ type, isFinal: true }) - 1;
    const place: Place = { root: { kind: 'local', index: local }, path: [], type };
    code.emit({ op: 'variable', local });
    code.guarded(ok, () => {
      code.emit({ op: 'store', place, value: value() });
    });
    return code.emit({ op: 'load', type, place });
  }

  /** Like `maybe`, for a value that can be read in any case. */
  chosen(ok: ValueId, value: ValueId): ValueId {
    const code = this.#code;
    return code.compute('select', code.elementOf(value), ok, value, code.zero(code.typeOf(value)));
  }

  /** A branch or a select. Composites have no select, and reading one that is not used costs more than a branch. */
  #either(
    type: Type,
    ok: ValueId | undefined,
    read: () => ValueId,
    loaded: (value: ValueId) => ValueId,
  ): ValueId {
    if (ok === undefined) return loaded(read());
    return type.kind === 'scalar' || type.kind === 'vec'
      ? this.chosen(ok, loaded(read()))
      : this.maybe(type, ok, read);
  }
}

function plain({ type }: Place): Type {
  if (type.kind === 'atomic') throw new Error('an atomic is no value');
  return type;
}
