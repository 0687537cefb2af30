import {
  type FlatBlock,
  type FlatId,
  type GroupBlock,
  type GroupNode,
  type GroupProgram,
  GroupUses,
  groupNodes,
  inlineValues,
  type Region,
  type Scalar,
  splitRegions,
  useCounts,
  walk,
} from '@heddle/core/backend';
import { get, i32, isName } from './code.ts';
import { CodeEmitter, inliningIn } from './code-emitter.ts';
import { countedLoop, endlessLoop, type LoopLabels } from './counted-loop.ts';
import type { FunctionBuilder, Label } from './function-builder.ts';
import type { Code } from './instructions.ts';
import { zeroed } from './memory-access.ts';
import { END, SCRATCH, START, type Unit } from './unit.ts';

/**
 * Emits a loop over the groups. Inside it are the control flow at group level, and a loop over the lanes for
 * each region.
 */
export function emitGroupKernel(unit: Unit): void {
  new GroupEmitter(unit).emit();
}

class GroupEmitter {
  readonly #unit: Unit;
  readonly #run: FunctionBuilder;
  readonly #group: GroupProgram;
  readonly #emitter: CodeEmitter;
  readonly #index: number;
  readonly #lane: number;
  /** `scratch + 4 * lane`: the base address of each lane's word in every part of the context. */
  readonly #own: number;
  readonly #uses: GroupUses;
  readonly #globalIndexes: readonly FlatId[];
  #nextGroup: Label = 0;
  #nextLane: Label = 0;
  #region: Region | undefined;
  #loop: LoopLabels | undefined;

