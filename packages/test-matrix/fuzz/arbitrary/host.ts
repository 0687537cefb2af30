import fc from 'fast-check';
import {
  type BufferDraft,
  type HostDraft,
  OPERATIONS,
  type OperationDraft,
  type PartDraft,
} from '../model/host.ts';
import { pick, rather, seed } from './rather.ts';

const few = rather(0, fc.nat(3), 5);
const part: fc.Arbitrary<PartDraft> = fc.record({
  buffer: fc.nat(4),
  offset: rather(0, fc.nat(999), 2),
  length: rather(0, fc.nat(999), 2),
  step: rather(1, fc.integer({ min: 2, max: 4 }), 1),
});

const operation: fc.Arbitrary<OperationDraft> = fc.record({
  kind: fc.constantFrom(...OPERATIONS, ...OPERATIONS.slice(0, 9)),
  stream: few,
  other: few,
  part,
  second: part,
  number: pick,
  // long ones are still running when what follows is queued
  rounds: rather(1, fc.constantFrom(2, 3, 20, 500), 2),
  awaited: fc.boolean(),
  careful: rather(true, fc.constantFrom(true, true, true, false), 5),
});

const buffer: fc.Arbitrary<BufferDraft> = fc.record({
  width: rather(1, fc.constantFrom(2, 4), 1),
  // backends copy small and large buffers in different ways
  length: rather(4, fc.constantFrom(1, 7, 64, 129, 500, 3000), 2),
  seed,
});

/** The most operations of a program. With more of them hazard tracking merges ranges and becomes coarser. */
const MOST = 30;

export const hostPrograms: fc.Arbitrary<HostDraft> = fc.record({
  streams: fc.integer({ min: 1, max: 4 }),
  buffers: fc.array(buffer, { minLength: 2, maxLength: 5 }),
  operations: fc.array(operation, { minLength: 1, maxLength: MOST, size: 'max' }),
});
