import type { Block, Instruction, OpName, ValueId } from '../../ir/ir.ts';
import { encode } from '../../ir/ops/bits.ts';
import { F32, type VectorNode } from '../../ir/types.ts';

type WithoutId<I> = I extends Instruction ? Omit<I, 'id'> : never;

/** Builds the f32 instructions that replace one instruction. */
export class Expansion {
  readonly #block: Instruction[] = [];
  readonly #callees: ReadonlyMap<OpName, number>;
  readonly #fresh: () => ValueId;

  /** `callees` are the numbers of the functions of operations. */
  constructor(callees: ReadonlyMap<OpName, number>, fresh: () => ValueId) {
    this.#callees = callees;
    this.#fresh = fresh;
  }

  constant(value: number): ValueId {
    return this.#emit({ op: 'const', type: F32, bits: encode('f32', value) });
  }

  compute(name: OpName, ...args: readonly ValueId[]): ValueId {
    const callee = this.#callees.get(name);
    return this.#emit(
      callee === undefined
        ? { op: 'compute', type: F32, name, args }
        : { op: 'call', type: F32, callee, args },
    );
  }

  extract(vector: ValueId, member: number): ValueId {
    return this.#emit({ op: 'extract', type: F32, value: vector, member });
  }

  construct(type: VectorNode, args: readonly ValueId[]): ValueId {
    return this.#emit({ op: 'construct', type, args });
  }

  /** The instructions. The last one gets the id of the replaced instruction. */
  end(id: ValueId): Block {
    const last = this.#block.at(-1)!;
    return [...this.#block.slice(0, -1), { ...last, id }];
  }

  #emit(instruction: WithoutId<Instruction>): ValueId {
    const id = this.#fresh();
    this.#block.push({ ...instruction, id } as Instruction);
    return id;
  }
}
