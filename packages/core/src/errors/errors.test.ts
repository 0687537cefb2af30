import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type * as errors from './errors.ts';
import {
  DeviceLostError,
  DisposedError,
  HeddleError,
  HeddleRangeError,
  HeddleTypeError,
  HostBufferRaceError,
  KernelError,
  NoBackendError,
  NotSupportedError,
  OperationError,
  OutOfMemoryError,
  StreamRaceError,
} from './errors.ts';
import type * as findings from './findings.ts';
import { KernelBoundsError, KernelLintError, KernelRaceError } from './findings.ts';

const classes = {
  HeddleError,
  HeddleRangeError,
  HeddleTypeError,
  NotSupportedError,
  HostBufferRaceError,
  StreamRaceError,
  KernelRaceError,
  KernelBoundsError,
  KernelLintError,
  KernelError,
  DisposedError,
  OutOfMemoryError,
  OperationError,
  NoBackendError,
  DeviceLostError,
};

const race = {
  label: 'v',
  operation: "launch of 'iota'",
  pending: 2,
  use: 'copyToCPUAsync',
  launchStack: 'at main.ts:1:2',
};
const streams = {
  label: 'x',
  operation: "fill of 'x'",
  stream: 'a',
  otherOperation: "launch of 'k'",
  otherStream: 'b',
  otherStack: '',
};

const writes = {
  access: 'writes',
  invocation: { global: [5], group: 1, local: 1 },
  location: 'main.ts:4:3',
  source: ['at main.ts:4:3', '> 4 | tile.at(lane).$ = 1;'],
} as const;
const reads = {
  access: 'reads',
  invocation: { global: [2, 0] },
  location: undefined,
  source: ['at a line that this engine does not report'],
} as const;

const samples: Readonly<
  Record<
    Exclude<keyof typeof errors | keyof typeof findings, 'HeddleError' | 'BRANDS'>,
    Error & { readonly code: string }
  >
> = {
  HeddleRangeError: new HeddleRangeError('subView: offset: expected a whole number from 0 to 4, found 5', {
    remedy: 'Take less.',
  }),
  HeddleTypeError: new HeddleTypeError(
    'allocate: data: expected a Uint32Array, found an Int8Array of length 3',
  ),
  NotSupportedError: new NotSupportedError(
    "synchronize: the backend 'wasm' cannot block",
    'synchronizeAsync',
  ),
  HostBufferRaceError: new HostBufferRaceError(
    "host.use of 'v': launch of 'iota' may still write these bytes",
    race,
  ),
  StreamRaceError: new StreamRaceError(streams),
  KernelRaceError: new KernelRaceError({
    kernel: 'move',
    argument: 'particles',
    element: 3,
    path: '.position.y',
    accesses: [writes, reads],
    others: [new DisposedError('one more')],
    remedy: 'Put a barrier between the two.',
  }),
  KernelBoundsError: new KernelBoundsError({
    kernel: 'move',
    argument: 'x',
    index: 4,
    length: 4,
    access: reads,
    others: [],
  }),
  KernelLintError: new KernelLintError({
    kernel: 'move',
    lint: 'division',
    does: 'computes div(3, 0), which divides by zero',
    access: { ...reads, access: 'computes' },
    others: [],
    remedy: 'Put the division into an If on the divisor.',
  }),
  KernelError: new KernelError(
    'saxpy',
    'a value of another kernel',
    ['main.ts:3:5', undefined, 'main.ts:9:1'],
    { remedy: 'Pass it as a parameter.' },
  ),
  DisposedError: new DisposedError("fill: the buffer 'x' is disposed"),
  OutOfMemoryError: new OutOfMemoryError("allocate 'x': no room for 4096 bytes", {
    cause: new RangeError('full'),
  }),
  OperationError: new OperationError('a worker ended'),
  NoBackendError: new NoBackendError([
    { backend: 'webgpu', reason: 'there is no navigator.gpu' },
    { backend: 'wasm', reason: 'no SIMD' },
  ]),
  DeviceLostError: new DeviceLostError('lost', 'the driver crashed'),
};

