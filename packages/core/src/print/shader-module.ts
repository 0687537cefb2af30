import type { Builtin, LengthNode, Place } from '../ir/ir.ts';
import type { MemoryType, StructNode, Type } from '../ir/types.ts';
import type { ShaderProgram } from '../lower/shader/shader.ts';
import type { Expression } from './expression.ts';
import type { ScopedNames } from './scoped-names.ts';

/** A program in one language: the names of its parts, and the expressions for its inputs. */
export interface ShaderModule {
  readonly program: ShaderProgram;
  readonly names: ScopedNames;
  readonly types: {
    name(type: MemoryType): string;
    field(struct: StructNode, field: number): string;
    zero(type: Type): string;
  };
  readonly functions: readonly string[];
  /** A u32 that is 0 at run time, which compilers cannot know. */
  readonly runtimeZero: string;
  /** The expression for a value parameter. */
  param(param: number): string;
  /** The expression for a word that describes the view of a parameter. */
  viewWord(param: number, word: ViewWord): string;
  builtin(builtin: Builtin): Expression;
  /** The name of a view or of shared memory. */
  memory(root: Place['root']): string;
}

export type ViewWord = 'offset' | 'step' | LengthNode['axis'];
