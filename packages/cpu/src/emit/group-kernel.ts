import {
  type FlatBlock,
  type FlatId,
  type GroupBlock,
  type GroupNode,
  type GroupProgram,
  GroupUses,
  type Region,
  type Scalar,
  splitRegions,
  useCounts,
  walk,
} from '@heddle/core/backend';
import { type Callee, CodePrinter, forHead, inlinedIn } from './code-printer.ts';
import { bounds, type Expression, expression, Level, primary } from './expression.ts';
import type { Lines } from './lines.ts';
import type { Unit } from './unit.ts';
import { type WideValues, wideValues } from './wide-values.ts';

/**
 * Prints a loop over the groups. Inside it are the control flow at group level, and a loop over the lanes for
 * each region.
 */
export function printGroupKernel(unit: Unit, lines: Lines, functions: readonly Callee[]): void {
  new GroupPrinter(unit, lines, functions).print();
}

class GroupPrinter {
  readonly #unit: Unit;
  readonly #lines: Lines;
  readonly #group: GroupProgram;
  readonly #printer: CodePrinter;
  readonly #wide: WideValues;
  readonly #lane: string;
  readonly #uses: GroupUses;
  readonly #globalIndex: { readonly id: FlatId } | undefined;
  #region: Region | undefined;
  #loops = 0;
  #leavesLoops = false;
  #leavesGroupLoops = false;

