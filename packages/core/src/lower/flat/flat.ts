/**
 * The flat IR: a checked program whose vectors, structs and places have been lowered to scalars and word
 * addresses. It is the input of the backends that print scalars (cpu, wasm); WGSL and GLSL have vectors and
 * structs of their own and start from `ir.ts`. The rules of `ir.ts` for order, integers, floats and control
 * flow apply here too, unless this file says otherwise.
 *
 * ## Values
 * A value is one scalar, named by a `FlatId`; `FlatProgram.types` holds the type of each. *Inputs*
 * (constants, words of the value parameters, builtins, extents of views) are in no block: they can be used
 * anywhere in the body, constants in functions too. Every other value is defined by one instruction and may
 * be used to the end of the block that holds it. The operation table defines `compute`, for the element type
 * `on`.
 *
 * ## Memory
 * All memory is 32-bit words. An access names its memory, the address of a word as a u32 value (absent: 0)
 * and a constant offset in words that is added to it. `element` makes the address of an element of a view,
 * `offset` adds an index times a constant stride. Addresses wrap in u32, and are meaningful only if their
 * indices are in bounds.
 *
 * An access with `ok` happens only if `ok` is true. Otherwise a load yields 0, a store is dropped, and an
 * atomic yields 0 and changes nothing. An access without `ok` is known to be in bounds. A bool in
 * memory is a u32: a load yields `word != 0`, a store writes 0 or 1. A load or store of an f32 copies its
 * bits, if the target can.
 *
 * ## Locals and memories
 * A variable without arrays is a list of scalar locals. One with arrays is a local memory in WGSL's layout,
 * private to an invocation (in a function, to a call). `declare` and `clear` stand where the lifetime of the
 * variable begins, hence once in each iteration of a loop. A large value with an array in it is in a local memory
 * too, which is written once, where the value is defined. Before that the contents are undefined. A local is
 * never accessed outside of the block that declares it.
 *
 * ## Loops
 * A `for` makes `trips` trips; its index is `from + k * step`, which does not wrap in any of them. All
 * three are computed before it.
 *
 * ## Observed programs
 * The emitter of a sanitizer needs an *observed* program (`Observe`). It keeps every access of the source: also
 * a load that is unused, a store to a local memory that is never read, and an index that is known to be out of
 * bounds (`ok` is the constant `false`). Each access has its origin in the source. Variables with arrays are always
 * local memories. `inspect` stands where the source computes a value, because the value itself may be computed
 * elsewhere.
 */

import type { Form } from '../../check/checked.ts';
import type { Access, AtomicName, Builtin, OpName, Program, ValueId } from '../../ir/ir.ts';
import type { Scalar } from '../../ir/types.ts';

/** A scalar value. */
export type FlatId = number;

export interface FlatProgram {
  readonly name: string;
  readonly kind: Program['kind'];
  readonly dimensions: Program['dimensions'];
  readonly groupSize: number;
  readonly precision: Program['precision'];
  readonly form: Form;
  readonly observed: boolean;
  /** The parameters of the program. A `value` parameter has only its name here: its words are inputs. */
  readonly params: readonly FlatParam[];
  readonly shared: readonly FlatMemory[];
  /** The memories that pass large arguments and results. Functions do not recurse, so one for each is enough. */
  readonly passed: readonly FlatMemory[];
  readonly inputs: readonly FlatInput[];
  /** The functions, callees before callers. */
  readonly functions: readonly FlatFunction[];
  readonly body: FlatCode;
  /** The types of values, by id. */
  readonly types: readonly Scalar[];
  /** The values that the checker found uniform in a group, and pure operations on such values. */
  readonly uniform: ReadonlySet<FlatId>;
}

export interface FlatParam {
  readonly name: string;
  readonly access: 'value' | Access;
  /** The number of words from one element to the next; 0 for a `value`. */
  readonly strideWords: number;
}
export interface FlatLocal {
  readonly name: string;
  readonly type: Scalar;
}
export interface FlatMemory {
  readonly name: string;
  readonly words: number;
}
export interface FlatCode {
  readonly locals: readonly FlatLocal[];
  readonly memories: readonly FlatMemory[];
  readonly block: FlatBlock;
}
export interface FlatFunction extends FlatCode {
  readonly name: string;
  readonly params: readonly FlatId[];
  readonly results: readonly Scalar[];
}
export type FlatBlock = readonly FlatInstruction[];

// ---- inputs
export interface FlatConst {
  readonly op: 'const';
  readonly id: FlatId;
  readonly bits: number;
}
/**
 * A word of the value-parameter block (`valueOffsets`). A bool is `word != 0`. `name` is the name of the
 * parameter, with the path in it.
 */
export interface FlatWord {
  readonly op: 'word';
  readonly id: FlatId;
  readonly word: number;
  readonly name: string;
}
export interface FlatBuiltin {
  readonly op: 'builtin';
  readonly id: FlatId;
  readonly builtin: Builtin;
}
export interface FlatLength {
  readonly op: 'length';
  readonly id: FlatId;
  readonly param: number;
  readonly axis: Axis;
}
export type Axis = 'length' | 'width' | 'height' | 'depth';
export type FlatInput = FlatConst | FlatWord | FlatBuiltin | FlatLength;

