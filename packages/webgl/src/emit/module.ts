import {
  type Builtin,
  COMPONENTS,
  type Expression,
  isLarge,
  type Place,
  primary,
  type ShaderInput,
  type ShaderModule,
  type ShaderProgram,
  shaderOperands,
  type Type,
  type ValueId,
  type ViewWord,
  walk,
} from '@heddle/core/backend';
import { BuiltFunctions } from './built-functions.ts';
import { positionOf } from './element-position.ts';
import { GlslNames } from './glsl-names.ts';
import { type LaunchUniforms, launchUniforms, VIEW_WORDS } from './launch-uniforms.ts';
import type { LiveFields } from './live-fields.ts';
import { Loads } from './loads.ts';
import type { OwnElements } from './own-elements.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import { TypeNames } from './type-names.ts';
import { assembled, packedWords } from './words.ts';

/**
 * The names of a program's parts, and its declarations. The user's names are assigned first, so that they
 * stay unchanged.
 */
export class Module implements ShaderModule {
  readonly program: ShaderProgram;
  readonly names: GlslNames = new GlslNames(RESERVED_WORDS);
  readonly types: TypeNames;
  readonly uniforms: LaunchUniforms;
  readonly launch: string;
  /** For each parameter, a view's sampler or a value's variable. */
  readonly params: readonly string[];
  readonly functions: readonly string[];
  /** The function of the kernel's body, and its parameter for the invocation's index. */
  readonly body: string;
  readonly index: string;
  readonly loads: Loads;
  readonly built: BuiltFunctions;
  /** The values that the body uses, in order. */
  readonly values: readonly number[];
  /** For each parameter, whether the view is read from a texture. */
  readonly isRead: readonly boolean[];

  constructor({ shader, elements }: OwnElements, live: LiveFields) {
    const { names } = this;
    this.program = shader;
    this.types = new TypeNames(names, live);
    this.types.declareAll(shader);
    this.params = shader.params.map(({ name }) => names.name(name));
    this.functions = shader.functions.map(({ name }) => names.name(name));
    this.body = names.name(shader.name);
    this.index = names.name('index');
    this.launch = names.name('launch');
    this.uniforms = launchUniforms(shader.params);
    this.built = new BuiltFunctions(names, shader);
    this.types.runtimeZero = this.runtimeZero;
    this.loads = new Loads(names, this.types, {
      widthLog2: this.word(this.uniforms.widthLog2),
      zero: this.runtimeZero,
    });
    const read = new Set<number>();
    const values = new Set<number>();
    const load = (param: number, type: Type, path: Parameters<typeof positionOf>[1]): void => {
      const position = positionOf(type, path, id => this.constant(id));
      read.add(param);
      this.loads.declare(position.type, position.phase);
    };
    for (const instruction of walk(shader.body)) {
      for (const id of shaderOperands(instruction)) {
        const input = shader.inputs.get(id);
        if (input?.op === 'param') values.add(input.param);
      }
      if (instruction.op !== 'load' || instruction.place.root.kind !== 'param') continue;
      const { root, path } = instruction.place;
      load(root.index, shader.params[root.index]!.type, path.slice(1));
    }
    for (const { param, isOldFirst } of elements) if (isOldFirst) load(param, shader.params[param]!.type, []);
    // Functions must precede their callers.
    const zeros = [
      ...shader.locals,
      ...shader.functions.flatMap(({ result, locals }) => [{ type: result }, ...locals]),
      ...[...shader.inputs.values()].filter(({ op }) => op === 'zero'),
      ...elements.map(({ param }) => shader.params[param]!),
    ];
    for (const { type } of zeros) if (isLarge(type)) this.types.zero(type);
    this.values = [...values].sort((a, b) => a - b);
    this.isRead = shader.params.map((_, i) => read.has(i));
  }

  constant(id: ValueId): number | undefined {
    const input: ShaderInput | undefined = this.program.inputs.get(id);
    return input?.op === 'const' ? input.bits : undefined;
  }

  get runtimeZero(): string {
    return this.word(this.uniforms.zero);
  }

  param(param: number): string {
    return this.params[param]!;
  }

  memory({ index }: Place['root']): string {
    return this.params[index]!;
  }

  /** A word of the launch. */
  word(word: number): string {
    return `${this.launch}[${word >> 2}].${COMPONENTS[word & 3]}`;
  }

  viewWord(param: number, word: ViewWord): string {
    return this.word(this.uniforms.views[param]! + VIEW_WORDS[word]);
  }

  /** A value parameter, assembled from the launch's words. */
  valueText(param: number, offset: number): string {
    const first = this.uniforms.values + offset;
    const source = packedWords(i => `${this.launch}[${i + first / 4}]`);
    return assembled(this.types, this.program.params[param]!.type, source);
  }

  builtin(builtin: Builtin): Expression {
    const [what, axis] = builtin.split('.') as ['index' | 'extent', 'x' | 'y' | 'z'];
    if (what === 'index')
      return primary(this.program.dimensions === 1 ? this.index : `${this.index}.${axis}`);
    return primary(this.word(this.uniforms.extent + COMPONENTS.indexOf(axis)));
  }

  /** All declarations before the functions. */
  get declarations(): readonly string[] {
    const samplers = this.params.flatMap((name, i) =>
      this.isRead[i] ? [`uniform usampler2DArray ${name};`] : [],
    );
    return [
      '#version 300 es',
      'precision highp float;',
      'precision highp int;',
      'precision highp usampler2DArray;',
      '',
      ...this.types.declarations,
      `uniform uvec4 ${this.launch}[${this.uniforms.vectors}];`,
      ...samplers,
      ...this.types.functions,
    ];
  }
}
