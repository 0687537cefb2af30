import type { BoundsProof, CheckedProgram } from '../../ir/checked.ts';
import { hashOf } from '../../ir/hash.ts';
import type { Block, ComputeNode, FunctionNode, Instruction, OpName, Program, ValueId } from '../../ir/ir.ts';
import { walk } from '../../ir/walk.ts';
import { Expansion } from './expansion.ts';
import type { LibraryName } from './library.ts';
import { functionsOf, isInLibrary } from './library.ts';
import { renumbered } from './renumbered.ts';

/**
 * The program with every function of the table made of operations that are exact or correctly rounded, so that it keeps the row's `precise` bound
 * on a device that has those, whatever its own functions are like.
 *
 * Replaced are `exp exp2 log log2 pow`, `sin cos tan asin acos atan atan2` and `sinh cosh tanh asinh acosh atanh`, by calls of functions that are
 * added to the program, and `rsqrt`, `radians` and `degrees`, in their place; vectors component by component. What remains on f32 is `add sub mul div rem fma neg
 * abs sign min max`, `sqrt`, `floor ceil round trunc fract saturate`, and what compares, selects, converts, casts and tests bits.
 *
 * Ids of what was there stay, so that all that is known of a value, a place or a line stays true. A program without any of these
 * functions is returned as it is.
 */
export function lowerMath(checked: CheckedProgram): CheckedProgram {
  const { program } = checked;
  const bodies = [...program.functions, program].map(({ body }) => body);
  const used = new Set(bodies.flatMap(operationsOf).filter(isReplaced));
  if (used.size === 0) return checked;
  const lowering = new Lowering(checked);
  for (const name of used) if (isInLibrary(name)) lowering.add(name);
  const lowered = lowering.program();
  return Object.freeze({
    ...checked,
    program: lowered,
    hash: hashOf(lowered),
    location: (id: ValueId) => checked.location(lowering.origins.get(id) ?? id),
    uniform: lowering.uniform,
    access: { ...checked.access, bounds: lowering.bounds },
  });
}

/** By operation: how it is written on scalars, in place. */
const inPlace: Partial<Record<OpName, (code: Expansion, a: ValueId) => ValueId>> = {
  rsqrt: (code, a) => code.compute('div', code.constant(1), code.compute('sqrt', a)),
  radians: (code, a) => code.compute('mul', a, code.constant(Math.PI / 180)),
  degrees: (code, a) => code.compute('mul', a, code.constant(180 / Math.PI)),
};

const isReplaced = (name: OpName): boolean => isInLibrary(name) || name in inPlace;

const operationsOf = (body: Block): OpName[] =>
  [...walk(body)].flatMap(instruction => (instruction.op === 'compute' ? [instruction.name] : []));

/** Also of the functions' parameters. */
const greatestId = ({ functions, body }: Program): ValueId =>
  [...functions, { params: [], body }].reduce(
    (greatest, owner) =>
      [...owner.params, ...walk(owner.body)].reduce((most, { id }) => Math.max(most, id), greatest),
    -1,
  );

class Lowering {
  readonly uniform: Set<ValueId>;
  readonly bounds: Map<ValueId, BoundsProof>;
  /** By fresh id: the operation that it stands for. */
  readonly origins: Map<ValueId, ValueId> = new Map();
  readonly #checked: CheckedProgram;
  readonly #library: FunctionNode[] = [];
  /** By name: the function's number in the library, and so in the program. */
  readonly #numbers = new Map<string, number>();
  #next: ValueId;

  constructor(checked: CheckedProgram) {
    this.#checked = checked;
    this.uniform = new Set(checked.uniform);
    this.bounds = new Map(checked.access.bounds);
    this.#next = greatestId(checked.program) + 1;
  }

  add(name: LibraryName): void {
    const functions = functionsOf(name);
    for (const declared of functions) {
      if (this.#numbers.has(declared.name)) continue;
      const own = renumbered(declared, {
        fresh: () => this.#next++,
        callee: number => this.#numbers.get(functions[number]!.name)!,
      });
      // No place of the library has an index.
      for (const instruction of walk(own.body))
        if ('place' in instruction) this.bounds.set(instruction.id, 'always');
      this.#numbers.set(declared.name, this.#library.push(own) - 1);
    }
  }

  /** The program over the library as it is now. */
  program(): Program {
    const { program } = this.#checked;
    const own = program.functions.map(declared => ({ ...declared, body: this.#block(declared.body) }));
    return Object.freeze({
      ...program,
      functions: [...this.#library, ...own],
      body: this.#block(program.body),
    });
  }

  #block(block: Block): Block {
    return block.flatMap(instruction => this.#instruction(instruction));
  }

  #instruction(instruction: Instruction): Block {
    switch (instruction.op) {
      case 'compute':
        return isReplaced(instruction.name) ? this.#replaced(instruction) : [instruction];
      case 'call':
        return [{ ...instruction, callee: instruction.callee + this.#library.length }];
      case 'if':
        return [{ ...instruction, then: this.#block(instruction.then), else: this.#block(instruction.else) }];
      case 'loop':
      case 'for':
        return [{ ...instruction, body: this.#block(instruction.body) }];
      default:
        return [instruction];
    }
  }

  #replaced({ id, name, type, args }: ComputeNode): Block {
    const code = new Expansion(() => this.#next++);
    const scalar = (operands: readonly ValueId[]): ValueId =>
      inPlace[name]?.(code, operands[0]!) ?? code.call(this.#numbers.get(name)!, operands);
    if (type.kind === 'vec') {
      const component = (member: number): ValueId => scalar(args.map(arg => code.extract(arg, member)));
      code.construct(
        type,
        Array.from({ length: type.n }, (_, member) => component(member)),
      );
    } else {
      scalar(args);
    }
    const block = code.end(id);
    for (const part of block.slice(0, -1)) {
      this.origins.set(part.id, id);
      if (part.op === 'const' || this.#checked.uniform.has(id)) this.uniform.add(part.id);
    }
    return block;
  }
}
