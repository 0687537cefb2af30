// The operations in expressions: the rows of the operation table, on scalars and on vectors, and the methods that
// the language composes of them. A new row of the table is fuzzed without a change here.
import { accuracy, type OpName, ops, type Scalar } from '@heddle/core/backend';
import { type SimpleType, simple, simpleTypes } from './types.ts';

export interface Signature {
  readonly name: string;
  readonly form: 'method' | 'function' | 'member';
  readonly operands: readonly SimpleType[];
  readonly result: SimpleType;
}

/**
 * `grid`: floats that any device computes exactly, because they are few bits apart from each other. `ieee`: all
 * floats, and of their operations those that are correctly rounded, for targets whose results are the same bits.
 */
export type Floats = 'grid' | 'ieee';

/** Which zero it is, and what a NaN makes of it, is the device's own choice. */
const CHOOSES: readonly string[] = ['min', 'max', 'sign', 'saturate', 'clamp'];
const BITS: readonly string[] = ['bitsU32', 'bitsI32'];
/** Exact on the grid though their rows have an error. */
const ON_GRID: readonly string[] = ['fma', 'fract'];

export function signatures(floats: Floats): readonly Signature[] {
  const all = [...ofTable(), ...constructors, ...members, ...compositions];
  return all.filter(({ name, operands, result }) => {
    if (![...operands, result].some(type => type.scalar === 'f32')) return true;
    const isInexact = name in ops && accuracy[name as OpName] !== undefined;
    if (floats === 'grid')
      return (!isInexact || ON_GRID.includes(name)) && !LENGTHS.includes(name as (typeof LENGTHS)[number]);
    if (CHOOSES.includes(name) || BITS.includes(name)) return operands[0]!.scalar !== 'f32';
    return !isInexact || name === 'div' || name === 'sqrt';
  });
}

/** Conversions, which a program writes with the type's name. */
const CONVERSIONS: readonly string[] = ['toF32', 'toI32', 'toU32', 'toBool'];
const FUNCTIONS_OF_FLOATS: readonly string[] = ['isNan', 'isInf', 'isFinite', 'strict'];

function ofTable(): Signature[] {
  return (Object.keys(ops) as OpName[]).flatMap(name => {
    const row = ops[name];
    return row.on.flatMap(on => {
      const sizes = row.vectors && on !== 'bool' ? ([1, 2, 3, 4] as const) : ([1] as const);
      return sizes.map((n): Signature => {
        const scalars = row.operands?.(on) ?? Array<Scalar>(row.arity).fill(on);
        const result = simple(row.result === 'same' ? on : row.result, n);
        const converts = CONVERSIONS.includes(name);
        const isFunction = converts || name === 'select' || (FUNCTIONS_OF_FLOATS.includes(name) && n === 1);
        return {
          name: converts ? result.text : name,
          form: isFunction ? 'function' : 'method',
          // the condition of a select is one for the whole vector
          operands: scalars.map(scalar => simple(scalar, scalar === 'bool' ? 1 : n)),
          result,
        };
      });
    });
  });
}

const vectors = simpleTypes.filter(({ n }) => n > 1);
const elementOf = ({ scalar }: SimpleType): SimpleType => simple(scalar);

const constructors: readonly Signature[] = vectors.flatMap(result => {
  const e = elementOf(result);
  const shapes: readonly (readonly SimpleType[])[] = [
    [e],
    Array<SimpleType>(result.n).fill(e),
    ...(result.n === 3 ? [[simple(e.scalar, 2), e]] : []),
    ...(result.n === 4
      ? [
          [simple(e.scalar, 2), simple(e.scalar, 2)],
          [simple(e.scalar, 3), e],
        ]
      : []),
  ];
  return shapes.map(operands => ({ name: result.text, form: 'function', operands, result }) as const);
});

const LETTERS = 'xyzw';
const members: readonly Signature[] = vectors.flatMap(type => {
  const letters = LETTERS.slice(0, type.n);
  const component = (letter: string): Signature => ({
    name: letter,
    form: 'member',
    operands: [type],
    result: elementOf(type),
  });
  const swizzle = (pattern: string): Signature => ({
    name: pattern,
    form: 'member',
    operands: [type],
    result: simple(type.scalar, pattern.length as 2 | 3 | 4),
  });
  const reversed = [...letters].reverse().join('');
  return [
    ...[...letters].map(component),
    ...[reversed, 'yx', 'xyx', `${reversed}${letters}`.slice(0, 4)].map(swizzle),
  ];
});

/** Methods that are made of several rows. */
const LENGTHS = ['length', 'distance', 'normalize'] as const;
const compositions: readonly Signature[] = simpleTypes.flatMap(type => {
  const method = (name: string, operands: number, result = type): Signature => ({
    name,
    form: 'method',
    operands: Array<SimpleType>(operands).fill(type),
    result,
  });
  if (type.scalar === 'bool') return [];
  const isFloat = type.scalar === 'f32';
  return [
    method('clamp', 3),
    ...(isFloat ? [method('mix', 3)] : []),
    ...(type.n > 1 ? [method('dot', 2, elementOf(type))] : []),
    ...(isFloat && type.n > 1
      ? [method('length', 1, simple('f32')), method('distance', 2, simple('f32')), method('normalize', 1)]
      : []),
    ...(isFloat && type.n === 3 ? [method('cross', 2)] : []),
  ];
});
