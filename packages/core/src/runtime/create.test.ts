import { describe, expect, test, vi } from 'vitest';
import type { Capability } from '../check/checked.ts';
import type { NotSupportedError } from '../errors/errors.ts';
import { HeddleTypeError, KernelError, NoBackendError } from '../errors/errors.ts';
import { kernel } from '../language/kernel.ts';
import { readWrite, write } from '../language/params.ts';
import { f32, u32 } from '../language/schema.ts';
import type { Accelerator } from './accelerator.ts';
import type { OpenOptions } from './accelerator-description.ts';
import type { Backend } from './create.ts';
import { createAccelerator } from './create.ts';
import type { FakeOptions } from './fake-accelerator.test-support.ts';
import { FakeAccelerator, state, turns } from './fake-accelerator.test-support.ts';
import { groupKernel } from './group-kernel.ts';

interface Fake extends Backend<FakeAccelerator> {
  readonly opened: FakeAccelerator[];
}

function fake(
  name: string,
  options: FakeOptions & {
    readonly support?: Awaited<ReturnType<Backend['isSupported']>>;
    readonly openFails?: string;
  } = {},
): Fake {
  const { support = { ok: true }, openFails, ...own } = options;
  const opened: FakeAccelerator[] = [];
  return {
    name,
    opened,
    isSupported: async () => support,
    async open(openOptions: OpenOptions) {
      if (openFails) throw new Error(openFails);
      const accelerator = new FakeAccelerator({ ...openOptions, ...own });
      opened.push(accelerator);
      return accelerator;
    },
  };
}
const unsupported = (name: string, reason: string) => fake(name, { support: { ok: false, reason } });
const reluctant = (name: string, reason: string, options: FakeOptions = {}) =>
  fake(name, { ...options, support: { ok: true, reluctant: reason } });

const scatters = kernel({
  name: 'scatters',
  params: { x: readWrite(f32) },
  body({ x }, { index }) {
    x.at(index.mul(2)).$ = 1;
  },
});
const grouped = groupKernel({
  name: 'grouped',
  groupSize: 64,
  params: { x: write(u32) },
  body({ x }, group) {
    x.at(group.groupIndex).$ = 1;
  },
});
const broken = kernel({
  name: 'broken',
  params: { x: write(u32) },
  body() {
    throw new KernelError('broken', 'on purpose', []);
  },
});

test('opens the first that works; the report says what was passed over and why', async () => {
  const [none, breaks, works, last] = [
    unsupported('webgpu', 'there is no navigator.gpu'),
    fake('webgl', { openFails: 'no context' }),
    fake('wasm', { note: '4 threads' }),
    fake('cpu'),
  ];
  const accelerator = await createAccelerator([none, breaks, works, last]);
  expect(accelerator).toBe(works.opened[0]);
  expect(last.opened).toEqual([]);
  expect(accelerator.report).toEqual([
    { backend: 'webgpu', chosen: false, reason: 'there is no navigator.gpu' },
    { backend: 'webgl', chosen: false, reason: 'no context' },
    { backend: 'wasm', chosen: true, reason: '4 threads' },
    { backend: 'cpu', chosen: false, reason: 'not needed: wasm works' },
  ]);
});

