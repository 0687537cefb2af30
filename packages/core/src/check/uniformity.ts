/**
 * Uniformity: what all invocations of a group share, and whether they all reach every barrier together.
 *
 * ## Values
 * Uniform are constants, `value` parameters, lengths, the extent, group index and count; what is read from a
 * `read` view at uniform indices; `uniformLoad`; and whatever is computed from uniform values alone, function
 * calls included: a function sees nothing but its arguments, so its result is theirs, whatever way it takes
 * inside. Varying are the invocation's own indices, reads of `readWrite` parameters and of shared memory,
 * results of atomics and of subgroup operations. A composite is varying as soon as one of its members is.
 *
 * A variable is uniform if everything ever stored to it (its initial value, and parts of it, included) is a
 * uniform value, at uniform indices, in uniform flow. This does not look at the order of stores, so a store
 * late in a loop's body counts for the reads before it: where WGSL follows each assignment, this takes their
 * union and so refuses at least as much.
 *
 * ## Flow
 * Flow is uniform if all invocations of the group get there together, the same number of times.
 * - Inside an `if` with a varying condition, and inside a `for` with a varying bound, it is not.
 * - After an `if` it is what it was before, unless a side of it can break, continue or return: those
 *   invocations are gone, so flow stays varying to the end of the block, and of the blocks around it as far
 *   as the exit leads.
 * - A loop's body has the flow that its own end has: one varying break, continue or return anywhere in it,
 *   and iterations are no longer in step, from the top of the body on. Exits of an inner loop that stay
 *   inside of it do not count.
 * - After a loop invocations are together again as before it, unless its body can return.
 *
 * These are WGSL's rules for statements (https://www.w3.org/TR/WGSL/#uniformity-statements), except that WGSL
 * does not look at code that cannot be reached, and here it must obey as well.
 *
 * ## What needs it
 * Barriers, `uniformLoad` (with uniform indices besides: WGSL asks it of its pointer) and subgroup operations
 * stand in uniform flow.
 *
 * ## The set of uniform values
 * It is for backends that run a group as loops over its invocations and want to compute a value once. So a
 * value in varying flow is in the set only if it could be computed anywhere: a pure expression of uniform
 * values. A read, a call (it may not end for arguments that the flow keeps away from it) or the index of a
 * loop that invocations leave at different times is not, though it may be the same for those who are there.
 * In a range kernel the set is what the whole launch shares.
 */

import type { Block, ForNode, IfNode, Instruction, LoopNode, Place, Program, ValueId } from '../ir/ir.ts';
import { elementsOf, operands } from '../ir/walk.ts';
import { BREAK, behavior, behaviorOf, CONTINUE, NEXT, RETURN } from './behavior.ts';
import type { Fail } from './fail.ts';

export function checkUniformity(program: Program, fail: Fail): ReadonlySet<ValueId> {
  const analysis = new Uniformity(program);
  analysis.solve();
  const [first] = analysis.violations;
  if (first) report(first, fail);
  return analysis.uniform;
}

/**
 * Why a value is not uniform: what it goes back to, and the store that brought it into a variable, if one
 * did.
 */
interface Cause {
  readonly source: string;
  readonly at: ValueId;
  readonly store?: ValueId;
}

/**
 * Why flow is not uniform: what stands around (`if`, `for`) or before (an exit), and the condition that
 * decides.
 */
interface Divergence {
  readonly how: 'if' | 'for' | 'break' | 'continue' | 'return';
  readonly at: ValueId;
  readonly condition: ValueId;
  readonly cause: Cause;
}

type Flow = Divergence | undefined;

interface Violation {
  readonly what: string;
  readonly at: ValueId;
  readonly flow: Flow;
  readonly index?: Cause;
}

