import type { Builtin, LengthNode, Place } from '../ir/ir.ts';
import type { MemoryType, StructNode, Type } from '../ir/types.ts';
import type { ShaderProgram } from '../lower/shader/shader.ts';
import type { Expression } from './expression.ts';
import type { ScopedNames } from './scoped-names.ts';

/** A program in one language: what its parts are called there, and how a body says what it is given. */
export interface ShaderModule {
  readonly program: ShaderProgram;
  readonly names: ScopedNames;
  readonly types: {
    name(type: MemoryType): string;
    field(struct: StructNode, field: number): string;
    zero(type: Type): string;
  };
  readonly functions: readonly string[];
  /** A u32 that is 0, which no compiler knows. */
  readonly runtimeZero: string;
  /** A value parameter. */
  param(param: number): string;
  /** Of the view that a parameter is bound to. */
  viewWord(param: number, word: ViewWord): string;
  builtin(builtin: Builtin): Expression;
  /** A view or shared memory. */
  memory(root: Place['root']): string;
}

export type ViewWord = 'offset' | 'step' | LengthNode['axis'];
