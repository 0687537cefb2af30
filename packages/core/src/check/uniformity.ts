/**
 * Uniformity: what all invocations of a group share, and whether they all reach every barrier together.
 *
 * ## Values
 * These values are uniform: constants, `value` parameters, lengths, the extent, group index and count; reads of
 * `read` views at uniform indices; `uniformLoad`; and results that are computed from uniform values alone. That
 * includes function calls: a result depends only on the arguments, because a function reads nothing else. These
 * are varying: the invocation's own indices, reads of `readWrite` parameters and of shared memory, results of
 * atomics and of subgroup operations. A composite is varying if one of its members is.
 *
 * A variable is uniform if everything ever stored to it (its initial value, and parts of it, included) is a
 * uniform value, at uniform indices, in uniform flow. The order of stores is ignored, so a store late in a loop's
 * body affects the reads before it. WGSL follows each assignment; this takes their union, and so refuses at least
 * as much.
 *
 * ## Flow
 * Flow is uniform if all invocations of the group get there together, the same number of times.
 * - Inside an `if` with a varying condition, and inside a `for` with a varying bound, it is not.
 * - After an `if` it is the same as before, unless a side of it can break, continue or return. Then some
 *   invocations have left, so flow is varying to the end of the block, and of the blocks around it up to the
 *   target of the exit.
 * - A loop's body starts with the flow that its end has: after one varying break, continue or return anywhere
 *   in it, invocations are no longer in the same iteration. Exits of an inner loop that stay inside of it do
 *   not count.
 * - After a loop flow is the same as before it, unless its body can return.
 *
 * These are WGSL's rules for statements (https://www.w3.org/TR/WGSL/#uniformity-statements), except that they
 * apply to unreachable code too, which WGSL ignores.
 *
 * ## What needs it
 * Barriers, `uniformLoad` and subgroup operations must be in uniform flow. The indices of a `uniformLoad` must
 * be uniform too, because WGSL requires a uniform pointer.
 *
 * ## The set of uniform values
 * It is for backends that run a group as loops over its invocations, and want to compute a value once. So a value
 * in varying flow is in the set only if it can be computed anywhere, as a pure expression of uniform values.
 * Three kinds of values are not in it, even if all active invocations agree on them: a read; a call, which may
 * not end for arguments that it never gets in this flow; and the index of a loop that invocations leave at
 * different times. In a range kernel the set contains the values that are the same in the whole launch.
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
 * The reason why a value is not uniform: the varying value that it depends on, and the store that wrote it to a
 * variable, if any.
 */
interface Cause {
  readonly source: string;
  readonly at: ValueId;
  readonly store?: ValueId;
}

/**
 * The reason why flow is not uniform: the `if` or `for` around it or the exit before it, and the condition of that.
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
  // The start is optimistic: nothing is varying and no loop has diverged. Passes only add entries, so they end.
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

  /** Visits a block, and yields the flow at its end. */
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

/** The first instruction that leaves the block. */
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
  'Either all invocations of a group must reach it, or none: use conditions that they share (literals, parameters, ' +
  'lengths, groupIndex, groupCount, `read` views at such indices, g.uniformLoad), or move it out.';

const WHERE: Record<Divergence['how'], string> = {
  if: 'it is in an If whose condition',
  for: 'it is in a For, or after one with a Return in it, whose range',
  break: 'it is in a loop, or after one with a Return in it, with a Break whose condition',
  continue: 'it is in a loop, or after one with a Return in it, with a Continue whose condition',
  return: 'it is after a Return whose condition',
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
