import { createNamer, type Namer } from '@heddle/core/backend';
import type { Code, Instruction, ValueType } from './instructions.ts';
import type { WasmFunction } from './module.ts';
import { shareLocals } from './share-locals.ts';

export interface FunctionHead {
  readonly name: string;
  readonly isExported?: boolean;
  readonly params: readonly { readonly name?: string; readonly type: ValueType }[];
  readonly results?: readonly ValueType[];
}

/** A construct that a branch can leave (or restart, if it is a loop), identified by its nesting depth. */
export type Label = number;

/**
 * Writes a function: instructions in order, locals on request, and labels by construct instead of by
 * distance.
 */
export class FunctionBuilder {
  readonly #head: FunctionHead;
  readonly #name: Namer = createNamer([]);
  readonly #locals: { readonly type: ValueType; readonly name: string | undefined }[] = [];
  readonly #start: Instruction[] = [];
  readonly #code: Instruction[] = [];
  #depth = 0;

  constructor(head: FunctionHead) {
    this.#head = head;
    for (const { type, name } of head.params) this.local(type, name);
  }

  /**
   * Makes a virtual local. Its number is not its final index, because locals without a name may share one.
   */
  local(type: ValueType, name?: string): number {
    return this.#locals.push({ type, name: name === undefined ? undefined : this.#name(name) }) - 1;
  }

  emit(...code: Code): void {
    this.emitAll(code);
  }

  /** Like `emit`, for code that is too long for an argument list, such as the arguments of a call. */
  emitAll(code: Code): void {
    for (const instruction of code) this.#code.push(instruction);
  }

  /** Puts code at the start of the function, after the code that was put there before. */
  emitAtStart(...code: Code): void {
    for (const instruction of code) this.#start.push(instruction);
  }

  /** Pops the stack into a new local. */
  store(type: ValueType, name?: string): number {
    const local = this.local(type, name);
    this.emit(['local.set', local]);
    return local;
  }

  block(fill: (label: Label) => void): void {
    this.#nest('block', fill);
  }

  loop(fill: (label: Label) => void): void {
    this.#nest('loop', fill);
  }

  /** The condition is on the stack. */
  if(then: () => void, otherwise?: () => void): void {
    this.#nest('if', () => {
      then();
      if (otherwise) {
        this.emit(['else']);
        otherwise();
      }
    });
  }

  branch(label: Label): void {
    this.emit(['br', this.#depth - label]);
  }

  /** The condition is on the stack. */
  branchIf(label: Label): void {
    this.emit(['br_if', this.#depth - label]);
  }

  #nest(opcode: 'block' | 'loop' | 'if', fill: (label: Label) => void): void {
    this.emit([opcode]);
    this.#depth++;
    fill(this.#depth);
    this.#depth--;
    this.emit(['end']);
  }

  finish(): WasmFunction {
    const { name, isExported = false, params, results = [] } = this.#head;
    const types = params.map(param => param.type);
    const shared = shareLocals(this.#start.concat(this.#code), types.length, this.#locals);
    return { name, isExported, params: types, results, ...shared };
  }
}
