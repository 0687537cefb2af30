import { layout, members, type Step, type Type, type ValueId } from '@heddle/core/backend';

/** The position of a part of an element, in words from the beginning of the element. */
export interface ElementPosition {
  readonly type: Type;
  readonly words: number;
  /** The offsets that run-time indices add, each a multiple of `words`. */
  readonly steps: readonly { readonly index: ValueId; readonly words: number }[];
  /** The component of a texel at which the part begins; `any` if it is chosen at run time. */
  readonly phase: Phase;
}
export type Phase = 0 | 1 | 2 | 3 | 'any';

/** `path` is relative to the element. */
export function positionOf(
  element: Type,
  path: readonly Step[],
  constant: (index: ValueId) => number | undefined,
): ElementPosition {
  let type = element;
  let words = 0;
  const steps: { index: ValueId; words: number }[] = [];
  for (const step of path) {
    if ('member' in step) {
      words += layout(type).offsets[step.member]! / 4;
      type = members(type)[step.member]!;
      continue;
    }
    if (type.kind !== 'array') throw new Error('an element step leads into an array');
    type = type.elem;
    const stride = layout(type).stride / 4;
    const known = constant(step.element);
    if (known === undefined) steps.push({ index: step.element, words: stride });
    else words += known * stride;
  }
  const isWhole = steps.every(step => step.words % 4 === 0);
  return { type, words, steps, phase: isWhole ? ((words & 3) as Phase) : 'any' };
}
