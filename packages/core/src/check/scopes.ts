import type { Block, Instruction, Local, PlaceRoot, Program, ValueId } from '../ir/ir.ts';
import { blocksOf, operands } from '../ir/walk.ts';
import type { Fail } from './fail.ts';

/**
 * Checks scopes. A value may be used only after its definition, while the block that defines it is open. A variable
 * may be used only after its `variable` instruction, in the block of that instruction. Ids are unique in the whole
 * program, functions included. A function uses only its own values.
 */
export function checkScopes(program: Program, fail: Fail): void {
  const ids = new Set<ValueId>();
  for (const { name, params, locals, body } of program.functions) {
    new Scopes(ids, fail, locals, name).function(
      params.map(({ id }) => id),
      body,
    );
  }
  new Scopes(ids, fail, program.locals).block(program.body);
}

class Scopes {
  /** Every id of the program so far. If an id is in here and not open, its block has ended. */
  readonly #ids: Set<ValueId>;
  readonly #fail: Fail;
  readonly #locals: readonly Local[];
  /** The function's name; undefined in the kernel's body. */
  readonly #callee: string | undefined;
  readonly #open = new Set<ValueId>();
  readonly #closed = new Set<ValueId>();
  readonly #openLocals = new Set<number>();
  readonly #closedLocals = new Set<number>();

  constructor(ids: Set<ValueId>, fail: Fail, locals: readonly Local[], callee?: string) {
    this.#ids = ids;
    this.#fail = fail;
    this.#locals = locals;
    this.#callee = callee;
  }

  function(params: readonly ValueId[], body: Block): void {
    for (const id of params) this.#define(id);
    this.block(body, params);
  }

  /** Checks a block. `given` are values that are defined at its start, such as the index of a `for`. */
  block(block: Block, given: readonly ValueId[] = []): void {
    const values: ValueId[] = [...given];
    const variables: number[] = [];
    for (const id of given) this.#open.add(id);
    for (const instruction of block) {
      this.#define(instruction.id);
      this.#uses(instruction);
      for (const inner of blocksOf(instruction))
        this.block(inner, instruction.op === 'for' ? [instruction.id] : []);
      if (instruction.op === 'variable') {
        this.#declare(instruction.local, instruction.id);
        variables.push(instruction.local);
      } else if (yieldsValue(instruction)) {
        this.#open.add(instruction.id);
        values.push(instruction.id);
      }
    }
    for (const id of values) {
      this.#open.delete(id);
      this.#closed.add(id);
    }
    for (const local of variables) {
      this.#openLocals.delete(local);
      this.#closedLocals.add(local);
    }
  }

  #define(id: ValueId): void {
    if (!Number.isInteger(id) || id < 0)
      this.#fail(`${id} is no instruction id: expected a whole number from 0`, [id]);
    if (this.#ids.has(id)) this.#fail(`two instructions have the id ${id}`, [id]);
    this.#ids.add(id);
  }

  #declare(local: number, id: ValueId): void {
    if (this.#locals[local] === undefined) this.#fail(`variable ${local} does not exist`, [id]);
    if (this.#openLocals.has(local) || this.#closedLocals.has(local))
      this.#fail(`variable ${local} is made twice`, [id]);
    this.#openLocals.add(local);
  }

  #uses(instruction: Instruction): void {
    // A program from elsewhere may have an unknown instruction here.
    const used = operands(instruction) as readonly ValueId[] | undefined;
    for (const value of used ?? this.#fail(`${String(instruction.op)} is no instruction`, [instruction.id])) {
      if (this.#open.has(value)) continue;
      if (this.#closed.has(value)) {
        this.#fail(
          'a value is used after the block that made it has ended',
          [instruction.id, value],
          'Make a variable() before the block, set it inside, and read it here.',
        );
      }
      if (this.#ids.has(value))
        this.#fail(`instruction ${value} yields no value that may be used here`, [instruction.id, value]);
      if (this.#callee !== undefined) {
        this.#fail(
          `function '${this.#callee}' uses a value that is not its own`,
          [instruction.id],
          'Pass it as an argument.',
        );
      }
      this.#fail(`value ${value} is used before it exists`, [instruction.id]);
    }
    if ('place' in instruction && instruction.place.root.kind === 'local')
      this.#usesLocal(instruction.place.root, instruction.id);
  }

  #usesLocal({ index }: PlaceRoot, id: ValueId): void {
    if (this.#openLocals.has(index)) return;
    if (this.#closedLocals.has(index)) {
      this.#fail(
        'a variable is used after the block that made it has ended',
        [id],
        'Make it with variable() before that block.',
      );
    }
    this.#fail(
      this.#locals[index] === undefined
        ? `variable ${index} does not exist`
        : 'a variable is used before it is made',
      [id],
    );
  }
}

/** A `for` yields its index inside of its body only. An atomic store yields nothing. */
function yieldsValue(instruction: Instruction): boolean {
  switch (instruction.op) {
    case 'const':
    case 'param':
    case 'builtin':
    case 'length':
    case 'compute':
    case 'construct':
    case 'extract':
    case 'element':
    case 'load':
    case 'call':
    case 'uniformLoad':
    case 'subgroup':
      return true;
    case 'atomic':
      return instruction.name !== 'store';
    default:
      return false;
  }
}
