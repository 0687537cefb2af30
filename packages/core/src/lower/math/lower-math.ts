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
   * Set if the target's own division and square root are not correctly rounded, and it may flush subnormal numbers to
   * zero, as WGSL and GLSL permit. Then `div`, `rem`, `sqrt` and `fma` are lowered too, also inside of the functions.
   */
  readonly roughDivision?: boolean | undefined;
}

/**
 * Replaces every function of the operation table by operations that are exact or correctly rounded. So the result keeps
 * the `precise` bound of the operation, whatever the accuracy of the device's own functions.
 *
 * Calls of functions that are added to the program replace `exp exp2 log log2 pow`,
 * `sin cos tan asin acos atan atan2` and `sinh cosh tanh asinh acosh atanh`. Instructions in place replace `rsqrt`,
 * `radians` and `degrees`. Vectors are computed by component. These operations on f32 remain:
 * `add sub mul div rem fma neg abs sign min max`, `sqrt`, `floor ceil round trunc fract saturate`, comparisons,
 * selects, conversions, bit casts and tests of bits. With `roughDivision`, `div`, `rem`, `sqrt` and `fma` are replaced
 * too, and remain only where their inaccurate result is corrected.
 *
 * Existing ids do not change, so the results of the checks and the locations remain valid. A program without any of
 * these functions is returned unchanged.
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
 * An operation on scalars that is replaced by instructions in place, and the operations of the library that these
 * need.
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
/** The remainder, computed by the steps of its definition in the operation table. */
const remainder: InPlace = {
  takes: ['div'],
  expand: (code, a, b) => {
    const whole = code.compute('trunc', code.compute('div', a, b));
    return code.compute('sub', a, code.compute('mul', b, whole));
  },
};

/** Operations that are replaced only with `roughDivision`. */
const ROUGH: ReadonlySet<OpName> = new Set<OpName>(['div', 'sqrt', 'fma']);

class Lowering {
  readonly uniform: Set<ValueId>;
  readonly bounds: Map<ValueId, BoundsProof>;
  /** The replaced operation of each new id. */
  readonly origins: Map<ValueId, ValueId> = new Map();
  isNeeded = false;
  readonly #checked: CheckedProgram;
  readonly #rough: boolean;
  readonly #library: FunctionNode[] = [];
  /** The numbers of functions in the library, which are those in the program, by name. */
  readonly #numbers = new Map<string, number>();
  /** The number of each operation's function. */
  readonly #callees = new Map<OpName, number>();
  #next: ValueId;

  constructor(checked: CheckedProgram, rough: boolean) {
    this.#checked = checked;
    this.#rough = rough;
    this.uniform = new Set(checked.uniform);
    this.bounds = new Map(checked.access.bounds);
    this.#next = greatestId(checked.program) + 1;
  }

  /** Adds the functions that the operations of this body call. */
  addCallees(body: Block): void {
    for (const instruction of walk(body)) {
      if (instruction.op !== 'compute' || !this.#isReplaced(instruction)) continue;
      this.isNeeded = true;
      for (const name of this.#inPlace(instruction.name)?.takes ?? [instruction.name]) this.#add(name);
    }
  }

  /** The program with the current functions of the library. */
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
    // No place in the library has an index, so all accesses are in bounds.
    for (const instruction of walk(own.body))
      if ('place' in instruction) this.bounds.set(instruction.id, 'always');
    // The function that corrects an inaccurate result uses the operation itself, so its body is not lowered.
    if (ROUGH.has(name)) return this.#library.push(own) - 1;
    this.addCallees(own.body);
    return this.#library.push({ ...own, body: this.#block(own.body, 0) }) - 1;
  }

  /** Lowers a block. `shift` is added to the numbers of the functions that it calls. */
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

/** The greatest id of a program, parameters of functions included. */
const greatestId = ({ functions, body }: Program): ValueId =>
  [...functions, { params: [], body }].reduce(
    (greatest, owner) =>
      [...owner.params, ...walk(owner.body)].reduce((most, { id }) => Math.max(most, id), greatest),
    -1,
  );
