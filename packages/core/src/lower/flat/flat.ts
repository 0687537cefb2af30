/**
 * The flat IR: what is left of a checked program when vectors, structs and places have been lowered to
 * scalars and word addresses. It is the input of the backends that print scalars (cpu, wasm); WGSL and GLSL
 * have vectors and structs of their own and start from `ir.ts`. Whatever this file does not say is as `ir.ts`
 * says: order, integers, floats, control flow.
 *
 * ## Values
 * A value is one scalar, named by a `FlatId`; `FlatProgram.types` holds the type of each. *Inputs*
 * (constants, words of the value parameters, builtins, extents of views) stand in no block: they can be used
 * anywhere in the body, constants in functions too. Every other value is defined by one instruction and may
 * be used to the end of the block that holds it. `compute` has the meaning of its row in the operation table,
 * for the element type `on`.
 *
 * ## Memory
 * All memory is 32-bit words. An access names its memory, the address of a word as a u32 value (absent: 0)
 * and a constant offset in words that is added to it. `element` makes the address of an element of a view,
 * `offset` adds an index times a constant stride. Addresses wrap in u32 and mean something only where
 * their indices are in bounds.
 *
 * An access with `ok` happens only where `ok` is true: else a load yields 0, a store is dropped, an
 * atomic yields 0 and changes nothing. An access without `ok` is known to be in bounds. A bool in
 * memory is a u32: a load yields `word != 0`, a store writes 0 or 1. A load and a store of an f32 move
 * its bits where the target can.
 *
 * ## Locals and memories
 * A variable without arrays is a list of scalar locals; one with arrays is a local memory in WGSL's layout,
 * private to an invocation (to a call, in a function). `declare` and `clear` stand where the variable begins:
 * once an iteration in a loop. A value of many words with an array in it is in a local memory too, which is
 * written once, where the value begins. Nothing is said about what they hold before that, and a local is never touched
 * outside of the block that declares it.
 *
 * ## Loops
 * A `for` makes `trips` trips; its index is `from + k * step`, which does not wrap in any of them. All
 * three are computed before it.
 *
 * ## Observed programs
 * A sanitizer's emitter asks for an *observed* program (`Observe`). It has every access that the source has, and
 * nothing less: a load that nobody uses, a store to a local memory that nobody reads, an index that is known to
 * be out of bounds (`ok` is the constant `false`). Each says where it comes from. Variables with arrays
 * are always local memories. `inspect` stands at the place where the source computes, whereas the value may be
 * computed anywhere.
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
  /** As in the program: of a `value` parameter only the name is left, its words are inputs. */
  readonly params: readonly FlatParam[];
  readonly shared: readonly FlatMemory[];
  /** Memories by which large values come to functions and back; there is no recursion, so one of each is enough. */
  readonly passed: readonly FlatMemory[];
  readonly inputs: readonly FlatInput[];
  /** Callees before callers. */
  readonly functions: readonly FlatFunction[];
  readonly body: FlatCode;
  /** By id. */
  readonly types: readonly Scalar[];
  /** Values that all invocations of a group share, as far as the checker and pure operations tell. */
  readonly uniform: ReadonlySet<FlatId>;
}

export interface FlatParam {
  readonly name: string;
  readonly access: 'value' | Access;
  /** Words from one element to the next; 0 for a `value`. */
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
 * A word of the value-parameter block (`valueOffsets`); a bool is `word != 0`. `name`: of the
 * parameter and the path in it.
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
 * `words`: the value-parameter block, which is read only. `local`: of the body or the function at hand.
 * `passed`: of the program; what is in one is for the call that follows, or comes from the call before.
 */
export type MemoryRef =
  | { readonly kind: 'view' | 'shared' | 'local' | 'passed'; readonly index: number }
  | { readonly kind: 'words' };
export interface Access32 {
  readonly memory: MemoryRef;
  readonly address: FlatId | undefined;
  readonly offset: number;
  readonly ok: FlatId | undefined;
  /** In an observed program. */
  readonly origin?: Origin | undefined;
}

/** What an access was in the source. */
export interface Origin {
  readonly instruction: ValueId;
  /** Of the element steps of its path, in order, as far as one can be out of bounds. */
  readonly indices: readonly FlatId[];
}

/** Which operations of the source an observed program has an `inspect` for. */
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
/** `(offset + index * step) * strideWords` of the view that the launch bound to `param`. */
export interface FlatElement {
  readonly op: 'element';
  readonly id: FlatId;
  readonly param: number;
  readonly index: FlatId;
}
/** `base + index * stride`, in words; without a base it is 0. */
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
/** `name`: of what is read, for people. */
export interface FlatLoad extends Access32 {
  readonly op: 'load';
  readonly id: FlatId;
  readonly name: string;
}
/** `on`: the element type. `store` yields nothing that may be used. */
export interface FlatAtomic extends Access32 {
  readonly op: 'atomic';
  readonly id: FlatId;
  readonly name: AtomicName;
  readonly on: Scalar;
  readonly args: readonly FlatId[];
}
/**
 * Functions take and return values only, so a call does nothing else than yield its results. `passes`: some
 * of them, or of its arguments, are in `passed` memories.
 */
export interface FlatCall {
  readonly op: 'call';
  readonly ids: readonly FlatId[];
  readonly callee: number;
  readonly args: readonly FlatId[];
  readonly passes?: boolean | undefined;
}

// ---- instructions that do something
/** The local begins to exist with this value. */
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
/** The local memory begins to exist, zeroed. */
export interface FlatClear {
  readonly op: 'clear';
  readonly memory: number;
}
export interface FlatBarrier {
  readonly op: 'barrier';
}
/** In an observed program: the source computes `result` here. Does nothing by itself. */
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
/** With the results in a function; without any in the body, where it ends the invocation. */
export interface FlatReturn {
  readonly op: 'return';
  readonly values: readonly FlatId[];
}

/** Yields a value out of its operands alone: may be done anywhere that has them, any number of times. */
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
