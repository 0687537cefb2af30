// Bad launches and definitions of kernels are refused at the call, with a typed error, and leave everything
// as it was.
import {
  atomics,
  DisposedError,
  f32,
  groupKernel,
  HeddleError,
  HeddleRangeError,
  HeddleTypeError,
  type Kernel,
  KernelError,
  kernel,
  NotSupportedError,
  read,
  u32,
  write,
} from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { refusal, rejection } from '../harness/refusal.ts';
import { type Case, plane, refuseAll, saxpy, sizes, type Wrong } from '../programs/bad-input.ts';

const cases: Record<string, readonly Case[]> = {
  'launch: extents': [
    ...sizes('an extent of', /saxpy.*extent/, ({ launch, x, y }, size) =>
      launch(saxpy, size, { a: 1, x, y }),
    ),
    ...sizes('a height of', /plane.*height/, ({ launch, x }, height) =>
      launch(plane, { width: 1, height }, { x }),
    ),
    [
      '2-D for 1-D',
      ({ launch, x, y }) => launch(saxpy, { width: 2, height: 2 }, { a: 1, x, y }),
      HeddleTypeError,
      /one dimension/,
    ],
    ['1-D for 2-D', ({ launch, x }) => launch(plane, 4, { x }), HeddleTypeError, /width, height/],
    [
      '3-D for 2-D',
      ({ launch, x }) => launch(plane, { width: 1, height: 1, depth: 1 }, { x }),
      HeddleTypeError,
      /depth/,
    ],
    ['half an extent', ({ launch, x }) => launch(plane, { width: 1 }, { x }), HeddleTypeError, /height/],
    [
      'groups for a range',
      ({ launch, x, y }) => launch(saxpy, { groups: 1 }, { a: 1, x, y }),
      HeddleTypeError,
      /extent/,
    ],
    ['none', ({ launch, x, y }) => launch(saxpy, undefined, { a: 1, x, y }), HeddleTypeError, /extent/],
  ],
  'launch: arguments': [
    ['none', ({ launch }) => launch(saxpy, 8), HeddleTypeError, /arguments/],
    ['one missing', ({ launch, x }) => launch(saxpy, 8, { a: 1, x }), HeddleTypeError, /'y' is missing/],
    [
      'one undefined',
      ({ launch, x }) => launch(saxpy, 8, { a: 1, x, y: undefined }),
      HeddleTypeError,
      /'y' is missing/,
    ],
    [
      'one misspelt',
      ({ launch, x, y }) => launch(saxpy, 8, { a: 1, x, y, z: y }),
      HeddleTypeError,
      /'z'.*a, x, y/,
    ],
    [
      'options, of which a launch has none',
      ({ launch, x, y }) => launch(saxpy, 8, { a: 1, x, y }, { stream: undefined }),
      HeddleTypeError,
      /3 arguments.*stream\.launch/s,
    ],
    [
      'a value for a view',
      ({ launch, x }) => launch(saxpy, 8, { a: 1, x, y: 2 }),
      HeddleTypeError,
      /'y'.*view of f32/,
    ],
    [
      'an array for a view',
      ({ launch, x }) => launch(saxpy, 8, { a: 1, x, y: new Float32Array(8) }),
      HeddleTypeError,
      /'y'/,
    ],
    ['a view for a value', ({ launch, x, y }) => launch(saxpy, 8, { a: x, x, y }), HeddleTypeError, /'a'/],
    [
      'a string for a value',
      ({ launch, x, y }) => launch(saxpy, 8, { a: '1', x, y }),
      HeddleTypeError,
      /'a'.*'1'/,
    ],
    [
      'another element type',
      ({ launch, x, counts }) => launch(saxpy, 8, { a: 1, x, y: counts }),
      HeddleTypeError,
      /'y'.*f32.*u32/,
    ],
    [
      'overlapping, one written',
      ({ launch, x }) => launch(saxpy, 8, { a: 1, x, y: x }),
      HeddleRangeError,
      /overlap/,
    ],
    [
      'overlapping parts',
      ({ launch, x }) => launch(saxpy, 4, { a: 1, x: x.subView(0, 5), y: x.subView(4) }),
      HeddleRangeError,
      /overlap/,
    ],
    [
      'of another accelerator',
      ({ launch, x, foreign }) => launch(saxpy, 8, { a: 1, x, y: foreign }),
      HeddleTypeError,
      /'y'.*another accelerator/,
    ],
    [
      'a disposed one',
      ({ launch, x, gone }) => launch(saxpy, 8, { a: 1, x, y: gone }),
      DisposedError,
      /'gone'/,
    ],
    ['no kernel', ({ launch, x, y }) => launch({}, 8, { a: 1, x, y }), HeddleTypeError, /kernel/],
    [
      'no kernel at all',
      ({ launch, x, y }) => launch(undefined, 8, { a: 1, x, y }),
      HeddleTypeError,
      /kernel/,
    ],
  ],
  'kernel definitions': [
    ...(['precison', 'groupSize', 'dimension'] as const).map(
      (name): Case => [
        `a member '${name}'`,
        () => kernel({ name: 'k', params: {}, body() {}, [name]: 2 } as Wrong),
        HeddleTypeError,
        new RegExp(`'k'.*'${name}'.*name, params, precision, body, dimensions`),
      ],
    ),
    [
      "a group kernel's dimensions",
      () => groupKernel({ name: 'k', groupSize: 4, dimensions: 2, params: {}, body() {} } as Wrong),
      HeddleTypeError,
      /'dimensions'.*groupSize/,
    ],
    [
      'an async body',
      () => kernel({ name: 'k', params: {}, body: (async () => {}) as Wrong }),
      HeddleTypeError,
      /async/i,
    ],
    [
      'a generator',
      () => kernel({ name: 'k', params: {}, body: function* () {} as Wrong }),
      HeddleTypeError,
      /Generator/,
    ],
    ['no body', () => kernel({ name: 'k', params: {} } as Wrong), HeddleTypeError, /body/],
    ['no params', () => kernel({ name: 'k', body() {} } as Wrong), HeddleTypeError, /params/],
    [
      'a parameter that is no type',
      () => kernel({ name: 'k', params: { a: 'f32' as Wrong }, body() {} }),
      HeddleTypeError,
      /a.*element type/,
    ],
    ['no name', () => kernel({ params: {}, body() {} } as Wrong), HeddleTypeError, /name/],
    [
      'four dimensions',
      () => kernel({ name: 'k', dimensions: 4 as Wrong, params: {}, body() {} }),
      HeddleRangeError,
      /dimensions/,
    ],
    [
      'a group size of 0',
      () => groupKernel({ name: 'k', groupSize: 0, params: {}, body() {} }),
      HeddleRangeError,
      /groupSize/,
    ],
    [
      'atomics of floats',
      () => kernel({ name: 'k', params: { x: atomics(f32 as Wrong) }, body() {} }),
      HeddleTypeError,
      /u32 or i32/,
    ],
  ],
};

