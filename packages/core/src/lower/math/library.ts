import type { FunctionNode, OpName } from '../../ir/ir.ts';
import { ops } from '../../ir/ops/index.ts';
import { f32, kernel, write } from '../../language/index.ts';
import { acos, asin, atan, atan2 } from './arc.ts';
import { cos, sin, tan } from './circular.ts';
import { quotient, squareRoot } from './correct-rounding.ts';
import { exp, exp2 } from './exponential.ts';
import { acosh, asinh, atanh, cosh, sinh, tanh } from './hyperbolic.ts';
import { log, log2 } from './logarithm.ts';
import { multiplyAdd } from './multiply-add.ts';
import { pow } from './power.ts';
import type { Binary, Ternary, Unary } from './signature.ts';

type UnaryName =
  | ('exp' | 'exp2' | 'log' | 'log2' | 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan')
  | ('sinh' | 'cosh' | 'tanh' | 'asinh' | 'acosh' | 'atanh')
  | 'sqrt';
type BinaryName = 'pow' | 'atan2' | 'div';
type TernaryName = 'fma';
/**
 * The operations that are implemented in the kernel language. Their functions, and the functions that these call, have
 * unique names.
 */
export type LibraryName = UnaryName | BinaryName | TernaryName;

const library: Readonly<
  Record<UnaryName, Unary> & Record<BinaryName, Binary> & Record<TernaryName, Ternary>
> = {
  ...{ exp, exp2, log, log2 },
  ...{ sin, cos, tan, asin, acos, atan },
  ...{ sinh, cosh, tanh, asinh, acosh, atanh },
  sqrt: squareRoot,
  ...{ pow, atan2 },
  div: quotient,
  fma: multiplyAdd,
};

export const isInLibrary = (name: OpName): name is LibraryName => name in library;

type Operands = Parameters<Ternary>;

const traced = new Map<LibraryName, readonly FunctionNode[]>();

/** The functions that this one calls, and then the function itself, with the numbers of a kernel of its own. */
export function functionsOf(name: LibraryName): readonly FunctionNode[] {
  let functions = traced.get(name);
  if (functions === undefined) {
    functions = kernel({
      name,
      params: { a: f32, b: f32, c: f32, result: write(f32) },
      body({ a, b, c, result }) {
        result.at(0).$ = (library[name] as Ternary)(...([a, b, c].slice(0, ops[name].arity) as Operands));
      },
    }).ir.functions;
    traced.set(name, functions);
  }
  return functions;
}
