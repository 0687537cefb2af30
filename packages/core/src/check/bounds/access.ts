/**
 * The memory accesses of a program: the parameters, whether the index is the invocation's own, and whether it is
 * proven to be in bounds.
 *
 * The proof of an access is `always` if its range fits a fixed length, or if a condition around it compares the same
 * index with the length of the view. It is `launch` if interval arithmetic over the extent and the arguments of a
 * launch can prove it. A launch that fails one requirement runs the whole kernel in the `checked` form, so an access
 * gets a launch-time check only if a typical launch would pass it. For example a stencil's bare `index + 1` has no
 * proof, and is checked in both forms. Accesses in a branch need a proof even if the branch may not be taken, but
 * the proof may use its condition.
 */

import type { Block, Instruction, Local, Place, Program, ValueId } from '../../ir/ir.ts';
import { type ArrayNode, type MemoryType, members } from '../../ir/types.ts';
import { behavior, NEXT } from '../behavior.ts';
import type { AccessSummary, BoundsProof, IndexRange, ParamAccess } from '../checked.ts';
import { Facts } from './facts.ts';
import { OwnIndex, type OwnProof } from './own-index.ts';
import { isWorthProving } from './typical-launch.ts';
import { ValueNumbers } from './value-numbers.ts';

export interface Access {
  readonly summary: AccessSummary;
  /** The first store to a view at an index that is not the invocation's own in any launch. */
  readonly scatter: ValueId | undefined;
}

export function accessOf(program: Program): Access {
  const accesses = new Accesses(program);
  for (const { params, locals, body } of program.functions) {
    for (const { id, type } of params) accesses.values.defineParam(id, type);
    accesses.block(body, locals);
  }
  accesses.block(program.body, program.locals);
  return accesses.found();
}

type Requirement = AccessSummary['atLaunch'][number];

/** The accesses to a parameter that were found so far. */
interface Noted {
  reads: boolean;
  writes: boolean;
  /** The weakest proof among its reads, and among its writes. */
  readsOwn: OwnProof;
  writesOwn: OwnProof;
  /** The first write that is at the own index only in some launches. */
  atLaunch: ValueId | undefined;
}

class Accesses {
  readonly values: ValueNumbers;
  readonly #program: Program;
  readonly #own: OwnIndex;
  readonly #bounds = new Map<ValueId, BoundsProof>();
  /** The requirements by their text: most accesses of a kernel share a few of them. */
  readonly #atLaunch = new Map<string, Requirement>();
  readonly #params: readonly Noted[];
  #locals: readonly Local[] = [];
  #scatter: ValueId | undefined;

