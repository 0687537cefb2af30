import type { Instruction } from '../ir/ir.ts';
import type { ScalarNode } from '../ir/types.ts';
import { BOOL, I32, sameType, U32 } from '../ir/types.ts';
import { onlyOwnMembers } from './absent-member.ts';
import { brandOf, describe } from './brand.ts';
import { coerce, found, nodeOf } from './literal.ts';
import type { Node } from './node.ts';
import { nodeFor, use } from './node.ts';
import { bool } from './schema.ts';
import type { I32T, U32T } from './schema-types.ts';
import { located } from './source.ts';
import type { Scope } from './trace.ts';
import { append, checkCount, emit, fail, inBlock, nextId, runBody, tracer } from './trace.ts';
import { wrap } from './value.ts';
import type { Arg, Bool, U32 as U32Value, V } from './value-types.ts';
import { variable } from './variable.ts';

/** Control flow of the kernel. JavaScript's own control flow runs while the kernel is traced. */
export interface ElseChain {
  /** The condition is a function, so that it is evaluated only after the conditions before it were false. */
  ElseIf(condition: () => Bool, body: () => void): ElseChain;
  Else(body: () => void): void;
}

function conditionOf(condition: unknown, what: string): Node {
  const node = nodeOf(condition);
  if (node !== undefined && sameType(node.type, BOOL)) return node;
  return fail(
    `${what}: expected a Bool of the kernel, found ${found(condition)}`,
    typeof condition === 'boolean'
      ? "If JavaScript knows the answer while tracing, use JavaScript's own if or while."
      : 'Compare: a.lt(b), a.eq(b), flag.ne(0).',
  );
}

function checkFunction(given: unknown, what: string, form = '() => { ... }'): void {
  if (typeof given !== 'function')
    fail(
      `${what}: expected a function, found ${found(given)}`,
      `Write ${form}: it runs while the kernel is traced.`,
    );
}

/** A While evaluates its condition before each iteration, an ElseIf after the conditions before it were false. */
const checkThunk = (condition: unknown, what: string): void =>
  checkFunction(condition, what, `${what}(() => condition, () => { ... })`);

/**
 * Runs `body` in the invocations for which the condition holds. If JavaScript knows the condition while the kernel
 * is traced, use its own `if`.
 *
 * @example
 * ```ts
 * const sign = kernel({
 *   name: 'sign',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     If(x.at(index).$.gt(2), () => {
 *       y.at(index).$ = 1;
 *     })
 *       .ElseIf(() => x.at(index).$.lt(2), () => {
 *         y.at(index).$ = -1;
 *       })
 *       .Else(() => {
 *         y.at(index).$ = 0;
 *       });
 *   },
 * });
 * accelerator.launch(sign, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [-1, 0, 1]
 * ```
 */
export const If: (condition: Bool, body: () => void) => ElseChain = /* @__PURE__ */ located(
  (condition, body, ...more: unknown[]) => {
    checkCase('If', more);
    return chain(
      'If',
      emitIf('If', conditionOf(condition, 'If'), body),
      tracer().scope.block,
      run => run(),
      1,
    );
  },
);

const checkCase = (what: string, more: readonly unknown[]): void =>
  checkCount(
    what,
    2 + more.length,
    2,
    'The other case is a call after it: If(c, () => ...).Else(() => ...).',
  );

/** The blocks of an if that is being traced. */
interface OpenIf {
  readonly then: Instruction[];
  readonly else: Instruction[];
}

function emitIf(what: string, condition: Node, body: () => void): OpenIf {
  checkFunction(body, what);
  const open: OpenIf = { then: [], else: [] };
  append({ op: 'if', condition: use(condition), id: nextId(), ...open });
  inBlock(open.then, () => runBody(body));
  return open;
}

const branches = /* @__PURE__ */ onlyOwnMembers('an If');

/** The number of nested ifs in a section of a chain, far below the limit of compilers (`MAX_DEPTH`). */
const SECTION = 16;

/**
 * The methods that may follow the `length`th if of a chain. An ElseIf is an if in the else block, which `within` reopens.
 * No instruction may stand between the two: it would be appended after the whole if, although the source has it before
 * the else.
 *
 * A long chain is split into sections: the innermost else of a section sets a variable, and the next section is an if on
 * this variable, after the section. Each section has its own variable, which is uniform if all conditions before it are.
 */