describe.each(Object.entries(samples))('%s', (name, error) => {
  test('is a HeddleError by brand, and of its own class alone', () => {
    expect(HeddleError.is(error)).toBe(true);
    expect(error).toBeInstanceOf(HeddleError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    for (const [other, ErrorClass] of Object.entries(classes))
      expect(error instanceof ErrorClass).toBe(other === name || other === 'HeddleError');
  });

  test('is known to another copy of core', () => {
    // An error of a second copy has the brands under the same registered symbol, but none of this copy's
    // classes.
    const brands = (error as unknown as Record<symbol, unknown>)[Symbol.for('@heddle/core/error')];
    const foreign = Object.assign(new Error(error.message), { [Symbol.for('@heddle/core/error')]: brands });
    expect(HeddleError.is(foreign)).toBe(true);
    for (const [other, ErrorClass] of Object.entries(classes))
      expect(foreign instanceof ErrorClass).toBe(other === name || other === 'HeddleError');
  });
});

test('range and type mistakes are RangeError and TypeError', () => {
  expect(samples.HeddleRangeError).toBeInstanceOf(RangeError);
  expect(samples.HeddleTypeError).toBeInstanceOf(TypeError);
});

test('other errors are not Heddle errors', () => {
  for (const value of [
    new Error('x'),
    new RangeError('x'),
    { code: 'HEDDLE_ARGUMENT' },
    null,
    undefined,
    'HeddleError',
  ]) {
    expect(HeddleError.is(value)).toBe(false);
    expect((value as unknown) instanceof HeddleRangeError).toBe(false);
  }
});

test('the fields say what a program can act on', () => {
  expect(samples.NotSupportedError).toMatchObject({
    code: 'HEDDLE_NOT_SUPPORTED',
    use: 'synchronizeAsync',
    remedy: 'Use synchronizeAsync.',
  });
  expect(samples.HostBufferRaceError).toMatchObject({ code: 'HEDDLE_HOST_BUFFER_RACE', ...race });
  expect(samples.StreamRaceError).toMatchObject({
    code: 'HEDDLE_STREAM_RACE',
    label: 'x',
    operation: "fill of 'x'",
    otherOperation: "launch of 'k'",
  });
  expect(samples.KernelError).toMatchObject({
    code: 'HEDDLE_KERNEL',
    kernel: 'saxpy',
    locations: ['main.ts:3:5', 'main.ts:9:1'],
  });
  expect(samples.DeviceLostError).toMatchObject({ code: 'HEDDLE_DEVICE_LOST', reason: 'lost' });
  expect(samples.NoBackendError).toMatchObject({
    code: 'HEDDLE_NO_BACKEND',
    reasons: [{ backend: 'webgpu' }, { backend: 'wasm' }],
  });
  expect(samples.OutOfMemoryError.cause).toBeInstanceOf(RangeError);
  expect(samples.HeddleRangeError.code).toBe('HEDDLE_ARGUMENT');
});

test.each(Object.values(samples))('JSON has the message and all fields: $name', error => {
  const { name, message, code } = error;
  const fields = Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined));
  const json = JSON.parse(JSON.stringify({ error }));
  expect(json.error).toMatchObject({ name, message, code });
  expect(Object.keys(json.error).sort()).toEqual([...Object.keys(fields), 'message'].sort());
});

test('JSON has the messages of the other findings too', () => {
  const json = JSON.parse(JSON.stringify(samples.KernelRaceError));
  expect(json.others).toEqual([{ name: 'DisposedError', code: 'HEDDLE_DISPOSED', message: 'one more' }]);
  expect(json.remedy).toBe('Put a barrier between the two.');
});

test('an error without a cause does not print one', () => {
  expect(inspect(samples.DisposedError)).not.toContain('cause');
  expect(inspect(samples.OutOfMemoryError)).toContain('[cause]: RangeError: full');
});

test('all of them read alike: what was wrong, then the remedy on a line of its own', () => {
  expect(
    Object.values(samples)
      .map(({ message }) => message)
      .join('\n\n'),
  ).toMatchInlineSnapshot(`
    "subView: offset: expected a whole number from 0 to 4, found 5
      Take less.

    allocate: data: expected a Uint32Array, found an Int8Array of length 3

    synchronize: the backend 'wasm' cannot block
      Use synchronizeAsync.

    host.use of 'v': launch of 'iota' may still write these bytes
      Use copyToCPUAsync.

    fill of 'x' on stream 'a' and launch of 'k' on stream 'b' may overlap in 'x', one of them writing, and nothing orders them
      Call stream.waitFor(other) before the second one, or give each stream a sub-view of its own.

    kernel 'move': invocation 5 writes and invocation (2, 0) reads particles.at(3).position.y, and nothing orders the two
      invocation 5 (group 1, local 1) writes
        at main.ts:4:3
        > 4 | tile.at(lane).$ = 1;
      invocation (2, 0) reads
        at a line that this engine does not report
      and 1 more finding in this launch (error.others)
      Put a barrier between the two.

    kernel 'move': invocation (2, 0) reads x.at(4), out of its 4 elements
      invocation (2, 0) reads
        at a line that this engine does not report
      Put the access into an If on the index, or launch fewer invocations.

    kernel 'move': invocation (2, 0) computes div(3, 0), which divides by zero
      invocation (2, 0) computes
        at a line that this engine does not report
      Put the division into an If on the divisor.

    kernel 'saxpy': a value of another kernel
      at main.ts:3:5
      at main.ts:9:1
      Pass it as a parameter.

    fill: the buffer 'x' is disposed

    allocate 'x': no room for 4096 bytes

    a worker ended
      Queue it again.

    no backend works here:
      webgpu: there is no navigator.gpu
      wasm: no SIMD
      Add a backend that runs everywhere, such as wasm() or cpu(), to the list given to createAccelerator.

    the driver crashed
      Call createAccelerator again; buffers of the lost accelerator are gone."
  `);
});
