import {
  type AtomicName,
  at,
  CLikePrinter,
  type Expression,
  isLarge,
  Level,
  type OpName,
  type ScalarNode,
  type ShaderAtomic,
  type ShaderBarrier,
  type Spelling,
  type Type,
} from '@heddle/core/backend';
import { spellings } from './spellings.ts';

/** Prints a body in WGSL. */
export class WgslPrinter extends CLikePrinter {
  protected override spelling(name: OpName): Spelling {
    return spellings[name];
  }

  protected override declareValue(name: string, _: Type, value: string): string {
    return `let ${name} = ${value}`;
  }

  protected override declareVariable(name: string, _: Type, value: string): string {
    return `var ${name} = ${value}`;
  }

  protected override copiesByLoop(type: Type): boolean {
    return isLarge(type);
  }

  protected override declarePointer(name: string, place: string): string {
    return `let ${name} = &${place}`;
  }

  protected override declareUnset(name: string, type: Type): string {
    return `var ${name}: ${this.module.types.name(type)}`;
  }

  protected override barrier({ shared, storage }: ShaderBarrier): readonly string[] {
    // Every barrier of the source makes the group wait, even one that orders no memory access.
    return [
      ...(shared || !storage ? ['workgroupBarrier();'] : []),
      ...(storage ? ['storageBarrier();'] : []),
    ];
  }

  protected override uniformLoad(_: unknown, place: string): string {
    return `workgroupUniformLoad(&${place})`;
  }

  protected override atomic(
    { name, type, args }: ShaderAtomic,
    place: string,
    values: readonly Expression[],
    result: string | undefined,
  ): void {
    if (name === 'compareExchange') return this.#compareExchange(type, place, values[0]!, values[1]!, result);
    const text = `${ATOMICS[name]}(${[`&${place}`, ...values.map(value => value.text)].join(', ')})`;
    if (result === undefined) this.lines.add(args.length === 0 ? `_ = ${text};` : `${text};`);
    else this.lines.add(`let ${result} = ${text};`);
  }

  /** WGSL's exchange may fail spuriously, and is then repeated. */
  #compareExchange(
    { scalar }: ScalarNode,
    place: string,
    expected: Expression,
    desired: Expression,
    result: string | undefined,
  ): void {
    if (result !== undefined) this.lines.add(`var ${result}: ${scalar};`);
    this.lines.braces('loop', () => {
      this.names.scope(() => {
        const attempt = this.names.name('attempt');
        this.lines.add(
          `let ${attempt} = atomicCompareExchangeWeak(&${place}, ${expected.text}, ${desired.text});`,
        );
        if (result !== undefined) this.lines.add(`${result} = ${attempt}.old_value;`);
        this.lines.braces(
          `if (${attempt}.exchanged || ${attempt}.old_value != ${at(Level.shift, expected)})`,
          () => this.lines.add('break;'),
        );
      });
    });
  }
}

const ATOMICS: Readonly<Record<Exclude<AtomicName, 'compareExchange'>, string>> = {
  load: 'atomicLoad',
  store: 'atomicStore',
  add: 'atomicAdd',
  sub: 'atomicSub',
  min: 'atomicMin',
  max: 'atomicMax',
  and: 'atomicAnd',
  or: 'atomicOr',
  xor: 'atomicXor',
  exchange: 'atomicExchange',
};
