import { HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import type { FunctionNode, Instruction } from '../ir/ir.ts';
import type { Type } from '../ir/types.ts';
import { plainType, typeName } from '../ir/types.ts';
import { checkSynchronous } from './definition.ts';
import { showAs } from './inspect.ts';
import { coerce } from './literal.ts';
import { nodeFor, use } from './node.ts';
import { checkElementType, checkIdentifier } from './schema.ts';
import { located } from './source.ts';
import type { Frame, Tracing } from './trace.ts';
import { checkCount, emit, fail, inBlock, nextId, runBody, tracer } from './trace.ts';
import type { DataType } from './types.ts';
import { wrap } from './value.ts';
import type { Arg, V } from './value-types.ts';

/** The limit of WGSL: https://www.w3.org/TR/WGSL/#limits */
const MOST_PARAMETERS = 255;

interface Signature {
  readonly name: string;
  readonly params: readonly Type[];
  readonly result: Type;
}

/**
 * A function of the kernel, which is called at run time. It is traced once for each kernel that calls it, however
 * many calls there are. It takes and returns values only. Code that needs a view, a place, shared memory or a barrier
 * belongs in a plain TypeScript function, which tracing inlines.
 *
 * @example
 * ```ts
 * const lerp = fn('lerp', [f32, f32, f32], f32, (a, b, t) => a.add(b.sub(a).mul(t)));
 * const halfWay = kernel({
 *   name: 'halfWay',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     y.at(index).$ = lerp(x.at(index).$, 9, 0.5);
 *   },
 * });
 * accelerator.launch(halfWay, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [5, 5.5, 6]
 * ```
 */
export function fn<const A extends readonly DataType[], R extends DataType>(
  name: string,
  args: A,
  result: R,
  body: (...args: { [I in keyof A]: V<A[I]> }) => Arg<R>,
): (...args: { [I in keyof A]: Arg<A[I]> }) => V<R> {
  checkIdentifier(name, 'the name of a function');
  const what = `fn ${name}`;
  if (!Array.isArray(args))
    throw new HeddleTypeError(`${what}: expected an array of types`, {
      remedy: `fn('${name}', [f32, f32], f32, (a, b) => ...)`,
    });
  if (args.length > MOST_PARAMETERS) {
    throw new HeddleRangeError(
      `${what}: expected at most ${MOST_PARAMETERS} parameters, found ${args.length}`,
      { remedy: 'Pass several values as one: a struct, an array or a vector.' },
    );
  }
  for (const [i, type] of args.entries()) checkElementType(`${what}: parameter ${i}`, type);
  checkElementType(`${what}: result`, result);
  checkSynchronous(body, what);
  const signature: Signature = {
    name,
    params: args.map(type => plainType(type as Type)),
    result: plainType(result as Type),
  };
  const call = located((...given: any): any => {
    const own = tracer();
    const { params } = signature;
    checkCount(name, given.length, params.length, `${name}(${params.map(typeName).join(', ')})`);
    const values = signature.params.map((type, i) => use(coerce(type, given[i], `${name}: argument ${i}`)));
    const callee = calleeOf(own, signature, body as never);
    return wrap(
      nodeFor(signature.result, emit({ op: 'call', type: signature.result, callee, args: values })),
    );
  });
  showAs(call, () => `fn '${name}' (${args.join(', ')}) => ${result}`);
  return call;
}

/** The number of the function in this program; the first call traces it. */
function calleeOf(own: Tracing, signature: Signature, body: (...args: unknown[]) => unknown): number {
  const known = own.callees.get(signature);
  if (known === 'tracing') {
    fail(
      `function '${signature.name}' calls itself`,
      'No device has recursion: use a loop, with an array as its stack: variable(array(u32, 32)).',
    );
  }
  if (known !== undefined) return known;
  own.callees.set(signature, 'tracing');
  const number = own.functions.push(traceFunction(own, signature, body)) - 1;
  own.callees.set(signature, number);
  return number;
}

function traceFunction(
  own: Tracing,
  { name, params, result }: Signature,
  body: (...args: unknown[]) => unknown,
): FunctionNode {
  const frame: Frame = { tracing: own, callee: { name, result }, locals: [] };
  const block: Instruction[] = [];
  const parameters = params.map(type => ({ id: nextId(), type }));
  inBlock(
    block,
    () => {
      const values = parameters.map(({ id, type }) => wrap(nodeFor(type, id)));
      const returned = runBody(() => body(...values));
      if (returned !== undefined)
        emit({ op: 'return', value: use(coerce(result, returned, `the result of ${name}`)) });
    },
    { frame },
  );
  if (block.at(-1)?.op !== 'return')
    fail(`function '${name}' returns nothing`, 'End its body with the result: return value.');
  return { name, params: parameters, result, locals: frame.locals, body: block };
}