function chain(
  what: string,
  { else: otherwise }: OpenIf,
  block: Instruction[],
  within: (run: () => void) => void,
  length: number,
): ElseChain {
  const last = block.at(-1);
  let continued = false;
  const enter = (next: string, run: () => void): void => {
    if (continued || tracer().scope.block !== block || block.at(-1) !== last) {
      fail(`${next} does not follow its ${what}`, `Chain them: If(a, ...).ElseIf(() => b, ...).Else(...)`);
    }
    continued = true;
    within(() => inBlock(otherwise, run));
  };
  return {
    __proto__: branches,
    ElseIf: located((condition: () => Bool, body: () => void, ...more: unknown[]) => {
      checkCase('ElseIf', more);
      checkThunk(condition, 'ElseIf');
      let inner!: OpenIf;
      const next = (): void => {
        inner = emitIf('ElseIf', conditionOf(runBody(condition), 'ElseIf'), body);
      };
      if (length % SECTION !== 0) {
        enter('ElseIf', next);
        return chain('ElseIf', inner, block, run => within(() => inBlock(otherwise, run)), length + 1);
      }
      const isOpen = variable(bool);
      // Declared before the section that sets it.
      block.splice(-1, 0, block.pop()!);
      enter('ElseIf', () => {
        isOpen.$ = true;
      });
      const section = emitIf('ElseIf', conditionOf(isOpen.$, 'ElseIf'), () => {});
      inBlock(section.then, next);
      return chain('ElseIf', inner, block, run => inBlock(section.then, run), length + 1);
    }),
    Else: located((body: () => void) => {
      checkFunction(body, 'Else');
      enter('Else', () => runBody(body));
    }),
  } as ElseChain & object;
}

/** The range of a counted loop, in u32 or in `type`: see `For`. */
export interface ForRange {
  readonly from: U32Value | number;
  readonly to: U32Value | number;
  readonly step?: U32Value | number | undefined;
}
export interface TypedForRange<S extends I32T | U32T> {
  readonly type: S;
  readonly from: Arg<S>;
  readonly to: Arg<S>;
  readonly step?: Arg<S> | undefined;
}

/**
 * A counted loop. The trip count is computed once, before the loop. The index starts at `from`, advances by `step`,
 * and stays before `to`. It never wraps, and the body cannot change it. A negative i32 step counts down.
 *
 * @example
 * ```ts
 * const sums = kernel({
 *   name: 'sums',
 *   params: { x: read(f32), y: readWrite(f32) },
 *   body({ x, y }, { index }) {
 *     For(index.add(1), i => {
 *       y.at(index).$ = y.at(index).$.add(x.at(i).$);
 *     });
 *     For({ type: i32, from: 2, to: -1, step: -1 }, i => {
 *       y.at(index).$ = y.at(index).$.add(f32(i));
 *     });
 *   },
 * });
 * accelerator.launch(sums, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [4, 6, 9]
 * ```
 */
export const For: {
  (range: number | U32Value | ForRange, body: (index: U32Value) => void): void;
  <S extends I32T | U32T>(range: TypedForRange<S>, body: (index: V<S>) => void): void;
} = /* @__PURE__ */ located((range: unknown, body: (index: any) => void) => {
  checkFunction(body, 'For', 'For(n, i => { ... }) or For({ from, to }, i => { ... })');
  const { type, from = 0, to, step = 1 } = rangeOf(range);
  const [first, end, stride] = Object.entries({ from, to, step }).map(([name, bound]) => {
    const below = typeof bound === 'number' && bound < 0;
    if (type === U32 && (below || nodeOf(bound)?.type === I32))
      fail(
        `For: ${name}: expected a u32, found ${found(bound)}`,
        'Count in i32, which goes down too: For({ type: i32, from, to, step }, i => { ... }); or convert: u32(count).',
      );
    return coerce(type, bound, `For: ${name}`);
  }) as [Node, Node, Node];
  if (stride.bits === 0) fail('For: a step of 0 never ends', 'Use Loop for a loop without a count.');
  const inner: Instruction[] = [];
  const node = { op: 'for', type, from: use(first), to: use(end), step: use(stride), body: inner } as const;
  const id = nextId();
  append({ ...node, id });
  inBlock(
    inner,
    () => {
      const index = wrap(nodeFor(type, id));
      runBody(() => body(index));
    },
    { isLoop: true },
  );
});

const BOUNDS: readonly string[] = ['from', 'to', 'step', 'type'];

function rangeOf(range: unknown): { type: ScalarNode; from?: unknown; to: unknown; step?: unknown } {
  const brand = brandOf(range);
  if (brand === 'view' || Array.isArray(range))
    fail(
      `For: expected a count or a range, found ${describe(range)}`,
      'Write For(n, i => { ... }) or For({ from, to }, i => { ... }); x.length is the number of elements.',
    );
  if (brand !== undefined || typeof range !== 'object' || range === null) return { type: U32, to: range };
  const strange = Object.keys(range).find(name => !BOUNDS.includes(name));
  if (strange) fail(`For: there is no option '${strange}'`, `There are ${BOUNDS.join(', ')}.`);
  const { type = U32, ...bounds } = range as { type?: ScalarNode; from: unknown; to: unknown };
  if (type.kind !== 'scalar' || (type.scalar !== 'u32' && type.scalar !== 'i32')) {
    fail(
      `For: it counts in u32 or i32, found ${describe(type)}`,
      'Compute other numbers from the index: f32(i).mul(0.5).',
    );
  }
  return { type: type.scalar === 'u32' ? U32 : I32, ...bounds };
}

