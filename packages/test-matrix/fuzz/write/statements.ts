// Writes statements. What would not be allowed where it stands is left out: a barrier where flow differs, a
// break outside of a loop, a write that another invocation may race with.
import type { Expression } from '../model/expression.ts';
import type { Block, Statement } from '../model/statement.ts';
import { simple, type Type } from '../model/types.ts';
import type { ExpressionWriter } from './expressions.ts';
import { HOME } from './grid.ts';
import { type Scope, type Source, VALUE } from './scope.ts';

/** The control flow around a statement. */
export interface Flow {
  /** All invocations of a group reach the statement together. */
  readonly uniform: boolean;
  /** The loop around it, and whether its invocations stay together. */
  readonly loop?: { readonly uniform: boolean } | undefined;
  /** The places where a return is allowed or, in a function, the type of its result. */
  readonly returns: 'anywhere' | 'where uniform' | Type;
}

export class StatementWriter {
  readonly #scope: Scope;
  readonly #expressions: ExpressionWriter;
  readonly #types: readonly Type[];
  #lines: string[] = [];

  constructor(scope: Scope, expressions: ExpressionWriter, types: readonly Type[]) {
    this.#scope = scope;
    this.#expressions = expressions;
    this.#types = types;
  }

  /** The lines of a block, in a scope of its own. */
  block(block: Block, flow: Flow, begin: () => readonly string[] = () => []): readonly string[] {
    const before = this.#lines;
    this.#lines = [];
    this.#scope.within(() => {
      this.#lines.push(...begin());
      this.statements(block, flow);
    });
    const lines = this.#lines;
    this.#lines = before;
    return lines;
  }

  /** Into what is open. */
  statements(block: Block, flow: Flow): void {
    for (const statement of block) this.#statement(statement, flow);
  }
  take(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  #statement(s: Statement, flow: Flow): void {
    if ('instead' in s && s.instead === 0) return this.#inner(s, flow);
    switch (s.kind) {
      case 'let':
        return this.#let(s, flow);
      case 'variable':
        return this.#variable(s, flow);
      case 'store':
        return this.#store(s, flow);
      case 'assign':
        return this.#assign(s, flow);
      case 'atomic':
        return this.#atomic(s);
      case 'if':
        return this.#if(s, flow);
      case 'for':
        return this.#for(s, flow);
      case 'loop':
        return this.#loop(s, flow);
      case 'exit':
        return this.#exit(s, flow);
      case 'exchange':
        return this.#exchange(s.body, flow);
      case 'uniformLoad':
        return this.#uniformLoad(s, flow);
    }
  }

  /** The blocks of a statement without it. */
  #inner(s: Extract<Statement, { instead: number }>, flow: Flow): void {
    const blocks = s.kind === 'if' ? [...s.sides.map(({ body }) => body), s.otherwise] : [s.body];
    for (const block of blocks) this.statements(block, flow);
  }

  // ---- values and places

  #let({ type, value, uniform: wanted }: Of<'let'>, flow: Flow): void {
    const uniform = wanted && flow.uniform;
    const { text, grid } = this.#expressions.inMode(uniform, () => this.#expressions.write(type, value));
    const name = this.#scope.name('x');
    this.#lines.push(`const ${name} = ${text};`);
    this.#scope.add({ ...VALUE, text: name, type, uniform, grid: grid ?? HOME });
  }

  #variable({ type: pick, initial, uniform: wanted }: Of<'variable'>, flow: Flow): void {
    const type = this.#types[pick % this.#types.length]!;
    const uniform = wanted && flow.uniform;
    const first = initial
      ? `, ${this.#expressions.inMode(uniform, () => this.#expressions.made(type, initial))}`
      : '';
    const name = this.#scope.name('v');
    this.#lines.push(`const ${name} = variable(${type.text}${first});`);
    this.#scope.add({ ...VALUE, text: name, type, form: 'place', writable: true, uniform });
  }

  /** A uniform variable stays so only by what is written where all invocations are. */
  readonly #writable =
    (flow: Flow) =>
    ({ writable, uniform }: Source): boolean =>
      writable && (!uniform || flow.uniform);

  #store({ type, value, pick, indices }: Of<'store'>, flow: Flow): void {
    const ways = this.#scope.waysTo(type, this.#writable(flow));
    const way = ways[pick % ways.length];
    if (!way) return;
    this.#expressions.inMode(way.source.uniform, () => {
      const text = this.#expressions.stored(type, value);
      this.#lines.push(`${this.#expressions.place(way, indices)}.$ = ${text};`);
    });
  }

  #assign({ pick, indices, leaves }: Of<'assign'>, flow: Flow): void {
    const ways = this.#scope.waysTo('composite', this.#writable(flow));
    const way = ways[pick % ways.length];
    if (!way) return;
    const type = way.steps.reduce<Type>((of, step) => partOf(of, step), way.source.type);
    this.#expressions.inMode(way.source.uniform, () => {
      const text = this.#expressions.made(type, leaves);
      this.#lines.push(`${this.#expressions.place(way, indices)}.$ = ${text};`);
    });
  }

  #atomic({ pick, index, ...values }: Of<'atomic'>): void {
    const atomics = this.#scope.sources.filter(({ update }) => update !== undefined);
    const source = atomics[pick % atomics.length];
    if (source?.type.kind !== 'simple' || !source.lengths) return;
    const scalar = source.type.scalar as 'u32' | 'i32';
    const at = this.#expressions.index(index, source.lengths[0]!);
    const { text } = this.#expressions.write(simple(scalar), values[scalar]);
    this.#lines.push(`${source.text}.at(${at}).${source.update}(${text});`);
  }

  // ---- control flow

  #body(head: string, lines: readonly string[], tail: string): void {
    this.#lines.push(head, ...lines.map(line => `  ${line}`), tail);
  }

  #condition(condition: Expression, uniform: boolean): string {
    return this.#expressions.inMode(uniform, () => this.#expressions.write(simple('bool'), condition).text);
  }

  #if({ uniform: wanted, sides, otherwise }: Of<'if'>, flow: Flow): void {
    const uniform = wanted && flow.uniform;
    const inside = { ...flow, uniform };
    for (const [i, { condition, body }] of sides.entries()) {
      const test = this.#condition(condition, uniform);
      const head = i === 0 ? `If(${test}, () => {` : `}).ElseIf(() => ${test}, () => {`;
      this.#lines.push(head, ...indented(this.block(body, inside)));
    }
    const last = this.block(otherwise, inside);
    if (last.length > 0) this.#lines.push('}).Else(() => {', ...indented(last));
    this.#lines.push('});');
  }

  #for({ uniform: wanted, scalar, from, to, step, steps, atTheEnd, body }: Of<'for'>, flow: Flow): void {
    const uniform = wanted && flow.uniform;
    const type = simple(scalar);
    const isSigned = scalar === 'i32';
    const range = this.#expressions.inMode(uniform, () => {
      const write = (expression: Expression) => this.#expressions.write(type, expression).text;
      const by = steps
        ? `${write(steps)}.rem(3)${isSigned ? '.mul(2)' : ''}.add(1)`
        : String(isSigned ? step : Math.abs(step));
      const end = isSigned ? 2 ** 31 - 1 : 2 ** 32 - 1;
      const bounds = atTheEnd
        ? `from: ${scalar}(${end}).sub(${write(from)}.rem(8)${isSigned ? '.abs()' : ''}), to: ${end}`
        : `from: ${write(from)}.rem(${isSigned ? 5 : 4}), to: ${write(to)}.rem(${isSigned ? 5 : 9})`;
      return `{ ${isSigned ? 'type: i32, ' : ''}${bounds}, step: ${by} }`;
    });
    const name = this.#scope.name('n');
    const lines = this.block(body, { ...flow, uniform, loop: { uniform } }, () => {
      this.#scope.add({ ...VALUE, text: name, type, uniform });
      return [];
    });
    this.#body(`For(${range}, ${name} => {`, lines, '});');
  }

  /** Ends after some turns, whatever its condition says. */
  #loop({ uniform: wanted, form, turns, condition, body }: Of<'loop'>, flow: Flow): void {
    const uniform = wanted && flow.uniform;
    const left = this.#scope.name('left');
    const test = this.#condition(condition, uniform);
    const lines = this.block(body, { ...flow, uniform, loop: { uniform } });
    const count = `${left}.$ = ${left}.$.sub(1);`;
    this.#lines.push(`const ${left} = variable(u32, ${turns});`);
    if (form === 'While')
      this.#body(`While(() => ${left}.$.gt(0).and(${test}), () => {`, [count, ...lines], '});');
    else
      this.#body(
        'Loop(() => {',
        [`If(${left}.$.eq(0), () => Break());`, count, ...lines, `If(${test}, () => Break());`],
        '});',
      );
  }

  #exit({ how, uniform: wanted, condition, before, result }: Of<'exit'>, flow: Flow): void {
    if (how !== 'Return' && !flow.loop) return;
    const must = how === 'Return' ? flow.returns === 'where uniform' : flow.loop!.uniform;
    if (must && !flow.uniform) return;
    const uniform = must || (wanted && flow.uniform);
    const test = this.#condition(condition, uniform);
    const lines = this.block(before, { ...flow, uniform });
    const value =
      how === 'Return' && typeof flow.returns === 'object'
        ? this.#expressions.made(flow.returns, result)
        : '';
    this.#body(`If(${test}, () => {`, [...lines, `${how}(${value});`], '});');
  }

  // ---- groups

  #exchange(body: Block, flow: Flow): void {
    if (!flow.uniform) {
      this.statements(body, flow);
      return;
    }
    const before = this.#scope.exchanging;
    this.#lines.push('g.barrier();');
    this.#scope.exchanging = true;
    // who left from here would write what others still read
    this.#lines.push('{', ...indented(this.block(body, { ...flow, loop: undefined })), '}');
    this.#scope.exchanging = before;
    this.#lines.push('g.barrier();');
  }

  #uniformLoad({ pick, index }: Of<'uniformLoad'>, flow: Flow): void {
    if (!flow.uniform) return;
    const shared = this.#scope.shared;
    const source = shared[pick % shared.length];
    if (!source) return;
    const at = this.#expressions.inMode(true, () => this.#expressions.index(index, source.length));
    const name = this.#scope.name('x');
    this.#lines.push(`const ${name} = g.uniformLoad(${source.text}.at(${at}));`);
    this.#scope.add({ ...VALUE, text: name, type: source.type, uniform: true });
  }
}

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;
export const indented = (lines: readonly string[]): readonly string[] => lines.map(line => `  ${line}`);

function partOf(type: Type, step: { readonly member: string } | { readonly length: number }): Type {
  if (type.kind === 'array') return type.element;
  if (type.kind === 'struct' && 'member' in step)
    return type.fields.find(([name]) => name === step.member)![1];
  return type;
}
