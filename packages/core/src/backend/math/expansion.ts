import type { Block, Instruction, OpName, ValueId } from '../../ir/ir.ts';
import { encode } from '../../ir/ops/bits.ts';
import { F32, type VectorNode } from '../../ir/types.ts';

type WithoutId<I> = I extends Instruction ? Omit<I, 'id'> : never;

/** Instructions on f32 that come in the place of one, whose id the last of them takes over. */
export class Expansion {
  readonly #block: Instruction[] = [];
  readonly #id: ValueId;
  readonly #fresh: () => ValueId;

  constructor(id: ValueId, fresh: () => ValueId) {
    this.#id = id;
    this.#fresh = fresh;
  }

  constant(value: number): ValueId {
    return this.#emit({ op: 'const', type: F32, bits: encode('f32', value) });
  }

  compute(name: OpName, ...args: readonly ValueId[]): ValueId {
    return this.#emit({ op: 'compute', type: F32, name, args });
  }

  call(callee: number, args: readonly ValueId[]): ValueId {
    return this.#emit({ op: 'call', type: F32, callee, args });
  }

  extract(vector: ValueId, member: number): ValueId {
    return this.#emit({ op: 'extract', type: F32, value: vector, member });
  }

  construct(type: VectorNode, args: readonly ValueId[]): ValueId {
    return this.#emit({ op: 'construct', type, args });
  }

  end(): Block {
    const last = this.#block.pop()!;
    return [...this.#block, { ...last, id: this.#id }];
  }

  #emit(instruction: WithoutId<Instruction>): ValueId {
    const id = this.#fresh();
    this.#block.push({ ...instruction, id } as Instruction);
    return id;
  }
}