describe('a reluctant one', () => {
  const WHY = 'the adapter is SwiftShader, which runs on the CPU';
  const gpu = (options: FakeOptions = {}) => reluctant('webgpu', WHY, options);
  const fast = (name: string, options: Parameters<typeof fake>[1] = {}) =>
    fake(name, { support: { ok: true, fast: true }, ...options });
  const reportOf = async (...backends: Backend[]) =>
    (await createAccelerator(backends, { require: ['groups'] })).report.map(
      ({ backend, chosen, reason }) => `${chosen ? '*' : ''}${backend}: ${reason}`,
    );

  test.each<[string, Backend[], string[]]>([
    ['alone is taken', [gpu()], [`*webgpu: opened; chosen although ${WHY}: no other backend is listed`]],
    [
      'is taken before a willing one that is not faster',
      [gpu({ note: 'WebGPU' }), fake('cpu')],
      [
        `*webgpu: WebGPU; chosen although ${WHY}: of cpu no faster one works here`,
        'cpu: not needed: webgpu works',
      ],
    ],
    [
      'behind a willing one is not needed',
      [fake('cpu'), gpu()],
      ['*cpu: opened', 'webgpu: not needed: cpu works'],
    ],
    [
      'gives way to a faster one',
      [gpu(), fast('wasm')],
      [`webgpu: ${WHY}, and wasm is faster`, '*wasm: opened'],
    ],
    [
      'gives way to a faster one behind a slower one, which stays behind both',
      [gpu(), fake('cpu'), fast('wasm')],
      [`webgpu: ${WHY}, and wasm is faster`, 'cpu: not needed: wasm works', '*wasm: opened'],
    ],
    [
      'is taken where the faster one does not work',
      [gpu(), unsupported('wasm', 'forbidden'), fake('cpu')],
      [
        `*webgpu: opened; chosen although ${WHY}: of wasm, cpu no faster one works here`,
        'wasm: forbidden',
        'cpu: not needed: webgpu works',
      ],
    ],
    [
      'is taken where the faster one does not open',
      [gpu(), fake('cpu'), fast('wasm', { openFails: 'no memory' })],
      [
        `*webgpu: opened; chosen although ${WHY}: of cpu, wasm no faster one works here`,
        'cpu: not needed: webgpu works',
        'wasm: no memory',
      ],
    ],
    [
      'is taken where the faster one lacks what is required',
      [gpu(), fast('wasm', { capabilities: [] })],
      [
        `*webgpu: opened; chosen although ${WHY}: of wasm no faster one works here`,
        "wasm: it lacks the required capability 'groups'",
      ],
    ],
    [
      'gives way to a GPU behind it',
      [gpu(), fast('webgl')],
      [`webgpu: ${WHY}, and webgl is faster`, '*webgl: opened'],
    ],
    [
      'does not give way to another reluctant one',
      [gpu(), reluctant('webgl', 'so is this'), fake('cpu')],
      [
        `*webgpu: opened; chosen although ${WHY}: of webgl, cpu no faster one works here`,
        'webgl: not needed: webgpu works',
        'cpu: not needed: webgpu works',
      ],
    ],
    [
      'that lacks what is required is passed over like any other',
      [gpu({ capabilities: [] }), reluctant('webgl', 'so is this'), fake('cpu')],
      [
        "webgpu: it lacks the required capability 'groups'",
        '*webgl: opened; chosen although so is this: of webgpu, cpu no faster one works here',
        'cpu: not needed: webgl works',
      ],
    ],
  ])('%s', async (_, backends, report) => {
    expect(await reportOf(...backends)).toEqual(report);
  });

  test('is asked once, as is what it might give way to', async () => {
    const backends = [
      gpu(),
      reluctant('webgl', 'so is this'),
      fast('wasm', { openFails: 'no' }),
      fake('cpu'),
    ];
    const asked = backends.map(backend => vi.spyOn(backend, 'isSupported'));
    await reportOf(...backends);
    expect(asked.map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1, 1]);
  });
});

test('if none works, NoBackendError has every reason', async () => {
  const throwing: Backend = {
    name: 'webgl',
    isSupported: async () => {
      throw new Error('blocked');
    },
    open: async () => new FakeAccelerator(),
  };
  const creation = createAccelerator([
    unsupported('webgpu', 'there is no navigator.gpu'),
    throwing,
    fake('wasm', { openFails: 'wasm: no memory' }),
  ]);
  await expect(creation).rejects.toBeInstanceOf(NoBackendError);
  await expect(creation).rejects.toMatchObject({
    reasons: [
      { backend: 'webgpu', reason: 'there is no navigator.gpu' },
      { backend: 'webgl', reason: 'blocked' },
      { backend: 'wasm', reason: 'no memory' },
    ],
    message: expect.stringContaining('\n  wasm: no memory\n'),
  });
});

