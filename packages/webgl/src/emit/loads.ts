import { COMPONENTS, layout, type Type, typeKey } from '@heddle/core/backend';
import type { Phase } from './element-position.ts';
import type { GlslNames } from './glsl-names.ts';
import type { TypeNames } from './type-names.ts';
import { assembled, packedWords, type WordSource } from './words.ts';

/** Where the launch's uniforms have the logarithm of the textures' width, as text. */
interface Width {
  readonly widthLog2: string;
}

/**
 * Reads of views. Words are fetched a texel at a time, and assembled in a function for each type of more than
 * one vector. A function must be declared before it is called: whatever the program reads is told to
 * `declare` first.
 */
export class Loads {
  readonly #names: GlslNames;
  readonly #types: TypeNames;
  readonly #width: Width;
  readonly #functions = new Map<string, string>();
  readonly #declarations: string[] = [];
  readonly #fetch: string;
  readonly #word: string;
  #usesFetch = false;
  #usesWord = false;

  constructor(names: GlslNames, types: TypeNames, width: Width) {
    this.#names = names;
    this.#types = types;
    this.#width = width;
    this.#fetch = names.name('fetch');
    this.#word = names.name('word');
  }

  declare(type: Type, phase: Phase): void {
    this.#usesFetch = true;
    this.#usesWord ||= phase === 'any';
    if (isDirect(type, phase)) return;
    const key = keyOf(type, phase);
    if (this.#functions.has(key)) return;
    const name = this.#names.name(`load ${this.#types.name(type)}`);
    this.#functions.set(key, name);
    this.#names.scope(() => this.#declareFunction(name, type, phase));
  }

  /** `at`: the number of the texel's layer; where `phase` is `any`, that of the first word. */
  load(view: string, element: string, type: Type, phase: Phase, at: string): string {
    if (!isDirect(type, phase)) {
      const name = this.#functions.get(keyOf(type, phase));
      if (name === undefined) throw new Error('a load that was not declared');
      return `${name}(${view}, ${element}, ${at})`;
    }
    const texel = `${this.#fetch}(${view}, ${element}, ${at})`;
    const source =
      phase === 'any'
        ? wordByWord(() => `${this.#word}(${view}, ${element}, ${at})`)
        : packedWords(() => texel);
    return assembled(this.#types, type, source, phase === 'any' ? 0 : phase);
  }

  get declarations(): readonly string[] {
    const { widthLog2 } = this.#width;
    const fetch = [
      `uvec4 ${this.#fetch}(usampler2DArray view, uint element, int layer) {`,
      `  ivec2 at = ivec2(element & ((1u << ${widthLog2}) - 1u), element >> ${widthLog2});`,
      '  return texelFetch(view, ivec3(at, layer), 0);',
      '}',
      '',
    ];
    const words = [
      `uint ${this.#word}(usampler2DArray view, uint element, int at) {`,
      `  return ${this.#fetch}(view, element, at >> 2)[at & 3];`,
      '}',
      '',
    ];
    return [...(this.#usesFetch ? fetch : []), ...(this.#usesWord ? words : []), ...this.#declarations];
  }

  #declareFunction(name: string, type: Type, phase: Phase): void {
    const [view, element, at] = ['view', 'element', phase === 'any' ? 'first' : 'layer'].map(hint =>
      this.#names.name(hint),
    );
    const head = `${this.#types.name(type)} ${name}(usampler2DArray ${view}, uint ${element}, int ${at}) {`;
    const body: string[] = [];
    let source: WordSource;
    if (phase === 'any') {
      source = wordByWord(word => `${this.#word}(${view}, ${element}, ${plus(at!, word)})`);
    } else {
      const count = Math.ceil((phase + layout(type).size / 4) / 4);
      const texels = Array.from({ length: count }, () => this.#names.name('texel'));
      for (const [i, texel] of texels.entries())
        body.push(`  uvec4 ${texel} = ${this.#fetch}(${view}, ${element}, ${plus(at!, i)});`);
      source = packedWords(i => texels[i]!);
    }
    const value = assembled(this.#types, type, source, phase === 'any' ? 0 : phase);
    this.#declarations.push(head, ...body, `  return ${value};`, '}', '');
  }
}

/** Whether it takes a single fetch, and no function. */
const isDirect = (type: Type, phase: Phase): boolean =>
  type.kind === 'scalar' || (type.kind === 'vec' && phase !== 'any');

const keyOf = (type: Type, phase: Phase): string => `${phase} ${typeKey(type)}`;
const plus = (text: string, count: number): string => (count === 0 ? text : `${text} + ${count}`);

const wordByWord = (one: (word: number) => string): WordSource => ({
  one,
  vector: (word, n) =>
    `uvec${n}(${COMPONENTS.slice(0, n)
      .map((_, i) => one(word + i))
      .join(', ')})`,
});
