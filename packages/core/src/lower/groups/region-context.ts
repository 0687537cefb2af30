import { ops } from '../../ir/ops/index.ts';
import { walk } from '../../ir/walk.ts';
import type { FlatBlock, FlatId, FlatProgram, FlatPure } from '../flat/flat.ts';
import { flatOperands, flatResults, isPure } from '../flat/flat-walk.ts';
import type { GroupBlock, GroupNode, GroupProgram, Region } from './group-program.ts';
import { groupNodes } from './group-uses.ts';

/** The limit of operations for a value that is computed again in another region, and not stored for every lane. */
const CHEAP = 4;

/**
 * Finds the values that are live across regions, and adds to the regions the loads from the context and the stores to
 * it.
 */
export function keepContext(
  flat: FlatProgram,
  prologue: readonly FlatPure[],
  block: GroupBlock,
  shared: ReadonlySet<FlatId>,
): GroupProgram {
  const touched = new Map<Region, Touched>();
  const usedByGroup = new Set<FlatId>();
  for (const node of groupNodes(block)) {
    if (node.op === 'region') touched.set(node, touch(node.body));
    else if (node.op === 'if') usedByGroup.add(node.condition);
    else if (node.op === 'for') for (const id of [node.from, node.step, node.trips]) usedByGroup.add(id);
  }

  const pure = new Map<FlatId, FlatPure>();
  const defined = new Set<FlatId>();
  /** The number of operations of each pure value, with those of its operands, which are defined before it. */
  const costs = new Map<FlatId, number>();
  const cost = (id: FlatId): number => (defined.has(id) ? (costs.get(id) ?? Infinity) : 0);
  for (const region of touched.keys()) {
    for (const instruction of walk(region.body)) {
      for (const id of flatResults(instruction)) defined.add(id);
      if (instruction.op === 'for') defined.add(instruction.id);
      if (!isPure(instruction)) continue;
      pure.set(instruction.id, instruction);
      const own = instruction.op === 'compute' ? (ops[instruction.name].cost ?? 1) : 1;
      const costOf = flatOperands(instruction).reduce((total, operand) => total + cost(operand), own);
      costs.set(instruction.id, costOf);
    }
  }
  const values = new Set<FlatId>([...usedByGroup].filter(id => defined.has(id) && !shared.has(id)));
  for (const { uses, defines } of touched.values()) {
    for (const id of uses) if (defined.has(id) && !defines.has(id) && cost(id) > CHEAP) values.add(id);
  }
  const locals = shareds([...touched.values()].map(region => region.locals));
  const memories = shareds([...touched.values()].map(region => region.memories));

  let ended = false;
  const complete = (region: Region): Region => {
    const { uses, defines } = touched.get(region)!;
    const again: FlatPure[] = [];
    const loads: FlatId[] = [];
    const known = new Set<FlatId>();
    const bring = (id: FlatId): void => {
      if (!defined.has(id) || defines.has(id) || known.has(id)) return;
      known.add(id);
      if (values.has(id)) {
        loads.push(id);
        return;
      }
      const value = pure.get(id)!;
      flatOperands(value).forEach(bring);
      again.push(value);
    };
    uses.forEach(bring);
    ended ||= region.endsLanes;
    return {
      ...region,
      body: [...again, ...region.body],
      loads,
      saves: new Set([...defines].filter(id => values.has(id))),
      locals: localsOf(region.body, locals),
    };
  };
  const completed = mapRegions(block, complete);
  return { flat, prologue, block: completed, context: { values, locals, memories, ended } };
}

interface Touched {
  readonly uses: ReadonlySet<FlatId>;
  readonly defines: ReadonlySet<FlatId>;
  readonly locals: ReadonlySet<number>;
  readonly memories: ReadonlySet<number>;
}

function touch(body: FlatBlock): Touched {
  const uses = new Set<FlatId>();
  const defines = new Set<FlatId>();
  const locals = new Set<number>();
  const memories = new Set<number>();
  for (const instruction of walk(body)) {
    for (const id of flatOperands(instruction)) uses.add(id);
    for (const id of flatResults(instruction)) defines.add(id);
    if (instruction.op === 'for') defines.add(instruction.id);
    if ('local' in instruction) locals.add(instruction.local);
    if (instruction.op === 'clear') memories.add(instruction.memory);
    else if ('memory' in instruction && instruction.memory.kind === 'local')
      memories.add(instruction.memory.index);
  }
  return { uses, defines, locals, memories };
}

/** The numbers that occur in more than one region. */
function shareds(regions: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  const once = new Set<number>();
  const more = new Set<number>();
  for (const region of regions) {
    for (const index of region) {
      if (once.has(index)) more.add(index);
      once.add(index);
    }
  }
  return more;
}

/** The locals of a region. A local that the region always sets before any read need not be loaded. */
function localsOf(body: FlatBlock, context: ReadonlySet<number>): Region['locals'] {
  const found = new Map<number, { load: boolean; save: boolean }>();
  for (const top of body) {
    for (const instruction of walk([top])) {
      if (!('local' in instruction) || !context.has(instruction.local)) continue;
      const sets = instruction.op !== 'get';
      const known = found.get(instruction.local);
      if (known) known.save ||= sets;
      else found.set(instruction.local, { load: !sets || instruction !== top, save: sets });
    }
  }
  return [...found].map(([local, { load, save }]) => ({ local, load, save }));
}

function mapRegions(block: GroupBlock, map: (region: Region) => Region): GroupBlock {
  return block.map((node): GroupNode => {
    if (node.op === 'region') return map(node);
    if (node.op === 'if')
      return { ...node, then: mapRegions(node.then, map), else: mapRegions(node.else, map) };
    return node.op === 'loop' || node.op === 'for' ? { ...node, body: mapRegions(node.body, map) } : node;
  });
}
