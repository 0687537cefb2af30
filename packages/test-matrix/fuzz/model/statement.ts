// Statements as plain data. `uniform` asks for what all invocations of a group share; only there barriers stay.
import type { Expression, Index, Leaves } from './expression.ts';
import type { SimpleType } from './types.ts';

export type Block = readonly Statement[];

/** With `instead` 0 a statement gives way to the blocks in it: what shrinking tries first. */
export type Statement =
  | { readonly kind: 'let'; readonly type: SimpleType; readonly value: Expression; readonly uniform: boolean }
  | {
      readonly kind: 'variable';
      readonly type: number;
      readonly initial: Leaves | undefined;
      readonly uniform: boolean;
    }
  | {
      readonly kind: 'store';
      readonly type: SimpleType;
      readonly value: Expression;
      readonly pick: number;
      readonly indices: readonly Index[];
    }
  /** A whole struct or array. */
  | {
      readonly kind: 'assign';
      readonly pick: number;
      readonly indices: readonly Index[];
      readonly leaves: Leaves;
    }
  | {
      readonly kind: 'atomic';
      readonly pick: number;
      readonly index: Index;
      readonly u32: Expression;
      readonly i32: Expression;
    }
  | {
      readonly kind: 'if';
      readonly instead: number;
      readonly uniform: boolean;
      readonly sides: readonly { readonly condition: Expression; readonly body: Block }[];
      readonly otherwise: Block;
    }
  | {
      readonly kind: 'for';
      readonly instead: number;
      readonly uniform: boolean;
      readonly scalar: 'u32' | 'i32';
      readonly from: Expression;
      readonly to: Expression;
      /** A literal, or computed from this and the expression. */
      readonly step: number;
      readonly steps: Expression | undefined;
      /** Counts up to the greatest number of its type. */
      readonly atTheEnd: boolean;
      readonly body: Block;
    }
  | {
      readonly kind: 'loop';
      readonly instead: number;
      readonly uniform: boolean;
      readonly form: 'Loop' | 'While';
      readonly turns: number;
      readonly condition: Expression;
      readonly body: Block;
    }
  | {
      readonly kind: 'exit';
      readonly how: 'Break' | 'Continue' | 'Return';
      readonly uniform: boolean;
      readonly condition: Expression;
      readonly before: Block;
      readonly result: Leaves;
    }
  /** Between two barriers all invocations of a group may read what each of them wrote. */
  | { readonly kind: 'exchange'; readonly body: Block }
  | { readonly kind: 'uniformLoad'; readonly pick: number; readonly index: Index };
