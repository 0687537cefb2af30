import type { Example } from './example.ts';
import { atomicOperations } from './kernels/atomics.ts';
import { constants } from './kernels/constants.ts';
import { controlFlow } from './kernels/control-flow.ts';
import { functions } from './kernels/functions.ts';
import { groups } from './kernels/groups.ts';
import { operations } from './kernels/operations.ts';
import { ranges } from './kernels/ranges.ts';
import { structs } from './kernels/structs.ts';

export const examples: readonly Example[] = [
  ...ranges,
  ...structs,
  ...controlFlow,
  ...functions,
  ...groups,
  ...atomicOperations,
  ...constants,
  ...operations,
];
