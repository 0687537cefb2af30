import type { FunctionNode, OpName } from '../../ir/ir.ts';
import { f32, kernel, write } from '../../language/index.ts';
import { acos, asin, atan, atan2 } from './arc.ts';
import { cos, sin, tan } from './circular.ts';
import { quotient, squareRoot } from './correct-rounding.ts';
import { exp, exp2 } from './exponential.ts';
import { acosh, asinh, atanh, cosh, sinh, tanh } from './hyperbolic.ts';
import { log, log2 } from './logarithm.ts';
import { pow } from './power.ts';
import type { Binary, Unary } from './signature.ts';

type UnaryName =
  | ('exp' | 'exp2' | 'log' | 'log2' | 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan')
  | ('sinh' | 'cosh' | 'tanh' | 'asinh' | 'acosh' | 'atanh')
  | 'sqrt';
type BinaryName = 'pow' | 'atan2' | 'div';
/**
 * The operations that have a version in the language itself. Their functions, and those that they
 * call, have names of their own.
 */
export type LibraryName = UnaryName | BinaryName;

const unary: Readonly<Record<UnaryName, Unary>> = {
  ...{ exp, exp2, log, log2 },
  ...{ sin, cos, tan, asin, acos, atan },
  ...{ sinh, cosh, tanh, asinh, acosh, atanh },
  sqrt: squareRoot,
};
const binary: Readonly<Record<BinaryName, Binary>> = { pow, atan2, div: quotient };

export const isInLibrary = (name: OpName): name is LibraryName => name in unary || name in binary;

const traced = new Map<LibraryName, readonly FunctionNode[]>();

/** The function, behind those that it calls: as the tracer has them in a kernel of its own. */
export function functionsOf(name: LibraryName): readonly FunctionNode[] {
  let functions = traced.get(name);
  if (functions === undefined) {
    functions = kernel({
      name,
      params: { a: f32, b: f32, result: write(f32) },
      body({ a, b, result }) {
        result.at(0).$ = name in binary ? binary[name as BinaryName](a, b) : unary[name as UnaryName](a);
      },
    }).ir.functions;
    traced.set(name, functions);
  }
  return functions;
}
