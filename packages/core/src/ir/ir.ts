/**
 * The intermediate representation: a small structured language. This file is its reference.
 *
 * ## Shape
 * A `Program` is plain, frozen, serialisable data: parameters, shared memory, variables, functions and
 * a body. A body is a `Block`: instructions in the order in which they happen. There are no phi nodes
 * and no floating expressions; an emitter may print a pure value at its only use, but it may never
 * move a read past a write.
 *
 * ## Values and places
 * An instruction that yields a value is referred to by its `id`. A value never changes and may be used from
 * its instruction to the end of the block that holds it, inner blocks included. A `Place` is a root (a view
 * parameter, shared memory or a variable) and a path of elements and members; it is read by `load`, written
 * by `store` and updated by `atomic`, and by nothing else. Ids number all instructions of a program,
 * functions included, in the order of tracing; source locations are kept beside the program under the same
 * ids (`Traced`), so that neither minifying nor moving a kernel changes its hash.
 *
 * ## Evaluation
 * Instructions of one invocation happen in order. A condition chooses a block; both operands of `and` and `or`
 * are evaluated before the operation. `if` and `loop` are those of WGSL. `for` is counted: its trip count is
 * computed once, in u32, from `from`, `to` and `step`, before the loop; the index has the values
 * `from + k * step` and never wraps past `to`; a negative i32 step counts down; if the step is 0 at run time,
 * the loop makes no trip. `continue` in a `for` goes to the next index. `return` ends the invocation, or
 * yields the result of a function.
 *
 * ## Integers and floats
 * i32 and u32 wrap. Shift counts are taken mod 32. `x / 0 = x`, `x % 0 = 0`, `MIN / -1 = MIN`,
 * `MIN % -1 = 0`; `%` has the sign of the dividend. f32 to integer saturates and takes NaN to 0.
 * `+ - * / sqrt` on f32 are correctly rounded on cpu and wasm and have WGSL's accuracy elsewhere; other
 * functions have the error bounds of the accuracy table. Loads, stores, `select` and bit casts keep the bits
 * of NaNs, infinities and zeros. The results of comparison, `min`, `max` and arithmetic with a NaN are
 * unspecified. Constants are bits, so that every NaN and -0 survives serialisation.
 *
 * ## Memory
 * Memory has WGSL's storage layout (`layout.ts`). Variables start zeroed at their `variable` instruction,
 * hence in each iteration of a loop; shared memory starts zeroed for each group, and so do allocations. An
 * index is an i32 or a u32, and is compared as u32. If any index of a path is out of bounds, a read yields the
 * zero of the place's type, a write is dropped, and an atomic changes nothing and yields 0. This holds for
 * views, sub-views, shared memory, variables and arrays in structs alike.
 *
 * ## Barriers
 * Only group kernels have shared memory and `barrier`. A barrier orders shared and storage memory among the
 * invocations of its group. Either every invocation of the group reaches it or none does; `uniformity.ts`
 * refuses a program for which it cannot prove this. `uniformLoad` reads a shared place between two barriers and is
 * uniform. Groups make no forward progress relative to each other.
 */

import type { OpName } from './ops/index.ts';
import type { MemoryType, ScalarNode, Type } from './types.ts';

export type { OpName } from './ops/index.ts';

/** The id of the instruction (or function parameter) that yields the value. */
export type ValueId = number;

export interface Program {
  readonly name: string;
  readonly kind: 'range' | 'group';
  /** The number of dimensions of the extent; 1 for a group kernel. */
  readonly dimensions: 1 | 2 | 3;
  /** The number of invocations of a group. 0 for a range kernel, for which the backend chooses the groups. */
  readonly groupSize: number;
  readonly precision: 'native' | 'precise';
  readonly params: readonly Param[];
  readonly shared: readonly Shared[];
  /** Variables of the body. */
  readonly locals: readonly Local[];
  /** The functions, callees before callers. */
  readonly functions: readonly FunctionNode[];
  readonly body: Block;
}