  constructor(unit: Unit, lines: Lines, functions: readonly Callee[]) {
    const { program } = unit;
    const group = splitRegions(program);
    this.#unit = unit;
    this.#lines = lines;
    this.#group = group;
    this.#uses = new GroupUses(group);
    this.#wide = wideValues(program, this.#uses.blocks, this.#uses.byControlFlow);
    this.#globalIndex = program.inputs.find(
      input => input.op === 'builtin' && input.builtin === 'globalIndex',
    );
    this.#lane = unit.builtin('localIndex').text;
    this.#printer = new CodePrinter(unit, lines, {
      key: '',
      code: program.body,
      wide: this.#wide,
      functions,
      lanes: group.context.memories,
      leave: (_, loops) => this.#leaveLane(loops),
    });
  }

  print(): void {
    this.#values(this.#group.prologue);
    const group = this.#unit.builtin('groupIndex').text;
    const start = this.#lines.count;
    const head = `for (let ${group} = 0; ${group} < ${this.#unit.builtin('groupCount').text}; ${group}++)`;
    this.#lines.braces(head, () => {
      if (this.#unit.checks) this.#lines.add(`launch.checked.enter(${group});`);
      for (const array of this.#sharedArrays()) this.#lines.add(`${array}.fill(0);`);
      if (this.#group.context.ended) this.#lines.add(`${this.#ended()}.fill(0);`);
      this.#block(this.#group.block);
    });
    if (this.#leavesGroupLoops) this.#lines.replace(start, line => line.replace('for', 'groups: for'));
  }

  #block(block: GroupBlock): void {
    for (const node of block) this.#node(node);
  }

  #node(node: GroupNode): void {
    const lines = this.#lines;
    switch (node.op) {
      case 'values':
        // In a checked kernel, an access of lane 0 at group level stands for the same access of every lane.
        if (this.#unit.checks) lines.add(`${this.#unit.clock}.lane(0);`);
        return this.#values(node.instructions);
      case 'region':
        return this.#printRegion(node);
      case 'if': {
        const condition = this.#atGroupLevel(node.condition).text;
        lines.braces(`if (${condition})`, () => this.#block(node.then));
        if (node.else.length > 0) lines.braces('else', () => this.#block(node.else));
        return;
      }
      case 'loop':
        return lines.braces('for (;;)', () => this.#loop(node.body));
      case 'for':
        for (const id of [node.from, node.step, node.trips]) this.#atGroupLevel(id);
        return lines.braces(forHead(this.#unit, node), () => this.#loop(node.body));
      case 'break':
      case 'continue':
        return lines.add(`${node.op};`);
      case 'return':
        if (this.#loops > 0) this.#leavesGroupLoops = true;
        return lines.add(this.#loops > 0 ? 'continue groups;' : 'continue;');
      case 'barrier':
        return lines.add(`${this.#unit.clock}.barrier();`);
    }
  }

  #loop(body: GroupBlock): void {
    this.#loops++;
    this.#block(body);
    this.#loops--;
  }

  /** A value that is the same for all lanes is in lane 0's part of the context. */
  #atGroupLevel(id: FlatId): Expression {
    if (this.#group.context.values.has(id)) this.#unit.set(id, this.#fromContext(id, '0'));
    return this.#unit.value(id);
  }

  #values(instructions: FlatBlock): void {
    const kept = this.#uses.keptBy(instructions);
    this.#printer.print(instructions, inlinedIn(this.#unit, instructions, kept), kept, () => undefined);
  }

  #printRegion(region: Region): void {
    this.#region = region;
    this.#leavesLoops = false;
    const start = this.#lines.count;
    const { groupSize } = this.#unit.program;
    this.#lines.braces(`for (let ${this.#lane} = 0; ${this.#lane} < ${groupSize}; ${this.#lane}++)`, () =>
      this.#lanes(region),
    );
    if (this.#leavesLoops) this.#lines.replace(start, line => line.replace('for', 'lanes: for'));
    this.#region = undefined;
  }

  #lanes(region: Region): void {
    const lines = this.#lines;
    const unit = this.#unit;
    const uses = useCounts(region.body);
    if (unit.checks) lines.add(`${unit.clock}.lane(${this.#lane});`);
    if (region.skipEnded) lines.add(`if (${this.#ended()}[${this.#lane}] !== 0) continue;`);
    const index = this.#globalIndex;
    if (index && uses.has(index.id)) {
      const { text } = unit.value(index.id);
      lines.add(
        `const ${text} = ${unit.builtin('groupIndex').text} * ${unit.program.groupSize} + ${this.#lane};`,
      );
    }
    for (const id of region.loads) {
      const name = unit.name('kept');
      lines.add(`const ${name} = ${this.#fromContext(id, this.#lane).text};`);
      unit.set(id, primary(name, bounds(unit.typeOf(id))));
    }
    for (const { local, load } of region.locals) {
      const name = this.#printer.localName(local);
      lines.add(
        load
          ? `let ${name} = ${this.#localInContext(local)}${this.#isBool(local) ? ' !== 0' : ''};`
          : `let ${name};`,
      );
    }
    const kept = this.#uses.keptBy(region.body);
    this.#printer.print(region.body, inlinedIn(unit, region.body, kept), kept, (id, name) => {
      if (!region.saves.has(id)) return;
      lines.add(
        `${this.#valueArray(id)}[${this.#lane}] = ${name}${unit.typeOf(id) === 'bool' ? ' ? 1 : 0' : ''};`,
      );
    });
    for (const { local, save } of region.locals) {
      if (!save) continue;
      const name = this.#printer.localName(local);
      lines.add(`${this.#localInContext(local)} = ${name}${this.#isBool(local) ? ' ? 1 : 0' : ''};`);
    }
  }

  /** A lane that has ended runs no later region, so none of its values need to be kept. */
  #leaveLane(loops: number): readonly string[] {
    if (loops > 0) this.#leavesLoops = true;
    const jump = loops > 0 ? 'continue lanes;' : 'continue;';
    return this.#region?.endsLanes ? [`${this.#ended()}[${this.#lane}] = 1;`, jump] : [jump];
  }

  #ended(): string {
    return this.#unit.laneArray('ended', 'ended', 'bool');
  }

  #valueArray(id: FlatId): string {
    return this.#unit.laneArray(`value ${id}`, 'kept', this.#unit.typeOf(id));
  }

  #fromContext(id: FlatId, lane: string): Expression {
    const type = this.#unit.typeOf(id);
    const text = `${this.#valueArray(id)}[${lane}]`;
    return type === 'bool' ? expression(`${text} !== 0`, Level.equality) : primary(text, bounds(type));
  }

  #localInContext(local: number): string {
    const { name, type } = this.#unit.program.body.locals[local]!;
    const kind: Scalar = type === 'u32' && this.#wide.locals.has(local) ? 'i32' : type;
    return `${this.#unit.laneArray(`local ${local}`, name, kind)}[${this.#lane}]`;
  }

  #isBool(local: number): boolean {
    return this.#unit.program.body.locals[local]!.type === 'bool';
  }

  #sharedArrays(): ReadonlySet<string> {
    const arrays = new Set<string>();
    for (const instruction of walk(this.#unit.program.body.block)) {
      if (!('memory' in instruction) || instruction.op === 'clear' || instruction.memory.kind !== 'shared')
        continue;
      const type =
        instruction.op === 'atomic'
          ? instruction.on
          : this.#unit.typeOf(instruction.op === 'load' ? instruction.id : instruction.value);
      const { index } = instruction.memory;
      if (this.#unit.anyArray(`shared ${index}`) === undefined)
        arrays.add(this.#unit.array(instruction.memory, type));
    }
    return arrays;
  }
}
