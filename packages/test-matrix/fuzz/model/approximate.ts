// A kernel of float expressions whose results are only stored, as plain data.
import type { OpName } from '@heddle/core/backend';

export type Approximate =
  | { readonly kind: 'literal'; readonly value: number }
  /** One of the inputs and earlier results: `pick` modulo their number. */
  | { readonly kind: 'input'; readonly pick: number }
  | { readonly kind: 'operation'; readonly name: OpName; readonly args: readonly Approximate[] };

export interface ApproximateDraft {
  readonly precision: 'native' | 'precise';
  readonly results: readonly Approximate[];
  readonly seed: number;
  readonly count: number;
}
