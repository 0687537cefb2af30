import { walk } from '../../ir/walk.ts';
import type { FlatBlock, FlatId, FlatInstruction, FlatProgram } from '../flat/flat.ts';
import { hoist, sharedInputs } from '../flat/hoist.ts';
import { hoistLoads } from '../flat/hoist-loads.ts';
import { findGroupLevel } from './group-level.ts';
import type { GroupBlock, GroupNode, GroupProgram, Region } from './group-program.ts';
import { keepContext } from './region-context.ts';

/** Splits the body of a group kernel at its barriers. */
export function splitRegions(program: FlatProgram): GroupProgram {
  const { values: prologue, block } = hoist(program.body.block, sharedInputs(program, 'launch'));
  const shared = sharedInputs(program, 'group');
  for (const value of prologue) shared.add(value.id);
  const groupLevel = findGroupLevel(block);
  const split = new Splitter(program, groupLevel, shared).block(block);
  return keepContext(program, prologue, markEnded(split), shared);
}

class Splitter {
  readonly #program: FlatProgram;
  readonly #isGroupLevel: ReadonlySet<FlatInstruction>;
  readonly #shared: Set<FlatId>;

  constructor(program: FlatProgram, isGroupLevel: ReadonlySet<FlatInstruction>, shared: Set<FlatId>) {
    this.#program = program;
    this.#isGroupLevel = isGroupLevel;
    this.#shared = shared;
  }

  block(block: FlatBlock): GroupBlock {
    const nodes: GroupNode[] = [];
    let run: FlatInstruction[] = [];
    const close = (): void => {
      for (const node of this.#region(run)) nodes.push(node);
      run = [];
    };
    for (const instruction of block) {
      if (!this.#isGroupLevel.has(instruction)) {
        run.push(instruction);
        continue;
      }
      close();
      const node = this.#groupLevel(instruction);
      if (node) nodes.push(node);
    }
    close();
    return nodes;
  }

  #groupLevel(instruction: FlatInstruction): GroupNode | undefined {
    switch (instruction.op) {
      case 'barrier':
        return this.#program.observed ? { op: 'barrier' } : undefined;
      case 'if': {
        this.#mustAgree(instruction.condition);
        const { op, condition } = instruction;
        return { op, condition, then: this.block(instruction.then), else: this.block(instruction.else) };
      }
      case 'loop':
        return { op: 'loop', body: this.block(instruction.body) };
      case 'for': {
        const { op, id, from, step, trips } = instruction;
        for (const bound of [from, step, trips]) this.#mustAgree(bound);
        this.#shared.add(id);
        return { op, id, from, step, trips, body: this.block(instruction.body) };
      }
      case 'break':
      case 'continue':
      case 'return':
        return { op: instruction.op };
      default:
        throw new Error(`'${instruction.op}' does not stand at group level`);
    }
  }

  /**
   * Makes a region. Values that all lanes share move to group level before it, so that they are computed when the first
   * lane starts.
   */
  #region(run: readonly FlatInstruction[]): readonly GroupNode[] {
    if (run.length === 0) return [];
    const { values: instructions, block: body } = hoistLoads(run, this.#program.uniform, this.#shared);
    const nodes: GroupNode[] = instructions.length > 0 ? [{ op: 'values', instructions }] : [];
    if (body.length > 0) nodes.push(region(body));
    return nodes;
  }

  #mustAgree(id: FlatId): void {
    if (!this.#shared.has(id) && !this.#program.uniform.has(id)) {
      throw new Error(
        'control flow around a barrier depends on a value that the invocations of a group do not share',
      );
    }
  }
}

function region(body: FlatBlock): Region {
  return { op: 'region', body, loads: [], saves: new Set(), locals: [], endsLanes: false, skipEnded: false };
}

/**
 * Marks the regions after a region that may end a lane. No barrier follows such a `return`, so neither region is in a
 * loop at group level, and they run in textual order.
 */
function markEnded(block: GroupBlock): GroupBlock {
  const count = (nodes: GroupBlock): number => nodes.reduce((sum, node) => sum + regionsIn(node), 0);
  const regionsIn = (node: GroupNode): number => {
    if (node.op === 'region') return 1;
    if (node.op === 'if') return count(node.then) + count(node.else);
    return node.op === 'loop' || node.op === 'for' ? count(node.body) : 0;
  };
  let left = count(block);
  let ended = false;
  const mark = (nodes: GroupBlock): GroupBlock =>
    nodes.map((node): GroupNode => {
      if (node.op === 'region') {
        left--;
        const skipEnded = ended;
        const endsLanes = left > 0 && [...walk(node.body)].some(({ op }) => op === 'return');
        ended ||= endsLanes;
        return { ...node, skipEnded, endsLanes };
      }
      if (node.op === 'if') return { ...node, then: mark(node.then), else: mark(node.else) };
      return node.op === 'loop' || node.op === 'for' ? { ...node, body: mark(node.body) } : node;
    });
  return mark(block);
}
