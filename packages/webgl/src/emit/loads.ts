import { COMPONENTS, isLarge, layout, type StructNode, type Type, typeKey } from '@heddle/core/backend';
import type { Phase } from './element-position.ts';
import type { GlslNames } from './glsl-names.ts';
import { loopHead, ROW_MEMBER, type TypeNames } from './type-names.ts';
import { assembled, memberOffset, packedWords, type WordSource } from './words.ts';

/**
 * Words of the launch, as text: the logarithm of the textures' width, and a zero that no compiler can know.
 */
interface LaunchWords {
  readonly widthLog2: string;
  readonly zero: string;
}

/**
 * Reads of views. Words are fetched one texel at a time, and assembled in a function for each type of more
 * than one vector. A function must be declared before it is called, so every read of the program is passed to
 * `declare` first.
 */
export class Loads {
  readonly #names: GlslNames;
  readonly #types: TypeNames;
  readonly #launch: LaunchWords;
  readonly #functions = new Map<string, string>();
  readonly #declarations: string[] = [];
  readonly #fetch: string;
  readonly #word: string;
  #usesFetch = false;
  #usesWord = false;

  constructor(names: GlslNames, types: TypeNames, launch: LaunchWords) {
    this.#names = names;
    this.#types = types;
    this.#launch = launch;
    this.#fetch = names.name('fetch');
    this.#word = names.name('word');
  }

  declare(type: Type, phase: Phase): void {
    this.#usesFetch = true;
    this.#usesWord ||= phase === 'any' || isLarge(type);
    if (isDirect(type, phase)) return;
    const key = keyOf(type, phase);
    if (this.#functions.has(key)) return;
    const name = this.#names.name(`load ${this.#types.name(type)}`);
    this.#functions.set(key, name);
    this.#names.scope(() => this.#declareFunction(name, type, phase));
  }

  /** `at` is the number of the texel's layer; if `phase` is `any`, it is the number of the first word. */
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
    const { widthLog2 } = this.#launch;
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
    if (isLarge(type)) {
      const value = this.#names.name('value');
      const first = phase === 'any' ? at! : plus(`${at} * 4`, phase);
      const body = this.#assign(type, value, first, (word, k) => this.#wordAt(view!, element!, word, k));
      const lines = [`${this.#types.name(type)} ${value};`, ...body, `return ${value};`];
      for (const line of [head, ...lines.map(text => `  ${text}`), '}', '']) this.#declarations.push(line);
      return;
    }
    const body: string[] = [];
    let source: WordSource;
    if (phase === 'any') {
      source = wordByWord(word => this.#wordAt(view!, element!, at!, word));
    } else {
      // The texels of fields that the pass does not need are not fetched.
      const texels: string[] = [];
      source = packedWords(i => {
        if (texels[i] === undefined) {
          texels[i] = this.#names.name('texel');
          body.push(`  uvec4 ${texels[i]} = ${this.#fetch}(${view}, ${element}, ${plus(at!, i)});`);
        }
        return texels[i]!;
      });
    }
    const value = assembled(this.#types, type, source, phase === 'any' ? 0 : phase);
    for (const line of [head, ...body, `  return ${value};`, '}', '']) this.#declarations.push(line);
  }

  #wordAt(view: string, element: string, first: string, word: number): string {
    return `${this.#word}(${view}, ${element}, ${plus(first, word)})`;
  }

  /**
   * Statements that read a value, with loops for its long arrays. `first` is the number of its first word.
   */
  #assign(
    type: Type,
    target: string,
    first: string,
    word: (first: string, word: number) => string,
  ): readonly string[] {
    if (!isLarge(type)) {
      const source = wordByWord(k => word(first, k));
      return [`${target} = ${assembled(this.#types, type, source)};`];
    }
    if (type.kind !== 'array') {
      return this.#types
        .membersOf(type)
        .flatMap(([member, i]) =>
          this.#assign(
            member,
            `${target}.${this.#types.field(type as StructNode, i)}`,
            plus(first, memberOffset(type, i)),
            word,
          ),
        );
    }
    const stride = layout(type.elem).stride / 4;
    return this.#names.scope(() => {
      const i = this.#names.name('i');
      const element = `${target}[${i}]${type.elem.kind === 'array' ? `.${ROW_MEMBER}` : ''}`;
      const body = this.#assign(type.elem, element, `${first} + ${i} * ${stride}`, word);
      return [loopHead(i, type.length, this.#launch.zero), ...body.map(line => `  ${line}`), '}'];
    });
  }
}

/** True if the value takes a single fetch and no function. */
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
