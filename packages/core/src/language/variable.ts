import { plainType } from '../ir/types.ts';
import { coerce } from './literal.ts';
import { use } from './node.ts';
import { place } from './place.ts';
import type { Ref } from './place-types.ts';
import { checkElementType } from './schema.ts';
import { located } from './source.ts';
import { append, nextId, tracer } from './trace.ts';
import type { DataType } from './types.ts';
import type { Arg } from './value-types.ts';

/**
 * A local variable of the invocation. Each time that its line runs, it is set to `initial` or zero.
 *
 * @example
 * ```ts
 * const sums = kernel({
 *   name: 'sums',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     const sum = variable(f32, 0);
 *     For(index.add(1), i => {
 *       sum.$ = sum.$.add(x.at(i).$);
 *     });
 *     y.at(index).$ = sum.$;
 *   },
 * });
 * accelerator.launch(sums, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [1, 3, 6]
 * ```
 */
export const variable: <T extends DataType>(type: T, initial?: Arg<T>) => Ref<T> = /* @__PURE__ */ located(
  (type: DataType, initial?: unknown): any => {
    const { frame } = tracer().scope;
    checkElementType('variable', type);
    const plain = plainType(type as never);
    const start = initial === undefined ? undefined : use(coerce(plain, initial, 'variable'));
    const index = frame.locals.push({ type: plain }) - 1;
    append({ op: 'variable', id: nextId(), local: index, ...(start !== undefined && { initial: start }) });
    return place({
      root: { kind: 'local', index },
      path: [],
      type: plain,
      access: 'readWrite',
      name: 'a variable',
    });
  },
);
