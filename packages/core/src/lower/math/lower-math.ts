import type { BoundsProof, CheckedProgram } from '../../check/checked.ts';
import { hashOf } from '../../ir/hash.ts';
import type { Block, ComputeNode, FunctionNode, Instruction, OpName, Program, ValueId } from '../../ir/ir.ts';
import type { Scalar, Type } from '../../ir/types.ts';
import { walk } from '../../ir/walk.ts';
import { Expansion } from './expansion.ts';
import type { LibraryName } from './library.ts';
import { functionsOf, isInLibrary } from './library.ts';
import { renumbered } from './renumbered.ts';

export interface MathLoweringOptions {
  /**
   * The target's own division and square root are not rounded correctly, and it may take subnormal numbers for
   * zero, as WGSL and GLSL let it: then `div`, `rem`, `sqrt` and `fma` are lowered too, the former ones in the
   * functions as well.
   */
  readonly roughDivision?: boolean | undefined;
}

/**
 * The program with every function of the table made of operations that are exact or correctly rounded, so
 * that it keeps the row's `precise` bound on a device that has those, whatever its own functions are like.
 *
 * Replaced are `exp exp2 log log2 pow`, `sin cos tan asin acos atan atan2` and
 * `sinh cosh tanh asinh acosh atanh`, by calls of functions that are added to the program, and `rsqrt`,
 * `radians` and `degrees`, in their place; vectors component by component. What remains on f32 is
 * `add sub mul div rem fma neg abs sign min max`, `sqrt`, `floor ceil round trunc fract saturate`, and what
 * compares, selects, converts, casts and tests bits. With `roughDivision` `div`, `rem`, `sqrt` and `fma` are
 * replaced as well, and remain only where their rough result is corrected.
 *
 * Ids of what was there stay, so that all that is known of a value, a place or a line stays true. A program
 * without any of these functions is returned as it is.
 */