export type Access = 'read' | 'write' | 'readWrite' | 'atomics';
/**
 * A parameter. The access `value` means a scalar, vector, struct or array that is passed with the launch. All others
 * mean a view of elements of `type`.
 */
export interface Param {
  readonly name: string;
  readonly access: 'value' | Access;
  readonly type: Type;
  /** The number of coordinates by which the body indexes the view, if above 1. The launch requires such a view. */
  readonly coordinates?: 2 | 3 | undefined;
}
export interface Shared {
  readonly type: MemoryType;
  readonly length: number;
}
export interface Local {
  readonly type: Type;
}
export interface FunctionNode {
  readonly name: string;
  readonly params: readonly { readonly id: ValueId; readonly type: Type }[];
  readonly result: Type;
  readonly locals: readonly Local[];
  /** The instructions. They end with a `return` that has a value. */
  readonly body: Block;
}

export type Block = readonly Instruction[];

/** A place to read or write. The first step into a view or shared memory is its element. */
export interface Place {
  readonly root: PlaceRoot;
  readonly path: readonly Step[];
  readonly type: MemoryType;
}
export interface PlaceRoot {
  readonly kind: 'param' | 'shared' | 'local';
  readonly index: number;
}
/**
 * A step of a path. `element` is an element of a view, of shared memory or of an array, chosen at run time. `member`
 * is a field of a struct or a component of a vector, by number.
 */
export type Step = { readonly element: ValueId } | { readonly member: number };

/** The built-in values, all u32. `index` and `extent` are for range kernels, the others for group kernels. */
export type Builtin =
  | 'index.x'
  | 'index.y'
  | 'index.z'
  | 'extent.x'
  | 'extent.y'
  | 'extent.z'
  | 'localIndex'
  | 'groupIndex'
  | 'globalIndex'
  | 'groupCount';
export type AtomicName =
  | 'load'
  | 'store'
  | 'add'
  | 'sub'
  | 'min'
  | 'max'
  | 'and'
  | 'or'
  | 'xor'
  | 'exchange'
  | 'compareExchange';
export type SubgroupName =
  | 'size'
  | 'invocationIndex'
  | 'elect'
  | 'any'
  | 'all'
  | 'broadcastFirst'
  | 'shuffle'
  | 'add'
  | 'mul'
  | 'min'
  | 'max'
  | 'exclusiveAdd'
  | 'inclusiveAdd';

// ---- instructions that yield a value
/** A constant scalar. `bits` are its 32 bits; a bool is 0 or 1. */
export interface ConstNode {
  readonly op: 'const';
  readonly id: ValueId;
  readonly type: ScalarNode;
  readonly bits: number;
}
/** The value of a `value` parameter. */
export interface ParamNode {
  readonly op: 'param';
  readonly id: ValueId;
  readonly type: Type;
  readonly param: number;
}
export interface BuiltinNode {
  readonly op: 'builtin';
  readonly id: ValueId;
  readonly type: ScalarNode;
  readonly builtin: Builtin;
}
/** The extent of a view: `length` = width * height * depth elements; a 1-D view has height and depth 1. */
export interface LengthNode {
  readonly op: 'length';
  readonly id: ValueId;
  readonly type: ScalarNode;
  readonly param: number;
  readonly axis: 'length' | 'width' | 'height' | 'depth';
}
/** An operation of the operation table. */
export interface ComputeNode {
  readonly op: 'compute';
  readonly id: ValueId;
  readonly type: Type;
  readonly name: OpName;
  readonly args: readonly ValueId[];
}
/** A vector, struct or array, made from all of its components, fields or elements. */
export interface ConstructNode {
  readonly op: 'construct';
  readonly id: ValueId;
  readonly type: Type;
  readonly args: readonly ValueId[];
}
/** A component or field of a value. */
export interface ExtractNode {
  readonly op: 'extract';
  readonly id: ValueId;
  readonly type: Type;
  readonly value: ValueId;
  readonly member: number;
}
/** An element of an array value. Out of bounds it is zero. */
export interface ElementNode {
  readonly op: 'element';
  readonly id: ValueId;
  readonly type: Type;
  readonly value: ValueId;
  readonly index: ValueId;
}
export interface LoadNode {
  readonly op: 'load';
  readonly id: ValueId;
  readonly type: Type;
  readonly place: Place;
}
/**
 * An atomic operation, which yields the old value; the result of `store` must not be used. `args` is the operand.
 * For compareExchange, which never fails spuriously, it is the expected and the desired value.
 */