// ---- memory
/**
 * A memory. `words` is the value-parameter block, which is read-only. `local` is a local memory of the body or of the
 * function. `passed` is a memory of the program that holds an argument of the next call, or a result of the last one.
 */
export type MemoryRef =
  | { readonly kind: 'view' | 'shared' | 'local' | 'passed'; readonly index: number }
  | { readonly kind: 'words' };
export interface Access32 {
  readonly memory: MemoryRef;
  readonly address: FlatId | undefined;
  readonly offset: number;
  readonly ok: FlatId | undefined;
  /** The access of the source; in an observed program only. */
  readonly origin?: Origin | undefined;
}

/** An access in the source. */
export interface Origin {
  readonly instruction: ValueId;
  /** The indices of the element steps of its path that can be out of bounds, in order. */
  readonly indices: readonly FlatId[];
}

/** The choice of the operations of the source for which an observed program has an `inspect`. */
export interface Observe {
  inspects(name: OpName, on: Scalar): boolean;
}

// ---- instructions that yield values
export interface FlatCompute {
  readonly op: 'compute';
  readonly id: FlatId;
  readonly name: OpName;
  readonly on: Scalar;
  readonly args: readonly FlatId[];
}
/** The address `(offset + index * step) * strideWords` in the view that the launch bound to `param`. */
export interface FlatElement {
  readonly op: 'element';
  readonly id: FlatId;
  readonly param: number;
  readonly index: FlatId;
}
/** The address `base + index * stride`, in words. Without a base it begins at 0. */
export interface FlatOffset {
  readonly op: 'offset';
  readonly id: FlatId;
  readonly base: FlatId | undefined;
  readonly index: FlatId;
  readonly stride: number;
}
export interface FlatGet {
  readonly op: 'get';
  readonly id: FlatId;
  readonly local: number;
}
/** A load. `name` is a name of the place, for readable code. */
export interface FlatLoad extends Access32 {
  readonly op: 'load';
  readonly id: FlatId;
  readonly name: string;
}
/** An atomic operation. `on` is the element type. The result of `store` must not be used. */
export interface FlatAtomic extends Access32 {
  readonly op: 'atomic';
  readonly id: FlatId;
  readonly name: AtomicName;
  readonly on: Scalar;
  readonly args: readonly FlatId[];
}
/**
 * A call. Functions take and return values only, so a call has no other effect than to yield its results. `passes` is
 * set if some arguments or results are in `passed` memories.
 */
export interface FlatCall {
  readonly op: 'call';
  readonly ids: readonly FlatId[];
  readonly callee: number;
  readonly args: readonly FlatId[];
  readonly passes?: boolean | undefined;
}

// ---- instructions that do something
/** Declares a local with this initial value. */
export interface FlatDeclare {
  readonly op: 'declare';
  readonly local: number;
  readonly value: FlatId;
}
export interface FlatSet {
  readonly op: 'set';
  readonly local: number;
  readonly value: FlatId;
}
export interface FlatStore extends Access32 {
  readonly op: 'store';
  readonly value: FlatId;
}
/** Zeroes a local memory, where its variable is declared. */
export interface FlatClear {
  readonly op: 'clear';
  readonly memory: number;
}
export interface FlatBarrier {
  readonly op: 'barrier';
}
/** A mark in an observed program: the source computes `result` here. It has no effect by itself. */
export interface FlatInspect {
  readonly op: 'inspect';
  readonly instruction: ValueId;
  readonly name: OpName;
  readonly on: Scalar;
  readonly args: readonly FlatId[];
  readonly result: FlatId;
}

// ---- control flow
export interface FlatIf {
  readonly op: 'if';
  readonly condition: FlatId;
  readonly then: FlatBlock;
  readonly else: FlatBlock;
}
export interface FlatLoop {
  readonly op: 'loop';
  readonly body: FlatBlock;
}
export interface FlatFor {
  readonly op: 'for';
  readonly id: FlatId;
  readonly from: FlatId;
  readonly step: FlatId;
  readonly trips: FlatId;
  readonly body: FlatBlock;
}
export interface FlatBreak {
  readonly op: 'break';
}
export interface FlatContinue {
  readonly op: 'continue';
}
/** A return. In a function it has the results; in the body it has none and ends the invocation. */
export interface FlatReturn {
  readonly op: 'return';
  readonly values: readonly FlatId[];
}

/** A pure instruction, which depends on its operands alone. It may be repeated wherever they are in scope. */
export type FlatPure = FlatCompute | FlatElement | FlatOffset;
export type FlatInstruction =
  | FlatPure
  | FlatGet
  | FlatLoad
  | FlatAtomic
  | FlatCall
  | FlatDeclare
  | FlatSet
  | FlatStore
  | FlatClear
  | FlatBarrier
  | FlatInspect
  | FlatIf
  | FlatLoop
  | FlatFor
  | FlatBreak
  | FlatContinue
  | FlatReturn;
