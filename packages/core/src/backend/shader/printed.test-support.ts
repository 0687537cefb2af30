import { type Builder, build, type Options } from '../../ir/build.test-support.ts';
import { check } from '../../ir/check.ts';
import type { Form } from '../../ir/checked.ts';
import type { OpName, Place } from '../../ir/ir.ts';
import { COMPONENTS, type MemoryType, type StructNode, type Type, typeName } from '../../ir/types.ts';
import { CLikePrinter } from './c-like-printer.ts';
import { call, type Expression, primary } from './expression.ts';
import { decimal, infixSpellings, numeral, type Spelling } from './infix-spellings.ts';
import { Lines } from './lines.ts';
import { lowerToShader } from './lower.ts';
import { ScopedNames } from './scoped-names.ts';
import type { ShaderAtomic, ShaderBarrier, ShaderInput } from './shader.ts';

/** The lines of a program's functions and body, lowered and printed in a language of no machine. */
export function printed(
  options: Options,
  body: (b: Builder) => void,
  form: Form = 'checked',
): readonly string[] {
  const program = lowerToShader(check(build(options, body)), form);
  const lines = new Lines();
  const reserved = program.params.map(({ name }) => name);
  for (const { name, params, locals, body: block } of program.functions) {
    const printer = new PlainPrinter(program, locals, lines, new ScopedNames(reserved));
    params.forEach(({ id }, i) => {
      printer.define(id, 'abc'[i]!);
    });
    lines.braces(`fn ${name}`, () => printer.printBody(block));
  }
  new PlainPrinter(program, program.locals, lines, new ScopedNames(reserved)).printBody(program.body);
  return `${lines}`.split('\n').slice(0, -1);
}

class PlainPrinter extends CLikePrinter {
  protected override readonly endlessLoop = 'loop';

  protected override spelling(name: OpName): Spelling {
    const infix = infixSpellings[name as keyof typeof infixSpellings];
    return infix ?? (args => call(name, ...args));
  }
  protected override input(input: ShaderInput): Expression {
    switch (input.op) {
      case 'const':
        return numeral(input.type.scalar === 'f32' ? decimal(input.bits)! : `${input.bits | 0}`, input.bits);
      case 'zero':
        return primary(`${typeName(input.type)}()`);
      case 'runtimeZero':
        return primary('zero');
      case 'param':
        return primary(this.program.params[input.param]!.name);
      case 'builtin':
        return primary(input.builtin);
      case 'length':
        return primary(`${this.program.params[input.param]!.name}.${input.axis}`);
    }
  }
  protected override typeName(type: MemoryType): string {
    return typeName(type);
  }
  protected override fieldName(struct: StructNode, field: number): string {
    return Object.keys(struct.fields)[field] ?? COMPONENTS[field]!;
  }
  protected override functionName(callee: number): string {
    return this.program.functions[callee]!.name;
  }
  protected override memoryName({ kind, index }: Place['root']): string {
    return kind === 'param' ? this.program.params[index]!.name : `shared${index}`;
  }
  protected override address(_: number, index: Expression): Expression {
    return primary(`@${index.text}`);
  }
  protected override declareValue(name: string, _: Type, value: string): string {
    return `let ${name} = ${value};`;
  }
  protected override declareVariable(name: string, type: Type, value: string | undefined): string {
    return `var ${name} = ${value ?? `${typeName(type)}()`};`;
  }
  protected override counter(name: string, _: Type, from: string): string {
    return `${name} = ${from}`;
  }
  protected override barrier({ shared, storage }: ShaderBarrier): readonly string[] {
    return [`barrier(${[shared && 'shared', storage && 'storage'].filter(Boolean).join(', ')});`];
  }
  protected override atomic(
    { name }: ShaderAtomic,
    place: string,
    args: readonly Expression[],
    result: string | undefined,
  ): void {
    this.lines.add(
      `${result === undefined ? '' : `let ${result} = `}atomic ${name}(${[place, ...args.map(arg => arg.text)].join(', ')});`,
    );
  }
  protected override uniformLoad(_: unknown, place: string): string {
    return `uniformLoad(${place})`;
  }
}