export function lowerMath(
  checked: CheckedProgram,
  { roughDivision = false }: MathLoweringOptions = {},
): CheckedProgram {
  const lowering = new Lowering(checked, roughDivision);
  const { program } = checked;
  for (const { body } of [...program.functions, program]) lowering.addCallees(body);
  if (!lowering.isNeeded) return checked;
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

/**
 * An operation that is written in its place, on scalars, and the operations that this
 * takes besides basic ones.
 */
interface InPlace {
  readonly takes: readonly LibraryName[];
  expand(code: Expansion, a: ValueId, b: ValueId): ValueId;
}

const inPlace: Partial<Record<OpName, InPlace>> = {
  rsqrt: {
    takes: ['sqrt', 'div'],
    expand: (code, a) => code.compute('div', code.constant(1), code.compute('sqrt', a)),
  },
  radians: { takes: [], expand: (code, a) => code.compute('mul', a, code.constant(Math.PI / 180)) },
  degrees: { takes: [], expand: (code, a) => code.compute('mul', a, code.constant(180 / Math.PI)) },
};
/** As the row has it, step by step. */
const remainder: InPlace = {
  takes: ['div'],
  expand: (code, a, b) => {
    const whole = code.compute('trunc', code.compute('div', a, b));
    return code.compute('sub', a, code.compute('mul', b, whole));
  },
};

/** Correct as they are, but for `roughDivision`. */
const ROUGH: ReadonlySet<OpName> = new Set<OpName>(['div', 'sqrt', 'fma']);

class Lowering {
  readonly uniform: Set<ValueId>;
  readonly bounds: Map<ValueId, BoundsProof>;
  /** By fresh id: the operation that it stands for. */
  readonly origins: Map<ValueId, ValueId> = new Map();
  isNeeded = false;
  readonly #checked: CheckedProgram;
  readonly #rough: boolean;
  readonly #library: FunctionNode[] = [];
  /** By name: the function's number in the library, and so in the program. */
  readonly #numbers = new Map<string, number>();
  /** By operation: the number of its function. */
  readonly #callees = new Map<OpName, number>();
  #next: ValueId;

  constructor(checked: CheckedProgram, rough: boolean) {
    this.#checked = checked;
    this.#rough = rough;
    this.uniform = new Set(checked.uniform);
    this.bounds = new Map(checked.access.bounds);
    this.#next = greatestId(checked.program) + 1;
  }

  /** What the operations of this body will call. */
  addCallees(body: Block): void {
    for (const instruction of walk(body)) {
      if (instruction.op !== 'compute' || !this.#isReplaced(instruction)) continue;
      this.isNeeded = true;
      for (const name of this.#inPlace(instruction.name)?.takes ?? [instruction.name]) this.#add(name);
    }
  }

  /** The program over the library as it is now. */
  program(): Program {
    const { program } = this.#checked;
    const shift = this.#library.length;
    const own = program.functions.map(declared => ({
      ...declared,
      body: this.#block(declared.body, shift),
    }));
    return Object.freeze({
      ...program,
      functions: [...this.#library, ...own],
      body: this.#block(program.body, shift),
    });
  }

  #inPlace(name: OpName): InPlace | undefined {
    return name === 'rem' ? remainder : inPlace[name];
  }

  #isReplaced({ name, type }: ComputeNode): boolean {
    if (name === 'rem' || ROUGH.has(name)) return this.#rough && elementOf(type) === 'f32';
    return isInLibrary(name) || this.#inPlace(name) !== undefined;
  }

  #add(name: OpName): void {
    if (this.#callees.has(name) || !isInLibrary(name) || (ROUGH.has(name) && !this.#rough)) return;
    const functions = functionsOf(name);
    for (const declared of functions) {
      if (this.#numbers.has(declared.name)) continue;
      const number = this.#import(declared, callee => this.#numbers.get(functions[callee]!.name)!, name);
      this.#numbers.set(declared.name, number);
    }
    this.#callees.set(name, this.#numbers.get(functions.at(-1)!.name)!);
  }

  #import(declared: FunctionNode, callee: (number: number) => number, name: LibraryName): number {
    const own = renumbered(declared, { fresh: () => this.#next++, callee });
    // No place of the library has an index.
    for (const instruction of walk(own.body))
      if ('place' in instruction) this.bounds.set(instruction.id, 'always');
    // What corrects a rough result begins with it.
    if (ROUGH.has(name)) return this.#library.push(own) - 1;
    this.addCallees(own.body);
    return this.#library.push({ ...own, body: this.#block(own.body, 0) }) - 1;
  }

  /** `shift`: of the numbers of the functions that it calls. */
  #block(block: Block, shift: number): Block {
    return block.flatMap(instruction => this.#instruction(instruction, shift));
  }

  #instruction(instruction: Instruction, shift: number): Block {
    const inner = (block: Block): Block => this.#block(block, shift);
    switch (instruction.op) {
      case 'compute':
        return this.#isReplaced(instruction) ? this.#replaced(instruction) : [instruction];
      case 'call':
        return [{ ...instruction, callee: instruction.callee + shift }];
      case 'if':
        return [{ ...instruction, then: inner(instruction.then), else: inner(instruction.else) }];
      case 'loop':
      case 'for':
        return [{ ...instruction, body: inner(instruction.body) }];
      default:
        return [instruction];
    }
  }

  #replaced({ id, name, type, args }: ComputeNode): Block {
    const code = new Expansion(this.#callees, () => this.#next++);
    const scalar = (operands: readonly ValueId[]): ValueId => {
      const [a, b] = operands as readonly [ValueId, ValueId];
      return this.#inPlace(name)?.expand(code, a, b) ?? code.compute(name, ...operands);
    };
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

const elementOf = (type: Type): Scalar | undefined =>
  type.kind === 'vec' ? type.elem.scalar : type.kind === 'scalar' ? type.scalar : undefined;

/** Also of the functions' parameters. */
const greatestId = ({ functions, body }: Program): ValueId =>
  [...functions, { params: [], body }].reduce(
    (greatest, owner) =>
      [...owner.params, ...walk(owner.body)].reduce((most, { id }) => Math.max(most, id), greatest),
    -1,
  );
