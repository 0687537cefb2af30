import { check } from '../check/check.ts';
import type { Form } from '../check/checked.ts';
import { type Builder, build, type Options } from '../ir/build.test-support.ts';
import type { OpName } from '../ir/ir.ts';
import { type ScalarNode, type Type, typeName } from '../ir/types.ts';
import { lowerToShader } from '../lower/shader/lower.ts';
import type { ShaderAtomic, ShaderBarrier, ShaderProgram } from '../lower/shader/shader.ts';
import { CLikePrinter } from './c-like-printer.ts';
import { call, type Expression, primary } from './expression.ts';
import { infixSpellings, type Spelling } from './infix-spellings.ts';
import { Lines } from './lines.ts';
import { decimal, numeral } from './literal.ts';
import { ScopedNames } from './scoped-names.ts';
import type { ShaderModule } from './shader-module.ts';

/** The lines of a program's functions and body, lowered and printed in a language that only tests use. */
export function printed(
  options: Options,
  body: (b: Builder) => void,
  form: Form = 'checked',
): readonly string[] {
  const program = lowerToShader(check(build(options, body)), form);
  const lines = new Lines();
  for (const { name, params, locals, body: block } of program.functions) {
    const printer = new PlainPrinter(plainModule(program), locals, lines);
    printer.nameParams(params);
    lines.braces(`fn ${name}`, () => printer.printBody(block));
  }
  new PlainPrinter(plainModule(program), program.locals, lines).printBody(program.body);
  return `${lines}`.split('\n').slice(0, -1);
}

function plainModule(program: ShaderProgram): ShaderModule {
  const param = (i: number): string => program.params[i]!.name;
  return {
    program,
    names: new ScopedNames(program.params.map(({ name }) => name)),
    types: {
      name: typeName,
      field: (struct, field) => Object.keys(struct.fields)[field]!,
      zero: type => `${typeName(type)}()`,
    },
    functions: program.functions.map(({ name }) => name),
    runtimeZero: 'zero',
    param,
    viewWord: (i, word) => `${param(i)}.${word}`,
    builtin: builtin => primary(builtin),
    memory: ({ kind, index }) => (kind === 'param' ? param(index) : `shared${index}`),
  };
}

class PlainPrinter extends CLikePrinter {
  protected override spelling(name: OpName): Spelling {
    const infix = infixSpellings[name as keyof typeof infixSpellings];
    return infix ?? (args => call(name, ...args));
  }
  protected override literal({ scalar }: ScalarNode, bits: number): Expression {
    return numeral(scalar === 'f32' ? decimal(bits)! : `${bits | 0}`, bits);
  }
  protected override address(_: number, index: Expression): Expression {
    return primary(`@${index.text}`);
  }
  protected override declareValue(name: string, _: Type, value: string): string {
    return `let ${name} = ${value}`;
  }
  protected override declareVariable(name: string, _: Type, value: string): string {
    return `var ${name} = ${value}`;
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
