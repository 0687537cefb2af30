// The values and memory locations in a statement's scope, and the paths to the scalars and vectors in them.
import type { ATOMIC_UPDATES } from '../model/kernel.ts';
import { type SimpleType, simple, type Type } from '../model/types.ts';
import type { Grid } from './grid.ts';

export interface Source {
  readonly text: string;
  readonly type: Type;
  readonly form: 'value' | 'place' | 'atomic';
  /** The texts of a view's lengths, one for each index, if any of its elements may be chosen. */
  readonly lengths?: readonly string[];
  /** The text around the index, if the index is not the element's own. */
  readonly wrap?: (index: string) => string;
  /** Behind the element. */
  readonly suffix?: string;
  readonly readable: boolean;
  readonly writable: boolean;
  /** The same for all invocations of a group. A place must be kept so. */
  readonly uniform: boolean;
  /** The region of use: only between the barriers of an exchange, or only elsewhere. Without it, everywhere. */
  readonly during?: 'exchange' | 'otherwise';
  readonly grid?: Grid;
  /** The one update of these atomics: its result does not depend on the order. */
  readonly update?: (typeof ATOMIC_UPDATES)[number];
}

/** The properties that most sources have. */
export const VALUE = { form: 'value', readable: true, writable: false } as const;

export type Step = { readonly member: string } | { readonly length: number };
export interface Way {
  readonly source: Source;
  readonly steps: readonly Step[];
}

const ways = new WeakMap<Type, Map<string, readonly (readonly Step[])[]>>();

/** All ways from a type to one within it; `composite` is any struct or array. */
function waysTo(type: Type, wanted: SimpleType | 'composite'): readonly (readonly Step[])[] {
  const key = wanted === 'composite' ? wanted : wanted.text;
  const known = ways.get(type) ?? new Map<string, readonly (readonly Step[])[]>();
  ways.set(type, known);
  let found = known.get(key);
  if (!found) {
    found = find(type, wanted);
    known.set(key, found);
  }
  return found;
}

function find(type: Type, wanted: SimpleType | 'composite'): readonly (readonly Step[])[] {
  const here = wanted === 'composite' ? type.kind !== 'simple' : type === wanted;
  const own: readonly (readonly Step[])[] = here ? [[]] : [];
  const through = (step: Step, inner: Type) => waysTo(inner, wanted).map(rest => [step, ...rest]);
  switch (type.kind) {
    case 'struct':
      return [...own, ...type.fields.flatMap(([member, field]) => through({ member }, field))];
    case 'array':
      return [...own, ...through({ length: type.length }, type.element)];
    case 'simple':
      if (type.n === 1) return own;
      return [
        ...own,
        ...[...'xyzw'.slice(0, type.n)].flatMap(member => through({ member }, simple(type.scalar))),
      ];
  }
}

export class Scope {
  readonly #blocks: Source[][] = [[]];
  /** Between the barriers of an exchange. */
  exchanging = false;
  /** Arrays in shared memory, for uniformLoad, which contains barriers. */
  readonly shared: { readonly text: string; readonly type: Type; readonly length: string }[] = [];
  #names = 0;

  name(letter: string): string {
    return `${letter}${this.#names++}`;
  }
  add(source: Source): void {
    this.#blocks.at(-1)!.push(source);
  }
  /** Runs `body` in a nested scope: sources that it adds are removed at its end. */
  within<R>(body: () => R): R {
    this.#blocks.push([]);
    const result = body();
    this.#blocks.pop();
    return result;
  }
  /** The sources in scope here, the newest first. */
  get sources(): readonly Source[] {
    const now = this.exchanging ? 'exchange' : 'otherwise';
    return this.#blocks
      .flat()
      .filter(({ during }) => during === undefined || during === now)
      .reverse();
  }

  waysTo(wanted: SimpleType | 'composite', allows: (source: Source) => boolean): readonly Way[] {
    return this.sources
      .filter(source => source.form !== 'atomic' && allows(source))
      .flatMap(source => waysTo(source.type, wanted).map(steps => ({ source, steps })));
  }
}