export interface AtomicInstruction {
  readonly op: 'atomic';
  readonly id: ValueId;
  readonly type: ScalarNode;
  readonly name: AtomicName;
  readonly place: Place;
  readonly args: readonly ValueId[];
}
export interface CallNode {
  readonly op: 'call';
  readonly id: ValueId;
  readonly type: Type;
  readonly callee: number;
  readonly args: readonly ValueId[];
}
export interface UniformLoadNode {
  readonly op: 'uniformLoad';
  readonly id: ValueId;
  readonly type: Type;
  readonly place: Place;
}
export interface SubgroupNode {
  readonly op: 'subgroup';
  readonly id: ValueId;
  readonly type: Type;
  readonly name: SubgroupName;
  readonly args: readonly ValueId[];
}

// ---- instructions that do something
/** The variable begins to exist, with the initial value or zero. */
export interface VariableNode {
  readonly op: 'variable';
  readonly id: ValueId;
  readonly local: number;
  readonly initial?: ValueId | undefined;
}
export interface StoreNode {
  readonly op: 'store';
  readonly id: ValueId;
  readonly place: Place;
  readonly value: ValueId;
}
export interface BarrierNode {
  readonly op: 'barrier';
  readonly id: ValueId;
}

// ---- control flow
export interface IfNode {
  readonly op: 'if';
  readonly id: ValueId;
  readonly condition: ValueId;
  readonly then: Block;
  readonly else: Block;
}
/** A loop that ends only at a `break` or `return`. */
export interface LoopNode {
  readonly op: 'loop';
  readonly id: ValueId;
  readonly body: Block;
}
/** A counted loop. Its `id` is the index, which may be used in the body only. */
export interface ForNode {
  readonly op: 'for';
  readonly id: ValueId;
  readonly type: ScalarNode;
  readonly from: ValueId;
  readonly to: ValueId;
  readonly step: ValueId;
  readonly body: Block;
}
export interface BreakNode {
  readonly op: 'break';
  readonly id: ValueId;
}
export interface ContinueNode {
  readonly op: 'continue';
  readonly id: ValueId;
}
/** A return, which has a value in a function and none in a kernel's body. */
export interface ReturnNode {
  readonly op: 'return';
  readonly id: ValueId;
  readonly value?: ValueId | undefined;
}

export type ValueInstruction =
  | ConstNode
  | ParamNode
  | BuiltinNode
  | LengthNode
  | ComputeNode
  | ConstructNode
  | ExtractNode
  | ElementNode
  | LoadNode
  | AtomicInstruction
  | CallNode
  | UniformLoadNode
  | SubgroupNode;
export type ControlInstruction = IfNode | LoopNode | ForNode | BreakNode | ContinueNode | ReturnNode;
export type Instruction = ValueInstruction | VariableNode | StoreNode | BarrierNode | ControlInstruction;

/** The output of the tracer: a program, with the location in the user's source of each instruction. */
export interface Traced {
  readonly program: Program;
  /** The location of an instruction as `file:line:column`; undefined if the engine does not provide it. */
  location(id: ValueId): string | undefined;
  /** The location of the definition of the kernel. */
  definedAt?(): string | undefined;
  /** Warnings about code that is valid but probably not intended. They are printed to the console once. */
  readonly warnings?: readonly string[] | undefined;
  /** The check of uniformity, which yields the uniform values; a kernel whose invocations work in groups brings it. */
  readonly checkGroups?: ((program: Program, fail: Fail) => ReadonlySet<ValueId>) | undefined;
}

/**
 * Reports a mistake that a pass found: the message, in the terms of the language; the instructions concerned, the most
 * important first; and the remedy.
 */
export type Fail = (message: string, at: readonly (ValueId | undefined)[], remedy?: string) => never;