class Uniformity {
  violations: Violation[] = [];
  readonly uniform: Set<ValueId> = new Set();
  readonly #program: Program;
  // Optimistic at first: nothing is varying, no loop has diverged. Passes only ever add, so they end.
  readonly #values = new Map<ValueId, Cause>();
  readonly #variables = new Map<number, Cause>();
  readonly #loops = new Map<ValueId, Divergence>();
  #changed = true;

  constructor(program: Program) {
    this.#program = program;
  }

  solve(): void {
    while (this.#changed) {
      this.#changed = false;
      this.violations = [];
      this.uniform.clear();
      this.#block(this.#program.body, undefined);
    }
  }

  /** Yields the flow at the end of the block. */
  #block(block: Block, start: Flow): Flow {
    let flow = start;
    for (const instruction of block) {
      switch (instruction.op) {
        case 'if':
          flow = this.#if(instruction, flow);
          break;
        case 'loop':
        case 'for':
          flow = this.#loop(instruction, flow);
          break;
        default:
          this.#instruction(instruction, flow);
      }
    }
    return flow;
  }

  #if(instruction: IfNode, flow: Flow): Flow {
    const cause = this.#values.get(instruction.condition);
    const { id: at, condition } = instruction;
    const inside = flow ?? (cause && { how: 'if' as const, at, condition, cause });
    const then = this.#block(instruction.then, inside);
    const otherwise = this.#block(instruction.else, inside);
    if (behaviorOf(instruction) === NEXT) return flow;
    if (flow || !cause) return flow ?? then ?? otherwise;
    const exit = findExit(instruction.then) ?? findExit(instruction.else);
    return exit ? { ...exit, condition, cause } : inside;
  }

  #loop(instruction: LoopNode | ForNode, flow: Flow): Flow {
    const { id } = instruction;
    let inside = flow;
    if (instruction.op === 'for') {
      const { from, to, step } = instruction;
      const condition = [from, to, step].find(value => this.#values.has(value));
      inside ??=
        condition === undefined
          ? undefined
          : { how: 'for', at: id, condition, cause: this.#values.get(condition)! };
    }
    inside ??= this.#loops.get(id);
    if (instruction.op === 'for') this.#yields(id, inside?.cause);
    const end = this.#block(instruction.body, inside);
    if (end && !inside) {
      this.#loops.set(id, end);
      this.#changed = true;
      inside = end;
    }
    return behavior(instruction.body) & RETURN ? inside : flow;
  }

  #instruction(instruction: Instruction, flow: Flow): void {
    const { id } = instruction;
    switch (instruction.op) {
      case 'const':
      case 'param':
      case 'length':
        return this.#yields(id, undefined);
      case 'builtin': {
        const { builtin } = instruction;
        const shared = builtin === 'groupIndex' || builtin === 'groupCount' || builtin.startsWith('extent');
        return this.#yields(id, shared ? undefined : { source: builtin, at: id });
      }
      case 'compute':
      case 'construct':
      case 'extract':
      case 'element':
        return this.#yields(id, this.#first(operands(instruction)));
      case 'call':
        return this.#yields(id, flow?.cause ?? this.#first(instruction.args));
      case 'load':
        return this.#yields(id, this.#read(instruction.place, id) ?? flow?.cause);
      case 'atomic':
        return this.#yields(id, { source: 'the result of an atomic', at: id });
      case 'subgroup':
        if (instruction.name !== 'size' && instruction.name !== 'invocationIndex')
          this.#needs('this subgroup operation', id, flow);
        return this.#yields(id, { source: 'the result of a subgroup operation', at: id });
      case 'uniformLoad': {
        const index = this.#first(elementsOf(instruction.place));
        this.#needs('this uniformLoad', id, flow);
        if (!flow && index) this.violations.push({ what: 'this uniformLoad', at: id, flow, index });
        return this.#yields(id, index ?? flow?.cause);
      }
      case 'barrier':
        return this.#needs('this barrier', id, flow);
      case 'variable':
        return this.#stores(
          instruction.local,
          id,
          flow,
          instruction.initial === undefined ? [] : [instruction.initial],
        );
      case 'store':
        if (instruction.place.root.kind === 'local')
          this.#stores(instruction.place.root.index, id, flow, operands(instruction));
    }
  }

  #yields(id: ValueId, cause: Cause | undefined): void {
    if (!cause) {
      this.uniform.add(id);
    } else if (!this.#values.has(id)) {
      this.#values.set(id, cause);
      this.#changed = true;
    }
  }

  #stores(local: number, at: ValueId, flow: Flow, values: readonly ValueId[]): void {
    const cause = this.#first(values) ?? flow?.cause;
    if (!cause || this.#variables.has(local)) return;
    this.#variables.set(local, { store: at, ...cause });
    this.#changed = true;
  }

  #needs(what: string, at: ValueId, flow: Flow): void {
    if (flow) this.violations.push({ what, at, flow });
  }

  #first(values: readonly ValueId[]): Cause | undefined {
    for (const value of values) {
      const cause = this.#values.get(value);
      if (cause) return cause;
    }
    return undefined;
  }

  #read(place: Place, at: ValueId): Cause | undefined {
    const { kind, index } = place.root;
    if (kind === 'shared') return { source: 'a read of shared memory', at };
    if (kind === 'local') return this.#variables.get(index) ?? this.#first(elementsOf(place));
    const { access, name } = this.#program.params[index]!;
    return access === 'read'
      ? this.#first(elementsOf(place))
      : { source: `a read of the ${access} parameter '${name}'`, at };
  }
}