describe('require', () => {
  test('passes over what lacks a capability, and closes it', async () => {
    const [lacking, having] = [
      fake('webgl', { capabilities: [] }),
      fake('wasm', { capabilities: ['hostMemory'] }),
    ];
    const accelerator = await createAccelerator([lacking, having], { require: ['hostMemory'] });
    expect(accelerator).toBe(having.opened[0]);
    expect(lacking.opened[0]!.closed).toBe(true);
    expect(accelerator.report[0]!.reason).toBe("it lacks the required capability 'hostMemory'");
  });

  test('passes over what cannot run a kernel, with the reason', async () => {
    const [noGroups, small, able] = [
      fake('webgl', { capabilities: ['scatter'] }),
      fake('webgpu', { limits: { maxGroupSize: 32 } }),
      fake('wasm'),
    ];
    const accelerator = await createAccelerator([noGroups, small, able], { require: [grouped, scatters] });
    expect(accelerator).toBe(able.opened[0]);
    expect(accelerator.report[0]!.reason).toMatch(/kernel 'grouped': .* needs the capability 'groups'/);
    expect(accelerator.report[1]!.reason).toContain('expected a groupSize of at most 32');
  });

  test("a kernel with a mistake in it is no backend's fault: nothing is opened", async () => {
    const backend = fake('wasm');
    await expect(createAccelerator([backend], { require: [broken] })).rejects.toBeInstanceOf(KernelError);
    await expect(createAccelerator([backend], { require: [7 as never] })).rejects.toThrow(
      'createAccelerator: require: expected a capability or a kernel, found 7',
    );
    expect(backend.opened).toEqual([]);
  });
});

describe('abort', () => {
  test('before it begins, nothing is opened', async () => {
    const backend = fake('wasm');
    await expect(createAccelerator([backend], { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(backend.opened).toEqual([]);
  });

  test('while a backend opens: rejects at once, and what opens later is closed', async () => {
    let open!: () => void;
    const late = new FakeAccelerator();
    const slow: Backend<FakeAccelerator> = {
      name: 'slow',
      isSupported: async () => ({ ok: true }),
      open: () =>
        new Promise(resolve => {
          open = () => resolve(late);
        }),
    };
    const controller = new AbortController();
    const creation = createAccelerator([slow, fake('wasm')], { signal: controller.signal });
    expect(await state(creation)).toBe('pending');
    controller.abort('enough');
    await expect(creation).rejects.toBe('enough');
    open();
    await turns(2);
    expect(late.closed).toBe(true);
  });

  test('while a backend is asked', async () => {
    const asked: Backend = {
      name: 'slow',
      isSupported: () => new Promise(() => {}),
      open: async () => new FakeAccelerator(),
    };
    const controller = new AbortController();
    const creation = createAccelerator([asked], { signal: controller.signal });
    controller.abort('enough');
    await expect(creation).rejects.toBe('enough');
  });
});

test('options reach the accelerator', async () => {
  const onUncapturedError = vi.fn();
  const accelerator = await createAccelerator([fake('wasm')], {
    label: 'mine',
    detectHostBufferRaces: 'report',
    detectStreamRaces: true,
    onUncapturedError,
  });
  expect(accelerator).toMatchObject({
    label: 'mine',
    detectHostBufferRaces: 'report',
    detectStreamRaces: true,
    onUncapturedError,
  });
});

test.each<[string, unknown, string]>([
  [
    'no list',
    undefined,
    'createAccelerator: backends: expected a list of at least one backend, found undefined',
  ],
  ['an empty list', [], 'found an Array of length 0'],
  [
    'a factory that was not called',
    [() => fake('wasm')],
    'createAccelerator: backends[0]: expected a backend, found a function\n  Call the factory',
  ],
  ['null', [fake('wasm'), null], 'createAccelerator: backends[1]: expected a backend, found null'],
  ...(
    [
      ['an import that was not awaited', Promise.resolve({ cpu: fake }), 'an object of kind Promise'],
      ['a module', { [Symbol.toStringTag]: 'Module', cpu: fake }, 'an object of kind Module'],
      ['a backend that is still to come', Promise.resolve(fake('cpu')), 'an object of kind Promise'],
      ['a factory that returns nothing', undefined, 'undefined'],
      ['options', { threads: 2 }, 'an object of kind Object'],
    ] as const
  ).map(
    ([name, backend, found]) =>
      [
        name,
        [backend],
        `backends[0]: expected a backend, found ${found}\n  List what the factory returns: const { cpu } = await import('@heddle/cpu'), then createAccelerator([cpu()]).`,
      ] as [string, unknown, string],
  ),
])('refuses %s', async (_, backends, message) => {
  const creation = createAccelerator(backends as never);
  await expect(creation).rejects.toBeInstanceOf(HeddleTypeError);
  await expect(creation).rejects.toThrow(message);
});

test('each option is read once', async () => {
  const asked: string[] = [];
  const values = { require: [], label: 'x', signal: undefined, detectStreamRaces: true };
  const options = Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        { enumerable: true, get: () => (asked.push(name), value) },
      ]),
    ),
  );
  expect((await createAccelerator([fake('a')], options)).label).toBe('x');
  expect(asked.sort()).toEqual(Object.keys(values).sort());
});