  constructor(unit: Unit) {
    const { program, run } = unit;
    const group = splitRegions(program);
    this.#unit = unit;
    this.#run = run;
    this.#group = group;
    this.#uses = new GroupUses(group);
    this.#globalIndexes = program.inputs
      .filter(input => input.op === 'builtin' && input.builtin === 'globalIndex')
      .map(({ id }) => id);
    this.#index = unit.variable('groupIndex', 'group');
    this.#lane = unit.variable('localIndex', 'lane');
    this.#own = unit.variable('own', 'own');
    const { memories } = program.body;
    this.#emitter = new CodeEmitter({
      unit,
      builder: run,
      code: program.body,
      local: memory => {
        const [key, bytes] = [`local ${memory}`, 4 * memories[memory]!.words];
        return group.context.memories.has(memory)
          ? unit.lanes(key, bytes, [get(this.#lane)])
          : { base: [get(SCRATCH)], offset: unit.scratch.place(key, bytes) };
      },
      leave: () => this.#leaveLane(),
    });
  }

  emit(): void {
    const run = this.#run;
    run.block(done => {
      run.emit(get(START), get(END), ['i32.ge_u']);
      run.branchIf(done);
      this.#values(this.#group.prologue);
      run.emit(get(START), ['local.set', this.#index]);
      run.loop(again => {
        run.block(next => {
          this.#nextGroup = next;
          const scratch: Code = [get(SCRATCH)];
          run.emit(...zeroed({ base: scratch, offset: 0 }, this.#unit.sharedBytes));
          if (this.#group.context.ended) {
            const bytes = 4 * this.#unit.program.groupSize;
            run.emit(...zeroed({ base: scratch, offset: this.#ended() }, bytes));
          }
          this.#block(this.#group.block);
        });
        run.emit(get(this.#index), i32(1), ['i32.add'], ['local.tee', this.#index], get(END), ['i32.ne']);
        run.branchIf(again);
      });
    });
  }

  #block(block: GroupBlock): void {
    for (const node of block) this.#node(node);
  }

  #node(node: GroupNode): void {
    const run = this.#run;
    switch (node.op) {
      case 'values':
        return this.#values(node.instructions);
      case 'region':
        return this.#lanes(node);
      case 'if':
        run.emit(...this.#atGroupLevel(node.condition));
        return run.if(
          () => this.#block(node.then),
          node.else.length > 0 ? () => this.#block(node.else) : undefined,
        );
      case 'loop':
        return endlessLoop(run, labels => this.#inLoop(labels, node.body));
      case 'for': {
        const [from = [], step = [], trips = []] = [node.from, node.step, node.trips].map(id =>
          this.#byName(id),
        );
        const hasContinue = [...groupNodes(node.body)].some(({ op }) => op === 'continue');
        return countedLoop(run, { from, step, trips }, hasContinue, (index, labels) => {
          this.#unit.set(node.id, index);
          this.#inLoop(labels, node.body);
        });
      }
      case 'break':
      case 'continue':
        return run.branch(this.#loop![node.op]);
      case 'return':
        return run.branch(this.#nextGroup);
    }
  }

  #inLoop(labels: LoopLabels, body: GroupBlock): void {
    const outer = this.#loop;
    this.#loop = labels;
    this.#block(body);
    this.#loop = outer;
  }

  /** A value that is the same for all lanes is in lane 0's part of the context. */
  #atGroupLevel(id: FlatId): Code {
    return this.#group.context.values.has(id)
      ? this.#read(this.#valuePlace(id), this.#unit.scalarOf(id), SCRATCH)
      : this.#unit.value(id);
  }

  #byName(id: FlatId): Code {
    const code = this.#atGroupLevel(id);
    if (isName(code)) return code;
    this.#run.emit(...code);
    return [get(this.#run.store('i32'))];
  }

  #values(instructions: FlatBlock): void {
    const kept = this.#uses.keptBy(instructions);
    this.#emitter.emit(instructions, inlineValues(instructions, { ...inliningIn(this.#unit), kept }), kept);
  }

  #lanes(region: Region): void {
    const run = this.#run;
    const { groupSize } = this.#unit.program;
    const hasContext =
      region.loads.length + region.saves.size + region.locals.length > 0 ||
      region.skipEnded ||
      region.endsLanes;
    const canLeave = region.skipEnded || [...walk(region.body)].some(({ op }) => op === 'return');
    this.#region = region;
    run.emit(i32(0), ['local.set', this.#lane]);
    if (hasContext) run.emit(get(SCRATCH), ['local.set', this.#own]);
    run.loop(again => {
      if (canLeave) {
        run.block(next => {
          this.#nextLane = next;
          this.#lanesBody(region);
        });
      } else this.#lanesBody(region);
      if (hasContext) run.emit(get(this.#own), i32(4), ['i32.add'], ['local.set', this.#own]);
      run.emit(get(this.#lane), i32(1), ['i32.add'], ['local.tee', this.#lane], i32(groupSize), ['i32.ne']);
      run.branchIf(again);
    });
    this.#region = undefined;
  }

  #lanesBody(region: Region): void {
    const run = this.#run;
    const unit = this.#unit;
    if (region.skipEnded) {
      run.emit(get(this.#own), ['i32.load', this.#ended()]);
      run.branchIf(this.#nextLane);
    }
    const uses = useCounts(region.body);
    if (this.#globalIndexes.some(id => uses.has(id))) {
      const global = unit.variable('globalIndex', 'globalIndex');
      const first: Code = [get(this.#index), i32(unit.program.groupSize), ['i32.mul']];
      run.emit(...first, get(this.#lane), ['i32.add'], ['local.set', global]);
    }
    for (const id of region.loads) {
      run.emit(...this.#read(this.#valuePlace(id), unit.scalarOf(id), this.#own));
      unit.set(id, [get(run.store(unit.typeOf(id)))]);
    }
    for (const { local, load } of region.locals) {
      if (!load) continue;
      const code = this.#read(this.#localPlace(local), this.#localScalar(local), this.#own);
      run.emit(...code, ['local.set', this.#emitter.localOf(local)]);
    }
    const kept = this.#uses.keptBy(region.body);
    this.#emitter.emit(
      region.body,
      inlineValues(region.body, { ...inliningIn(this.#unit), kept }),
      kept,
      id => {
        if (region.saves.has(id)) this.#keep(this.#valuePlace(id), unit.scalarOf(id), unit.value(id));
      },
    );
    for (const { local, save } of region.locals) {
      if (!save) continue;
      this.#keep(this.#localPlace(local), this.#localScalar(local), [get(this.#emitter.localOf(local))]);
    }
  }

  /** A lane that has ended runs no later region, so none of its values need to be kept. */
  #leaveLane(): void {
    if (this.#region?.endsLanes) this.#run.emit(get(this.#own), i32(1), ['i32.store', this.#ended()]);
    this.#run.branch(this.#nextLane);
  }

  #ended(): number {
    return this.#place('ended');
  }

  #valuePlace(id: FlatId): number {
    return this.#place(`value ${id}`);
  }

  #localPlace(local: number): number {
    return this.#place(`scalar ${local}`);
  }

  /** The offset of an array with one word for each lane. */
  #place(key: string): number {
    return this.#unit.scratch.place(key, 4 * this.#unit.program.groupSize);
  }

  #localScalar(local: number): Scalar {
    return this.#unit.program.body.locals[local]!.type;
  }

  #read(place: number, scalar: Scalar, base: number): Code {
    return [get(base), [scalar === 'f32' ? 'f32.load' : 'i32.load', place]];
  }

  #keep(place: number, scalar: Scalar, value: Code): void {
    this.#run.emit(get(this.#own), ...value, [scalar === 'f32' ? 'f32.store' : 'i32.store', place]);
  }
}
