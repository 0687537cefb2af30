/**
 * The shader IR: a checked program that a shading language can express. It is the input of the backends that
 * print vectors, structs and functions (WGSL, GLSL); those that print scalars start from `flat.ts`. It is
 * `ir.ts` without everything on which shading languages differ from it or from each other. The rules of
 * `ir.ts` apply here too, unless this file says otherwise.
 *
 * ## Values
 * *Inputs* are in no block and can be used anywhere in the body, constants, zeros and `runtimeZero` in
 * functions too. `compute` is an operation of the operation table, restricted to cases on which all shading
 * languages agree: no integer is divided by 0 or by an overflowing -1, no shift count exceeds 31, only f32 in
 * range are converted to an integer, there is no `strict`, `isNan`, `isInf`, `isFinite` or `toBool`, and no
 * operation has constants for all of its operands. Every f32 constant is finite: NaNs and infinities are made
 * from their bits at run time.
 *
 * ## Bools
 * Values, parameters of functions and whole variables may be bools. In memory and in every composite a bool
 * is a u32.
 *
 * ## Memory
 * Accesses have no bounds check: stores and atomics that may be out of bounds are in an `if`, and so are
 * loads, unless a `select` follows them. So a load may be out of bounds if its result is not used. Both WGSL
 * and GLSL under WebGL allow this. The first step into a view is an `address`: the number of an element of
 * the buffer. An index into memory is an i32 or a u32.
 *
 * ## Loops
 * A `for` starts at `from` and runs while the index is less than `to` (greater, if the constant step is
 * negative). The step to the next index never wraps.
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
  /** The functions of the program and those that implement operations, callees before callers. */
  readonly functions: readonly ShaderFunction[];
  readonly locals: readonly ShaderLocal[];
  readonly body: ShaderBlock;
  readonly inputs: ReadonlyMap<ValueId, ShaderInput>;
  /** The types of all values. */
  readonly types: ReadonlyMap<ValueId, Type>;
  /** Names for some values, for readable code. */
  readonly hints: ReadonlyMap<ValueId, string>;
  /** The instruction of the checked program that each instruction comes from, by id. */
  readonly origins: ReadonlyMap<ValueId, ValueId>;
}

/** A parameter. `type` is its type in memory. */
export interface ShaderParam {
  readonly name: string;
  readonly access: 'value' | Access;
  readonly type: Type;
}
/** A local. `isFinal`: it is not written after a read of it. `isResult`: it is read after the body. */
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
/** A u32 that is 0 at run time, which compilers cannot know. */
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
/** The index in its buffer of a view's element: the view's offset plus the index times the view's step. */
export interface Address {
  readonly op: 'address';
  readonly id: ValueId;
  readonly type: ScalarNode;
  readonly param: number;
  readonly index: ValueId;
}
/** An element of an array that is, or is in, a `value` parameter. The index may be out of bounds. */
export interface ParamElement {
  readonly op: 'element';
  readonly id: ValueId;
  readonly type: Type;
  readonly value: ValueId;
  readonly index: ValueId;
}
/** An instruction whose result depends on its operands alone, and that has no other effect. */
export type ShaderPure = ComputeNode | ConstructNode | ExtractNode | Address | ParamElement;

/** An atomic operation, which yields the old value. */
export interface ShaderAtomic {
  readonly op: 'atomic';
  readonly id: ValueId;
  readonly type: ScalarNode;
  readonly name: AtomicName;
  readonly place: Place;
  readonly args: readonly ValueId[];
}

// ---- instructions that do something
/** A barrier that orders the accesses of the invocations of a group to these memories. */
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