/**
 * A loop that ends only at a `Break` or a `Return`; its body must contain one of them.
 *
 * @example
 * ```ts
 * const doubled = kernel({
 *   name: 'doubled',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     const value = variable(f32, x.at(index).$);
 *     Loop(() => {
 *       If(value.$.ge(8), () => Break());
 *       value.$ = value.$.mul(2);
 *     });
 *     y.at(index).$ = value.$;
 *   },
 * });
 * accelerator.launch(doubled, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [8, 8, 12]
 * ```
 */
export const Loop: (body: () => void) => void = /* @__PURE__ */ located((body: () => void) => {
  checkFunction(body, 'Loop');
  const inner: Instruction[] = [];
  append({ op: 'loop', id: nextId(), body: inner });
  inBlock(inner, () => runBody(body), { isLoop: true });
});

/**
 * A loop whose condition is a function, which is evaluated again before each iteration.
 *
 * @example
 * ```ts
 * const doubled = kernel({
 *   name: 'doubled',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     const value = variable(f32, x.at(index).$);
 *     While(() => value.$.lt(8), () => {
 *       value.$ = value.$.mul(2);
 *     });
 *     y.at(index).$ = value.$;
 *   },
 * });
 * accelerator.launch(doubled, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [8, 8, 12]
 * ```
 */
export const While: (condition: () => Bool, body: () => void) => void = /* @__PURE__ */ located(
  (condition: () => Bool, body: () => void) => {
    checkThunk(condition, 'While');
    checkFunction(body, 'While');
    const inner: Instruction[] = [];
    append({ op: 'loop', id: nextId(), body: inner });
    inBlock(
      inner,
      () => {
        const goesOn = conditionOf(runBody(condition), 'While');
        const then: Instruction[] = [];
        const otherwise: Instruction[] = [];
        append({ op: 'if', condition: use(goesOn), id: nextId(), then, else: otherwise });
        inBlock(otherwise, () => emit({ op: 'break' }));
        runBody(body);
      },
      { isLoop: true },
    );
  },
);

function leaveLoop(op: 'break' | 'continue', name: string): void {
  let scope: Scope | undefined = tracer().scope;
  while (scope !== undefined && !scope.isLoop) scope = scope.parent;
  if (scope === undefined) fail(`${name} outside of a loop`, 'It belongs in the body of For, While or Loop.');
  emit({ op });
}

/**
 * Leaves the innermost loop.
 *
 * @example
 * ```ts
 * const firstAbove = kernel({
 *   name: 'firstAbove',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     For(x.length, i => {
 *       y.at(index).$ = x.at(i).$;
 *       If(x.at(i).$.gt(1), () => Break());
 *     });
 *   },
 * });
 * accelerator.launch(firstAbove, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [2, 2, 2]
 * ```
 */
export const Break: () => void = /* @__PURE__ */ located(() => leaveLoop('break', 'Break'));
/**
 * Continues with the next iteration of the innermost loop.
 *
 * @example
 * ```ts
 * const others = kernel({
 *   name: 'others',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     const sum = variable(f32);
 *     For(x.length, i => {
 *       If(i.eq(index), () => Continue());
 *       sum.$ = sum.$.add(x.at(i).$);
 *     });
 *     y.at(index).$ = sum.$;
 *   },
 * });
 * accelerator.launch(others, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [5, 4, 3]
 * ```
 */
export const Continue: () => void = /* @__PURE__ */ located(() => leaveLoop('continue', 'Continue'));

/**
 * Ends the invocation. In a function, ends the call and yields its result.
 *
 * @example
 * ```ts
 * const skip = kernel({
 *   name: 'skip',
 *   params: { x: read(f32), y: write(f32) },
 *   body({ x, y }, { index }) {
 *     If(index.eq(1), () => Return());
 *     y.at(index).$ = x.at(index).$;
 *   },
 * });
 * accelerator.launch(skip, 3, { x, y });
 * await y.copyToCPUAsync(); // Float32Array [1, 0, 3]
 * ```
 */
export const Return: {
  (): void;
  (result: unknown): void;
} = /* @__PURE__ */ located((...results: unknown[]) => {
  const { callee } = tracer().scope.frame;
  if (callee === undefined) {
    if (results.length > 0)
      fail(
        'Return takes no value in the body of a kernel',
        'Write results to a view. Return(value) is for fn().',
      );
    emit({ op: 'return' });
    return;
  }
  if (results.length !== 1) fail(`Return in function '${callee.name}' needs its result`, 'Return(value)');
  emit({ op: 'return', value: use(coerce(callee.result, results[0], `the result of ${callee.name}`)) });
});