  constructor(program: Program) {
    this.#program = program;
    this.values = new ValueNumbers(program.groupSize);
    this.#own = new OwnIndex(program, this.values);
    this.#params = program.params.map(() => ({
      reads: false,
      writes: false,
      readsOwn: 'always',
      writesOwn: 'always',
      atLaunch: undefined,
    }));
  }

  found(): Access {
    const params = this.#params.map(
      ({ reads, writes, readsOwn, writesOwn }): ParamAccess => ({
        reads,
        writes,
        writesOwnIndex: writes && writesOwn !== 'never',
        // Only writes need the launch-time check.
        readsOwnIndex: reads && (readsOwn === 'always' || (readsOwn === 'launch' && writesOwn === 'launch')),
      }),
    );
    const ownAtLaunch = this.#params.flatMap(({ writesOwn, atLaunch }, param) =>
      writesOwn === 'launch' ? [{ param, write: atLaunch! }] : [],
    );
    return {
      summary: { params, bounds: this.#bounds, atLaunch: [...this.#atLaunch.values()], ownAtLaunch },
      scatter: this.#scatter,
    };
  }

  block(block: Block, locals: readonly Local[]): void {
    this.#locals = locals;
    this.#inBlock(block, new Facts(this.#program, this.values));
  }

  #inBlock(block: Block, start: Facts): void {
    let facts = start;
    for (const instruction of block) {
      this.values.define(instruction);
      switch (instruction.op) {
        case 'if': {
          const { condition } = instruction;
          this.#inBlock(instruction.then, facts.given(condition, true));
          this.#inBlock(instruction.else, facts.given(condition, false));
          // If one branch cannot fall through, only the other branch's condition holds afterwards.
          if (!(behavior(instruction.then) & NEXT)) facts = facts.given(condition, false);
          if (!(behavior(instruction.else) & NEXT)) facts = facts.given(condition, true);
          break;
        }
        case 'loop':
          this.#inBlock(instruction.body, facts);
          break;
        case 'for':
          this.#inBlock(
            instruction.body,
            facts.inFor(instruction.id, instruction.from, instruction.to, instruction.step),
          );
          break;
        default:
          this.#instruction(instruction, facts);
      }
    }
  }

  #instruction(instruction: Instruction, facts: Facts): void {
    switch (instruction.op) {
      case 'load':
      case 'uniformLoad':
        return this.#place(instruction.place, instruction.id, facts, true, false);
      case 'store':
        return this.#place(instruction.place, instruction.id, facts, false, true);
      case 'atomic':
        return this.#place(
          instruction.place,
          instruction.id,
          facts,
          instruction.name !== 'store',
          instruction.name !== 'load',
        );
      case 'element': {
        const array = this.values.type(instruction.value);
        this.#bounds.set(
          instruction.id,
          this.#fits(instruction.index, array?.kind === 'array' ? array.length : 0, facts)
            ? 'always'
            : 'never',
        );
      }
    }
  }

  #place({ root, path }: Place, id: ValueId, facts: Facts, reads: boolean, writes: boolean): void {
    // The proof of a path is the weakest of its steps.
    let fits = true;
    let requirement: IndexRange | undefined;
    let type: MemoryType = this.#rootType(root);
    for (const [i, step] of path.entries()) {
      if ('member' in step) {
        type = members(type)[step.member]!;
      } else if (i > 0 || root.kind === 'local') {
        fits &&= this.#fits(step.element, type.kind === 'array' ? type.length : 0, facts);
        type = (type as ArrayNode).elem;
      } else if (root.kind === 'shared') {
        fits &&= this.#fits(step.element, this.#program.shared[root.index]!.length, facts);
      } else {
        this.#note(root.index, step.element, id, reads, writes);
        if (facts.isBelowLength(step.element, root.index)) continue;
        const range = facts.range(step.element);
        if (isWorthProving(this.#program, range)) requirement = range.expression;
        else fits = false;
      }
    }
    this.#bounds.set(id, !fits ? 'never' : requirement ? 'launch' : 'always');
    // An access that both forms check needs no launch-time check.
    if (fits && requirement) {
      const required: Requirement = { index: requirement, param: root.index };
      this.#atLaunch.set(JSON.stringify(required), required);
    }
  }

  #rootType({ kind, index }: Place['root']): MemoryType {
    const owner = { local: this.#locals, shared: this.#program.shared, param: this.#program.params }[kind];
    return owner[index]!.type;
  }

  #fits(index: ValueId, length: number, facts: Facts): boolean {
    return facts.range(index).high < length;
  }

  #note(param: number, index: ValueId, id: ValueId, reads: boolean, writes: boolean): void {
    const noted = this.#params[param]!;
    const isAtomic = this.#program.params[param]!.access === 'atomics';
    const proof = this.#own.proof(index, param);
    // Launches are not checked for the indices of atomics.
    const own = isAtomic && proof === 'launch' ? 'never' : proof;
    if (reads) {
      noted.reads = true;
      noted.readsOwn = weaker(noted.readsOwn, own);
    }
    if (writes) {
      noted.writes = true;
      noted.writesOwn = weaker(noted.writesOwn, own);
      if (own === 'launch') noted.atLaunch ??= id;
      if (own === 'never' && !isAtomic) this.#scatter ??= id;
    }
  }
}

const weaker = (a: OwnProof, b: OwnProof): OwnProof => (a === 'never' || b === 'always' ? a : b);
