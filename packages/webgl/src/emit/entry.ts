import { type Lines, valueOffsets } from '@heddle/core/backend';
import type { GlslPrinter } from './glsl-printer.ts';
import type { Module } from './module.ts';
import type { OwnElement } from './own-elements.ts';
import type { PassOutput } from './pass-plan.ts';
import { layerText } from './words.ts';

/** A layer of a view, at the index of its output location. */
export interface OutputLayer {
  readonly param: number;
  readonly layer: number;
}

/** `at` is the number of the element, if the body needs it. */
interface NamedElement extends OwnElement {
  readonly name: string;
  readonly at: string | undefined;
}

/** Names outside the kernel's body: own elements, outputs, and the arguments of the body's function. */
export class Entry {
  readonly outputs: readonly (OutputLayer & { readonly name: string })[];
  readonly #module: Module;
  readonly #elements: readonly NamedElement[];

  constructor(module: Module, elements: readonly OwnElement[], outputs: readonly PassOutput[]) {
    const { names, params } = module;
    this.#module = module;
    this.#elements = elements.map(element => ({
      ...element,
      name: names.name(`own ${params[element.param]}`),
      at:
        element.address === undefined && !element.isOldFirst
          ? undefined
          : names.name(`${params[element.param]} at`),
    }));
    this.outputs = outputs.flatMap(({ param, layers }) =>
      layers.map(layer => ({ param, layer, name: names.name(`${params[param]} texel`) })),
    );
  }

  /** Declarations of the outputs, and of the variables from which they are made. */
  get declarations(): readonly string[] {
    return [
      ...this.outputs.map(({ name }, i) => `layout(location = ${i}) out uvec4 ${name};`),
      '',
      ...this.#elements.map(({ param, name }) => `${this.#typeOf(param)} ${name};`),
      '',
    ];
  }

  /** The head of the body's function. */
  get head(): string {
    const { dimensions } = this.#module.program;
    const index = dimensions === 1 ? 'uint' : `uvec${dimensions}`;
    const list = [`${index} ${this.#module.index}`, ...this.#told.map(({ at }) => `uint ${at}`)];
    return `void ${this.#module.body}(${list.join(', ')})`;
  }

  /** Prints the values that the body uses, and the initial values of its own elements. */
  start(printer: GlslPrinter, lines: Lines): void {
    const { program, loads, params, types, values } = this.#module;
    const { offsets } = valueOffsets(program.params);
    for (const param of values)
      lines.add(
        `${this.#typeOf(param)} ${params[param]} = ${this.#module.valueText(param, offsets[param]!)};`,
      );
    for (const { param, local, address, name, at, isOldFirst } of this.#elements) {
      printer.nameLocal(local, name);
      if (address !== undefined) printer.define(address, at!);
      const { type } = program.params[param]!;
      lines.add(
        `${name} = ${isOldFirst ? loads.load(params[param]!, at!, type, 0, '0') : types.zero(type)};`,
      );
    }
  }

  main(lines: Lines): void {
    const { names, uniforms } = this.#module;
    const first = this.outputs[0]!.param;
    const view = (word: 'offset' | 'step' | 'length'): string => this.#module.viewWord(first, word);
    lines.braces('void main()', () => {
      names.scope(() => {
        const [texel, element, relative, invocation] = ['texel', 'element', 'relative', 'invocation'].map(
          hint => names.name(hint),
        );
        lines.add(
          `uvec2 ${texel} = uvec2(gl_FragCoord.xy);`,
          `uint ${element} = (${texel}.y << ${this.#module.word(uniforms.widthLog2)}) + ${texel}.x;`,
          `uint ${relative} = ${element} - ${view('offset')};`,
          `uint ${invocation} = ${relative};`,
        );
        // A division takes as long as a small kernel, and most views are dense.
        lines.braces(`if (${view('step')} != 1u)`, () => lines.add(`${invocation} /= ${view('step')};`));
        // No buffer has 2^31 elements, so the distance of an element before the offset wraps to more than any
        // view spans.
        const count = `min(${this.#module.word(uniforms.invocations)}, ${view('length')})`;
        const addresses = this.#told.map(({ param, isOutput }) => {
          if (isOutput) return element;
          const [offset, step] = (['offset', 'step'] as const).map(word =>
            this.#module.viewWord(param, word),
          );
          return `${offset} + ${invocation} * ${step}`;
        });
        // Not a `discard` before the body: on some devices a discarded fragment runs on until its neighbours
        // end, and with an invalid index it may loop for minutes.
        lines.braces(
          `if (${invocation} * ${view('step')} == ${relative} && ${invocation} < ${count})`,
          () => {
            lines.add(`${this.#module.body}(${[this.#index(invocation!), ...addresses].join(', ')});`);
            for (const { param, layer, name } of this.outputs) {
              const own = this.#elements.find(candidate => candidate.param === param)!;
              const { type } = this.#module.program.params[param]!;
              lines.add(`${name} = ${layerText(this.#module.types, type, own.name, layer)};`);
            }
          },
        );
        lines.braces('else', () => lines.add('discard;'));
      });
    });
  }

  get #told(): readonly NamedElement[] {
    return this.#elements.filter(({ at }) => at !== undefined);
  }

  #index(invocation: string): string {
    const { program, uniforms } = this.#module;
    if (program.dimensions === 1) return invocation;
    const [x, y] = [0, 1].map(axis => this.#module.word(uniforms.extent + axis));
    if (program.dimensions === 2) return `uvec2(${invocation} % ${x}, ${invocation} / ${x})`;
    return `uvec3(${invocation} % ${x}, ${invocation} / ${x} % ${y}, ${invocation} / (${x} * ${y}))`;
  }

  #typeOf(param: number): string {
    return this.#module.types.name(this.#module.program.params[param]!.type);
  }
}