test('a list that the caller changes during the wait counts as it was at the call', async () => {
  const list = [unsupported('a', 'no a'), fake('b')];
  const opening = createAccelerator(list);
  list.length = 0;
  expect((await opening).report.map(({ backend }) => backend)).toEqual(['a', 'b']);
});

test('an option that there is not is refused, before anything is opened', async () => {
  const backend = fake('wasm');
  const creation = createAccelerator([backend], { detectStreamRace: true } as never);
  await expect(creation).rejects.toBeInstanceOf(HeddleTypeError);
  await expect(creation).rejects.toThrow(
    "createAccelerator: there is no option 'detectStreamRace'; there are require, label, signal, ",
  );
  expect(backend.opened).toEqual([]);
});

test('an accelerator of a second copy of core is passed over, by name', async () => {
  // It has the brand and all methods, but was not made by this copy of the class.
  const foreign = Object.create(FakeAccelerator.prototype, {
    [Symbol.for('@heddle/core/Accelerator')]: { value: true },
  }) as Accelerator;
  const backend: Backend = {
    name: 'wasm',
    isSupported: async () => ({ ok: true }),
    open: async () => foreign,
  };
  await expect(createAccelerator([backend])).rejects.toThrow(
    'wasm: its accelerator was made by another copy of @heddle/core; see `npm ls @heddle/core`',
  );
});

test('the name of a backend in place of the backend: which package it is a value of', async () => {
  await expect(createAccelerator(['webgpu'] as never)).rejects.toThrow(
    "backends[0]: expected a backend, found 'webgpu'\n  Backends are values of packages: import { webgpu } from '@heddle/webgpu', and list webgpu().",
  );
});

describe('a refused kernel is told who of the list may run it', () => {
  const refusal = (accelerator: Accelerator): string => {
    try {
      accelerator.launch(grouped, { groups: 1 }, { x: accelerator.allocate(u32, 1) });
    } catch (error) {
      return (error as NotSupportedError).use;
    }
    return 'nothing was refused';
  };
  const first = () => fake('first', { capabilities: [] });
  const may = (name: string, ...mayHave: Capability[]) => ({ ...fake(name), mayHave });

  test('by what the backends say of themselves, whoever made them', async () => {
    const list = [first(), may('elsewhere', 'groups'), fake('silent'), may('other', 'atomics')] as const;
    expect(refusal(await createAccelerator(list))).toBe(
      "a backend that has it (elsewhere: require: ['groups'] chooses it)",
    );
    const two = [may('one', 'groups', 'atomics'), may('two', 'groups')] as const;
    expect(refusal(await createAccelerator([first(), ...two]))).toBe(
      "a backend that has it (one or two: require: ['groups'] chooses it)",
    );
  });

  test('and not one that does not work here', async () => {
    const broken = { ...unsupported('broken', 'no driver'), mayHave: ['groups'] as const };
    const slow = { ...reluctant('slow', 'software'), mayHave: ['groups'] as const };
    const fast = { ...first(), isSupported: async () => ({ ok: true, fast: true }) as const };
    expect(refusal(await createAccelerator([broken, slow, fast]))).toBe(
      "a backend that has it (slow: require: ['groups'] chooses it)",
    );
  });

  test('without a list, or with nobody in it, nobody is recommended', async () => {
    expect(refusal(new FakeAccelerator({ capabilities: [] }))).toBe('a backend that has it');
    expect(refusal(await createAccelerator([first(), fake('silent')]))).toBe('a backend that has it');
  });
});
