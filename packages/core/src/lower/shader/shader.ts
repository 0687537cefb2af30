/**
 * The shader IR: a checked program as a shading language can say it. It is the input of the backends that
 * print vectors, structs and functions (WGSL, GLSL); those that print scalars start from `flat.ts`. It is
 * `ir.ts` with everything lowered on which shading languages differ from it or from each other, and whatever
 * this file does not say is as `ir.ts` says.
 *
 * ## Values
 * *Inputs* stand in no block and can be used anywhere in the body, constants, zeros and `runtimeZero` in
 * functions too. `compute` names a row of the operation table, but leaves to the language only what every
 * one of them agrees on: no integer is divided by 0 or by an overflowing -1, no shift count exceeds 31, only
 * what fits is converted from f32 to an integer, there is no `strict`, `isNan`, `isInf`, `isFinite` or
 * `toBool`, and no operation has constants for all of its operands. Every f32 constant is finite: what is
 * not is made of bits at run time.
 *
 * ## Bools
 * A bool is a value, a parameter of a function or a variable of its own. In memory and in every composite
 * a u32 stands in its place.
 *
 * ## Memory
 * No access is checked any more: a load that may be out of bounds is followed by a `select`, or stands, as
 * stores and atomics do, in an `if`. So a load may well be out of bounds where nobody uses what it yields,
 * which WGSL and GLSL under WebGL both allow. The first step into a view is an `address`: the number of an
 * element of the buffer. An index into memory is an i32 or a u32.
 *
 * ## Loops
 * `for` is plain: it starts at `from`, goes on while the index is before `to` (after it, if the constant step
 * is negative), and the step to the next index never wraps.
 */
import type { Form } from '../../check/checked.ts';
import type {
  Access,
  AtomicName,
  BreakNode,
  BuiltinNode,
  CallNode,
  ComputeNode,
  ConstNode,
  ConstructNode,
  ContinueNode,
  ExtractNode,
  LengthNode,
  LoadNode,
  ParamNode,
  Place,
  Program,
  ReturnNode,
  Shared,
  StoreNode,
  UniformLoadNode,
  ValueId,
  VariableNode,
} from '../../ir/ir.ts';
import type { ScalarNode, Type } from '../../ir/types.ts';

export interface ShaderProgram {
  readonly name: string;
  readonly kind: Program['kind'];
  readonly dimensions: Program['dimensions'];
  readonly groupSize: number;
  readonly form: Form;
  readonly params: readonly ShaderParam[];
  readonly shared: readonly Shared[];
  /** Of the program, and those that stand for operations; callees before callers. */
  readonly functions: readonly ShaderFunction[];
  readonly locals: readonly ShaderLocal[];
  readonly body: ShaderBlock;
  readonly inputs: ReadonlyMap<ValueId, ShaderInput>;
  /** Of every value. */
  readonly types: ReadonlyMap<ValueId, Type>;
  /** Names for some of them, for people. */
  readonly hints: ReadonlyMap<ValueId, string>;
  /** By id: the instruction of the checked program that it comes from. */
  readonly origins: ReadonlyMap<ValueId, ValueId>;
}

/** `type`: as it stands in memory. */
export interface ShaderParam {
  readonly name: string;
  readonly access: 'value' | Access;
  readonly type: Type;
}
/** `isFinal`: nothing is written to it once it has been read. `isResult`: it is read behind the body. */
export interface ShaderLocal {
  readonly type: Type;
  readonly isFinal?: boolean;
  readonly isResult?: boolean;
}
export interface ShaderFunction {
  readonly name: string;
  readonly params: readonly { readonly id: ValueId; readonly type: Type }[];
  readonly result: Type;
  readonly locals: readonly ShaderLocal[];
  readonly body: ShaderBlock;
}
export type ShaderBlock = readonly ShaderInstruction[];

// ---- inputs
/** A u32 that is 0, and of which no compiler knows that. */
export interface RuntimeZero {
  readonly op: 'runtimeZero';
  readonly id: ValueId;
  readonly type: ScalarNode;
}
/** The zero of a vector, struct or array. */
export interface ZeroValue {
  readonly op: 'zero';
  readonly id: ValueId;
  readonly type: Type;
}
export type ShaderInput = ConstNode | ParamNode | BuiltinNode | LengthNode | RuntimeZero | ZeroValue;

// ---- instructions that yield a value
/** The number of a view's element in its buffer: the view's offset plus the index times its step. */
export interface Address {
  readonly op: 'address';
  readonly id: ValueId;
  readonly type: ScalarNode;
  readonly param: number;
  readonly index: ValueId;
}
/** An element of an array that is, or is in, a `value` parameter; the index may be out of bounds. */
export interface ParamElement {
  readonly op: 'element';
  readonly id: ValueId;
  readonly type: Type;
  readonly value: ValueId;
  readonly index: ValueId;
}
/** Yields a value out of its operands alone. */
export type ShaderPure = ComputeNode | ConstructNode | ExtractNode | Address | ParamElement;

/** Yields what was there before. */
export interface ShaderAtomic {
  readonly op: 'atomic';
  readonly id: ValueId;
  readonly type: ScalarNode;
  readonly name: AtomicName;
  readonly place: Place;
  readonly args: readonly ValueId[];
}

// ---- instructions that do something
/** Orders what the invocations of a group did before it in these memories. */
export interface ShaderBarrier {
  readonly op: 'barrier';
  readonly id: ValueId;
  readonly shared: boolean;
  readonly storage: boolean;
}
export interface ShaderIf {
  readonly op: 'if';
  readonly id: ValueId;
  readonly condition: ValueId;
  readonly then: ShaderBlock;
  readonly else: ShaderBlock;
}
export interface ShaderLoop {
  readonly op: 'loop';
  readonly id: ValueId;
  readonly body: ShaderBlock;
}
export interface ShaderFor {
  readonly op: 'for';
  readonly id: ValueId;
  readonly type: ScalarNode;
  readonly from: ValueId;
  readonly to: ValueId;
  readonly step: ValueId;
  readonly body: ShaderBlock;
}

export type ShaderInstruction =
  | ShaderPure
  | LoadNode
  | ShaderAtomic
  | CallNode
  | UniformLoadNode
  | VariableNode
  | StoreNode
  | ShaderBarrier
  | ShaderIf
  | ShaderLoop
  | ShaderFor
  | BreakNode
  | ContinueNode
  | ReturnNode;