/** The first instruction that leaves the block for good. */
function findExit(block: Block): { how: 'break' | 'continue' | 'return'; at: ValueId } | undefined {
  for (const instruction of block) {
    const { op, id } = instruction;
    if (op === 'break' || op === 'continue' || op === 'return') return { how: op, at: id };
    if (op === 'if' && behaviorOf(instruction) & (BREAK | CONTINUE | RETURN)) {
      const exit = findExit(instruction.then) ?? findExit(instruction.else);
      if (exit) return exit;
    }
    if ((op === 'loop' || op === 'for') && behavior(instruction.body) & RETURN)
      return findReturn(instruction.body);
  }
  return undefined;
}

function findReturn(block: Block): { how: 'return'; at: ValueId } | undefined {
  for (const instruction of block) {
    if (instruction.op === 'return') return { how: 'return', at: instruction.id };
    const inner =
      instruction.op === 'if'
        ? [instruction.then, instruction.else]
        : 'body' in instruction
          ? [instruction.body]
          : [];
    for (const within of inner) {
      const found = findReturn(within);
      if (found) return found;
    }
  }
  return undefined;
}

const SHARED_CONDITIONS =
  'All invocations of a group must reach it alike: decide by what they share (literals, parameters, ' +
  'lengths, groupIndex, groupCount, `read` views at such indices, g.uniformLoad), or move it out.';

const WHERE: Record<Divergence['how'], string> = {
  if: 'it stands in an If whose condition',
  for: 'it stands in a For, or behind one with a Return in it, whose range',
  break: 'it stands in a loop, or behind one with a Return in it, that some leave by a Break whose condition',
  continue:
    'it stands in a loop, or behind one with a Return in it, where some take a Continue whose condition',
  return: 'some may have taken a Return whose condition',
};

function report({ what, at, flow, index }: Violation, fail: Fail): never {
  const cause = flow?.cause ?? index!;
  const source = cause.store === undefined ? cause.source : `a variable set from ${cause.source}`;
  const trail = [cause.store, cause.at];
  if (!flow) return fail(`${what} has an index that depends on ${source}`, [at, ...trail], SHARED_CONDITIONS);
  return fail(
    `${what} may not be reached by all invocations of its group: ${WHERE[flow.how]} depends on ${source}`,
    [at, flow.at, flow.condition, ...trail],
    SHARED_CONDITIONS,
  );
}