suite('bad-launch', () => {
  refuseAll(cases);

  test('a group size above the limit', { needs: ['groups'] }, async ({ accelerator }) => {
    const large = (groupSize: number) =>
      groupKernel({
        name: 'large',
        groupSize,
        params: { x: write(u32) },
        body({ x }, g) {
          x.at(g.globalIndex).$ = 1;
        },
      });
    const { maxGroupSize } = accelerator.limits;
    const x = accelerator.allocate(u32, maxGroupSize);
    // a backend without groups refuses this one already, for another reason
    accelerator.launch(large(1), { groups: 1 }, { x });
    refusal(
      () => accelerator.launch(large(maxGroupSize + 1), { groups: 1 }, { x }),
      NotSupportedError,
      /groupSize.*maxGroupSize/,
    );
    await rejection(
      () => accelerator.loadKernelAsync(large(maxGroupSize + 1)),
      NotSupportedError,
      /maxGroupSize/,
    );
    accelerator.launch(large(maxGroupSize), { groups: 1 }, { x });
    expect((await x.copyToCPUAsync()).every(value => value === 1)).toBe(true);
    refusal(() => accelerator.launch(large(4), 4 as Wrong, { x }), HeddleTypeError, /groups/);
    refusal(() => accelerator.launch(large(4), { groups: -1 }, { x }), HeddleRangeError, /groups/);
  });

  test('an async body that is not known to be one', ({ accelerator }) => {
    const late = kernel({ name: 'late', params: {}, body: (() => Promise.resolve()) as Wrong });
    const error = refusal(() => accelerator.launch(late, 1, {}), KernelError, /promise/);
    expect(error.kernel).toBe('late');
  });

  test('two copies of core', async ({ accelerator }) => {
    // the built one: pages, unlike Node, cannot load the same module a second time
    const copy = await import('../../core/dist/index.js');
    expect(copy.f32).not.toBe(f32);
    const theirs = copy.kernel({ name: 'theirs', params: { x: copy.write(copy.f32) }, body() {} });
    const x = accelerator.allocate(f32, 1);
    refusal(
      () => accelerator.launch(theirs as unknown as Kernel, 1, { x }),
      HeddleTypeError,
      /another copy of @heddle\/core/,
    );
    refusal(() => accelerator.allocate(copy.f32, 1), HeddleTypeError, /another copy/);
    refusal(
      () => kernel({ name: 'k', params: { x: read(copy.f32) }, body() {} }),
      HeddleTypeError,
      /another copy/,
    );
    const backend = {
      name: 'ours',
      isSupported: async () => ({ ok: true }) as const,
      open: async () => accelerator,
    };
    await rejection(
      () => copy.createAccelerator([backend as Wrong]),
      copy.NoBackendError as Wrong,
      /another copy of @heddle\/core/,
    );
    // errors are known by brand: a program that has two copies can still catch them
    const error = refusal(() => accelerator.allocate(f32, -1), copy.HeddleRangeError as Wrong) as Error;
    expect(copy.HeddleError.is(error) && HeddleError.is(error)).toBe(true);
  });
});
