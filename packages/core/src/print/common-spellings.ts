import type { OpName } from '../ir/ir.ts';
import type { ScalarNode, VectorNode } from '../ir/types.ts';
import { call } from './expression.ts';
import { infixSpellings, type Spelling } from './infix-spellings.ts';

// The functions that have the name of the operation.
const BASIC = ['min', 'max', 'abs', 'sign', 'floor', 'ceil', 'trunc', 'fract'] as const;
const POWERS = ['sqrt', 'exp', 'exp2', 'log', 'log2', 'pow'] as const;
const ANGLES = ['degrees', 'radians', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan'] as const;
const HYPERBOLIC = ['sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'] as const;
const CONVERSIONS = ['toF32', 'toI32', 'toU32'] as const;
const LOWERED = ['toBool', 'isNan', 'isInf', 'isFinite', 'strict'] as const;

type CommonName =
  | keyof typeof infixSpellings
  | (typeof BASIC)[number]
  | (typeof POWERS)[number]
  | (typeof ANGLES)[number]
  | (typeof HYPERBOLIC)[number]
  | (typeof CONVERSIONS)[number]
  | (typeof LOWERED)[number];

/** The spellings that WGSL and GLSL share. */
export function commonSpellings(
  valueName: (type: ScalarNode | VectorNode) => string,
): Readonly<Record<CommonName, Spelling>> {
  /** The spelling of a conversion; between integers it keeps the bits. */
  const converted: Spelling = ([a], _, type) => call(valueName(type), a!);
  return {
    ...infixSpellings,
    ...each(BASIC, named),
    ...each(POWERS, named),
    ...each(ANGLES, named),
    ...each(HYPERBOLIC, named),
    ...each(CONVERSIONS, () => converted),
    ...each(LOWERED, name => () => {
      throw new Error(`'${name}' is lowered before it is printed`);
    }),
  };
}

export const named =
  (name: string): Spelling =>
  args =>
    call(name, ...args);

const each = <Name extends OpName>(names: readonly Name[], spelling: (name: Name) => Spelling) =>
  Object.fromEntries(names.map(name => [name, spelling(name)])) as Record<Name, Spelling>;
