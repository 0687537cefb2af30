import type { Builtin } from '../ir/ir.ts';
import { U32 } from '../ir/types.ts';
import { nodeFor } from './node.ts';
import { emit } from './trace.ts';
import type { Value } from './value.ts';
import { wrap } from './value.ts';

/** One of the built-in values that give the position of an invocation in the launch. */
export const builtin = (which: Builtin): Value =>
  wrap(nodeFor(U32, emit({ op: 'builtin', type: U32, builtin: which })));
