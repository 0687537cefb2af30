import {
  type FlatBlock,
  type FlatCall,
  type FlatCode,
  type FlatFor,
  type FlatId,
  type FlatIf,
  type FlatInstruction,
  type FlatReturn,
  type FlatStore,
  flatResults,
  type InlineOptions,
  useCounts,
  walk,
} from '@heddle/core/backend';
import { emitAtomic } from './atomics.ts';
import { get, type Temporary, typeOf } from './code.ts';
import { countedLoop, endlessLoop, type LoopLabels } from './counted-loop.ts';
import type { FunctionBuilder } from './function-builder.ts';
import type { Code } from './instructions.ts';
import { MemoryAccess } from './memory-access.ts';
import { Passage, takesInMemory, yieldsInMemory } from './passing.ts';
import { spellings } from './spellings.ts';
import type { Ground, Unit } from './unit.ts';

export interface CodeOptions {
  readonly unit: Unit;
  readonly builder: FunctionBuilder;
  readonly code: FlatCode;
  /** The base address of a local memory. */
  readonly local: (memory: number) => Ground;
  /** Emits a `return`. */
  readonly leave: (instruction: FlatReturn) => void;
}

/** The most operations that may wait on the stack for the operation that uses them. */
const LARGEST_EXPRESSION = 32;

/** The rules for values that are inlined at their use instead of kept in a local; see `inlineValues`. */
export const inliningIn = (unit: Unit): InlineOptions => ({
  limit: LARGEST_EXPRESSION,
  named(instruction) {
    // These operands are pushed on every trip, or twice.
    if (instruction.op === 'for') return [instruction.step, instruction.trips];
    // The same function must not be called between the first argument and the last.
    const isCall = instruction.op === 'call' && takesInMemory(unit.program.functions[instruction.callee]!);
    return isCall ? instruction.args : [];
  },
});

/** Emits the blocks of the body or of a function. */
export class CodeEmitter {
  readonly unit: Unit;
  readonly builder: FunctionBuilder;
  readonly memory: MemoryAccess;
  readonly temporary: Temporary;
  readonly #options: CodeOptions;
  readonly #locals = new Map<number, number>();
  #inlined: ReadonlySet<FlatId> = new Set();
  #uses: ReadonlyMap<FlatId, number> = new Map();
  #loop: LoopLabels | undefined;
  /** Called with every value that is stored in a local. */
  #defined: (id: FlatId) => void = () => undefined;

  constructor(options: CodeOptions) {
    this.#options = options;
    this.unit = options.unit;
    this.builder = options.builder;
    this.memory = new MemoryAccess(options.unit, options.local);
    this.temporary = type => options.builder.local(type);
  }

  /**
   * Emits a block with these values inlined at their uses. `kept` are the values that are used outside the
   * block too.
   */
  emit(
    block: FlatBlock,
    inlined: ReadonlySet<FlatId>,
    kept: ReadonlySet<FlatId> = new Set(),
    defined: (id: FlatId) => void = () => undefined,
  ): void {
    this.#inlined = inlined;
    const uses = useCounts(block);
    for (const id of kept) uses.set(id, (uses.get(id) ?? 0) + 1);
    this.#uses = uses;
    this.#defined = defined;
    this.#block(block);
  }

  isUsed(id: FlatId): boolean {
    return (this.#uses.get(id) ?? 0) > 0;
  }

  /** The WebAssembly local of a scalar local. */
  localOf(local: number): number {
    let known = this.#locals.get(local);
    if (known === undefined) {
      known = this.builder.local(typeOf(this.#options.code.locals[local]!.type));
      this.#locals.set(local, known);
    }
    return known;
  }

  define(id: FlatId, code: Code): void {
    if (this.#inlined.has(id)) {
      this.unit.set(id, code);
      return;
    }
    this.builder.emitAll(code);
    this.pop(id);
  }

  /** Pops the stack into the value's local. */
  pop(id: FlatId): void {
    this.unit.set(id, [get(this.builder.store(this.unit.typeOf(id)))]);
    this.#defined(id);
  }

  #block(block: FlatBlock): void {
    for (let i = 0; i < block.length; i++) {
      const instruction = block[i]!;
      if (instruction.op !== 'store' || instruction.ok === undefined) {
        this.#instruction(instruction);
        continue;
      }
      // The leaves of one access share their condition.
      const { ok } = instruction;
      this.builder.emit(...this.unit.value(ok));
      this.builder.if(() => {
        this.#store(instruction);
        for (let next = block[i + 1]; next && this.#isGuardedBy(ok, next); next = block[++i + 1])
          this.#instruction(next);
      });
    }
  }

  /**
   * True if the instruction is a store under the same condition, or a value that is emitted only at its use.
   */
  #isGuardedBy(ok: FlatId, instruction: FlatInstruction): boolean {
    if (instruction.op === 'store') return instruction.ok === ok;
    const results = flatResults(instruction);
    return results.length > 0 && results.every(id => this.#inlined.has(id));
  }

  #instruction(instruction: FlatInstruction): void {
    const { unit, builder, memory } = this;
    switch (instruction.op) {
      case 'compute': {
        const { id, name, on, args } = instruction;
        const [a = [], b = [], c = []] = args.map(arg => unit.value(arg));
        return this.define(id, spellings[name](on, this.temporary, a, b, c));
      }
      case 'element':
        return this.define(
          instruction.id,
          memory.element(instruction.id, instruction.param, instruction.index),
        );
      case 'offset': {
        const { id, base, index, stride } = instruction;
        return this.define(id, memory.offset(id, base, index, stride));
      }
      case 'get':
        return this.define(instruction.id, [get(this.localOf(instruction.local))]);
      case 'load':
        return this.define(instruction.id, memory.load(instruction, unit.scalarOf(instruction.id)));
      case 'atomic':
        return emitAtomic(this, instruction);
      case 'call':
        return this.#call(instruction);
      case 'declare':
      case 'set':
        return builder.emit(...unit.value(instruction.value), ['local.set', this.localOf(instruction.local)]);
      case 'store':
        return this.#store(instruction);
      case 'clear': {
        const { words } = this.#options.code.memories[instruction.memory]!;
        return builder.emit(...memory.clear(instruction.memory, words));
      }
      case 'if':
        return this.#if(instruction);
      case 'loop':
        return endlessLoop(builder, labels => this.#inLoop(labels, instruction.body));
      case 'for':
        return this.#for(instruction);
      case 'break':
      case 'continue':
        return builder.branch(this.#loop![instruction.op]);
      case 'return':
        return this.#options.leave(instruction);
      case 'barrier':
        throw new Error('a barrier is split away before');
    }
  }

  #store(store: FlatStore): void {
    this.builder.emit(...this.memory.store(store, store.value));
  }

  #if({ condition, then, else: otherwise }: FlatIf): void {
    this.builder.emit(...this.unit.value(condition));
    if (then.length === 0) {
      this.builder.emit(['i32.eqz']);
      this.builder.if(() => this.#block(otherwise));
    } else {
      this.builder.if(
        () => this.#block(then),
        otherwise.length > 0 ? () => this.#block(otherwise) : undefined,
      );
    }
  }

  #for({ id, from, step, trips, body }: FlatFor): void {
    const { unit } = this;
    const head = { from: unit.value(from), step: unit.value(step), trips: unit.value(trips) };
    const hasContinue = [...walk(body)].some(({ op }) => op === 'continue');
    countedLoop(this.builder, head, hasContinue, (index, labels) => {
      unit.set(id, index);
      this.#inLoop(labels, body);
    });
  }

  #inLoop(labels: LoopLabels, body: FlatBlock): void {
    const outer = this.#loop;
    this.#loop = labels;
    this.#block(body);
    this.#loop = outer;
  }

  #call({ ids, callee, args }: FlatCall): void {
    const { unit, builder } = this;
    const code = unit.program.functions[callee]!;
    const values = args.map(arg => unit.value(arg));
    const passage = takesInMemory(code) ? new Passage(unit, 'params', callee) : undefined;
    const passed = values.flatMap((value, i) => passage?.store(i, value) ?? value);
    const call: Code = [...passed, ['call', callee]];
    if (ids.length === 1) {
      this.define(ids[0]!, call);
      return;
    }
    builder.emitAll(call);
    const results = yieldsInMemory(code) ? new Passage(unit, 'results', callee) : undefined;
    // Results come onto the stack in order, so the last one is popped first.
    for (const [i, id] of [...ids.entries()].reverse()) {
      if (this.isUsed(id)) {
        if (results) builder.emit(...results.load(i));
        this.pop(id);
      } else if (!results) builder.emit(['drop']);
    }
  }
}
