// The options of the factory: the bad ones are refused at the call, and the good ones are what they say.
import {
  type Accelerator,
  createAccelerator,
  type HeddleError,
  HeddleRangeError,
  HeddleTypeError,
  i32,
  NoBackendError,
  NotSupportedError,
  u32,
  vec4u,
} from '@heddle/core';
import { cpu } from '@heddle/cpu';
import { wasm } from '@heddle/wasm';
import { webgl } from '@heddle/webgl';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { type PlatformWorker, tappedWorkers } from '../harness/platform-worker.ts';
import { type ErrorClass, refusal, rejection } from '../harness/refusal.ts';
import { count, counted } from '../harness/steps.ts';

const bad: readonly (readonly [options: object, expected: ErrorClass<HeddleError>, says: RegExp])[] = [
  [{ worker: 'true' }, HeddleTypeError, /worker.*'true'/],
  [{ worker: 1 }, HeddleTypeError, /worker.*1/],
  [{ worker: null }, HeddleTypeError, /worker.*null/],
  [{ workerUrl: 5 }, HeddleTypeError, /workerUrl.*5/],
  [{ workerUrl: '' }, HeddleRangeError, /workerUrl.*''/],
  [{ workerUrl: new URL('https://example.org/worker.js') }, HeddleTypeError, /workerUrl/],
  [{ software: 'never' }, HeddleTypeError, /software.*'avoid', 'allow' or 'require'.*never/],
  [{ software: null }, HeddleTypeError, /software.*null/],
  [{ threads: 2 }, HeddleTypeError, /threads/],
];

/** The members that this file uses; the tests are compiled without the types of browsers. */
interface Page {
  readonly Blob: new (parts: readonly string[], options: { readonly type: string }) => object;
  readonly URL: { createObjectURL(blob: object): string };
}
/** The address of a script that answers the backend as the worker's program would. */
function addressOf(script: string): string {
  const { Blob, URL } = globalThis as unknown as Page;
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
}

const NOT_OURS = /the script at blob:.* is not the worker of this version of @heddle\/webgl/;

/** The renderer that the environment test requires of the target. */
const renderer = '(swiftshader|llvmpipe)';

const reportOf = ({ report }: Accelerator): string => report.map(({ reason }) => reason).join('\n');

/** Ends the first worker that is made, which never says a word. */
const withoutWorkers = <R>(body: () => Promise<R>): Promise<R> =>
  tappedWorkers(
    async workers => {
      const result = body();
      await firstOf(workers).then(worker => worker.crash());
      return result;
    },
    () => {},
  );
async function firstOf(workers: readonly PlatformWorker[]): Promise<PlatformWorker> {
  for (;;) {
    if (workers[0]) return workers[0];
    await new Promise(resolve => setTimeout(resolve));
  }
}

async function works(accelerator: Accelerator): Promise<void> {
  const x = accelerator.allocate(i32, 64);
  accelerator.launch(count, 64, { out: x });
  expect(await x.copyToCPUAsync()).toEqual(counted(64));
}

suite('options', () => {
  describe('refused at the call', () => {
    for (const [options, expected, says] of bad) {
      const [name, value] = Object.entries(options)[0]!;
      test(`${name}: ${value}`, () => {
        refusal(() => webgl(options), expected, says);
      });
    }

    test('a URL as an object: the remedy is its text', () => {
      const url = new URL('https://example.org/worker.js') as unknown as string;
      expect(refusal(() => webgl({ workerUrl: url }), HeddleTypeError).remedy).toMatch(/href/);
    });

    test('undefined is as good as left out', () => {
      expect(webgl({ worker: undefined, workerUrl: undefined, software: undefined }).name).toBe('webgl');
    });
  });

  describe('worker', () => {
    for (const [worker, place, made] of [
      [true, 'in a worker', 1],
      [false, 'on the page', 0],
      [undefined, 'in a worker', 1],
    ] as const) {
      test(`${worker}: ${place}`, async ({ open }) => {
        await tappedWorkers(async workers => {
          const accelerator = await open({ backend: { worker } });
          expect(workers).toHaveLength(made);
          expect(reportOf(accelerator)).toMatch(
            new RegExp(`^WebGL2 ${place}, on [^;]*(${renderer}|Apple GPU)[^;]*$`, 'i'),
          );
          await works(accelerator);
        });
      });
    }

    test('undefined, where workers end: on the page, and the report says why', async ({ open }) => {
      const accelerator = await withoutWorkers(() => open({ backend: { worker: undefined } }));
      expect(reportOf(accelerator)).toMatch(
        /^WebGL2 on the page, on .*; in no worker: its worker ended: the worker is gone$/,
      );
      await works(accelerator);
    });

    test('true, where workers end: refused, and the page is not tried', async ({ open }) => {
      const error = await rejection(
        () => withoutWorkers(() => open({ backend: { worker: true } })),
        NoBackendError,
        /webgl: in no worker: its worker ended: the worker is gone\n.*worker: false/,
      );
      expect(error.reasons).toHaveLength(1);
      // what createAccelerator makes the one of
      const opening = () => withoutWorkers(() => webgl({ worker: true, software: 'allow' }).open({}));
      await rejection(opening, NotSupportedError);
    });

    test('undefined, where workers have no WebGL2: on the page, and the report says why', async ({
      open,
    }) => {
      const hello = { kind: 'hello', worker: '@heddle/webgl worker 1' };
      const absent = { kind: 'absent', reason: 'its canvases have no WebGL2' };
      const answers = [hello, absent].map(message => `postMessage(${JSON.stringify(message)});`).join(' ');
      const workerUrl = addressOf(`onmessage = () => { ${answers} }`);
      const accelerator = await open({ backend: { worker: undefined, workerUrl } });
      expect(reportOf(accelerator)).toMatch(
        /^WebGL2 on the page, .*; in no worker: its canvases have no WebGL2$/,
      );
      await works(accelerator);
    });
  });

  describe('workerUrl', () => {
    test('at which there is nothing: named in the report', async ({ open }) => {
      const backend = { worker: undefined, workerUrl: '/nowhere/worker.js' };
      const accelerator = await open({ backend });
      expect(reportOf(accelerator)).toMatch(
        /^WebGL2 on the page, .*; in no worker: none starts from \/nowhere\/worker\.js$/,
      );
      await works(accelerator);
    });

    test('at which there is nothing, where only a worker will do: named in the error', async ({ open }) => {
      const backend = { worker: true, workerUrl: '/nowhere/worker.js' };
      await rejection(
        () => open({ backend }),
        NoBackendError,
        /in no worker: none starts from \/nowhere\/worker\.js\n/,
      );
    });

    test('at which there is a script that breaks: in its words', async ({ open }) => {
      const workerUrl = addressOf("throw new Error('not this one')");
      await rejection(
        () => open({ backend: { worker: true, workerUrl } }),
        NoBackendError,
        /in no worker: the script at blob:.* ended: .*not this one/,
      );
    });

    test('of another origin: refused by the page, in its words', async ({ open }) => {
      const workerUrl = 'https://example.org/worker.js';
      await rejection(
        () => open({ backend: { worker: true, workerUrl } }),
        NoBackendError,
        /in no worker: .*(example\.org|insecure)/,
      );
    });
  });

  describe('workerUrl at which there is another live script', () => {
    const strangers: readonly (readonly [
      name: string,
      script: () => string | Promise<string>,
      says: RegExp,
    ])[] = [
      [
        'one that answers something else',
        () => addressOf('onmessage = () => postMessage({ kind: 1 })'),
        NOT_OURS,
      ],
      ['one that answers null', () => addressOf('onmessage = () => postMessage(null)'), NOT_OURS],
      ['one that answers with a text', () => addressOf("onmessage = () => postMessage('ready')"), NOT_OURS],
      ['one that says what it likes at once', () => addressOf("postMessage({ kind: 'hello' })"), NOT_OURS],
      ['a worker that echoes', () => addressOf('onmessage = ({ data }) => postMessage(data)'), NOT_OURS],
      [
        'one of an earlier protocol',
        () => addressOf("onmessage = () => postMessage({ kind: 'ready', description: {} })"),
        NOT_OURS,
      ],
      ['an empty one', () => addressOf(''), /the script at blob:.* has not answered within 10 seconds/],
      [
        'one that never answers',
        () => addressOf('onmessage = () => {}'),
        /has not answered within 10 seconds/,
      ],
      [
        "wasm's worker",
        async () => addressOf((await import('../../wasm/src/worker-source.ts')).workerSource),
        /the script at blob:/,
      ],
    ];
    for (const [name, script, says] of strangers) {
      test(`${name}: refused with its address, or the next place or backend is taken`, async ({ open }) => {
        const workerUrl = await script();
        await Promise.all([
          rejection(() => open({ backend: { worker: true, workerUrl } }), NoBackendError, says),
          createAccelerator([webgl({ worker: true, workerUrl, software: 'allow' }), cpu()]).then(
            async next => {
              expect(next.backend).toBe('cpu');
              expect(reportOf(next)).toMatch(says);
              await next.disposeAsync();
            },
          ),
          open({ backend: { worker: undefined, workerUrl } }).then(async page => {
            expect(reportOf(page)).toMatch(/^WebGL2 on the page/);
            await works(page);
          }),
        ]);
      });
    }
  });

  describe('software', () => {
    test("'avoid': refused, with the renderer's name", async ({ target, open }) => {
      const says = new RegExp(`${renderer}.*, which runs on the CPU, and software is 'avoid'`, 'i');
      await rejection(() => open({ backend: { software: 'avoid' } }), NoBackendError, says);
      const { worker } = target.options as { readonly worker: boolean };
      const backend = webgl({ worker, software: 'avoid' });
      expect(await backend.isSupported()).toEqual({ ok: false, reason: expect.stringMatching(says) });
      await rejection(async () => backend.open({}), NotSupportedError, says);
    });

    test("'allow': taken ahead of another", async () => {
      const accelerator = await createAccelerator([webgl({ software: 'allow' }), cpu()]);
      expect(accelerator.backend).toBe('webgl');
      expect(accelerator.report).toEqual([
        {
          backend: 'webgl',
          chosen: true,
          reason: expect.stringMatching(/^WebGL2 .*, a software adapter$/),
        },
        { backend: 'cpu', chosen: false, reason: 'not needed: webgl works' },
      ]);
      await accelerator.disposeAsync();
    });

    test('not given: a faster one that works is taken, and the report says why', async () => {
      const accelerator = await createAccelerator([webgl(), cpu(), wasm({ threads: 1 })]);
      expect(accelerator.backend).toBe('wasm');
      expect(accelerator.report[0]).toEqual({
        backend: 'webgl',
        chosen: false,
        reason: expect.stringMatching(
          new RegExp(`^the adapter is .*${renderer}.*, which runs on the CPU`, 'i'),
        ),
      });
      await accelerator.disposeAsync();
    });

    test('not given, and there is no other: taken, and the report says although what', async ({ target }) => {
      const { worker } = target.options as { readonly worker: boolean };
      const accelerator = await createAccelerator([webgl({ worker })]);
      expect(reportOf(accelerator)).toMatch(
        new RegExp(`^WebGL2 .*, a software adapter; chosen although the adapter is .*${renderer}`, 'i'),
      );
      await works(accelerator);
      await accelerator.disposeAsync();
    });
  });

  describe('the largest buffer', () => {
    test('is of limits.maxBufferBytes, whatever its elements; a larger one is refused at the call', ({
      accelerator,
    }) => {
      for (const [type, bytes] of [
        [u32, 4],
        [vec4u, 16],
      ] as const) {
        const most = accelerator.limits.maxBufferBytes / bytes;
        refusal(
          () => accelerator.allocate(type, most + 1),
          HeddleRangeError,
          new RegExp(`at most ${most} elements of ${bytes} bytes.*found ${most + 1}`),
        );
      }
    });

    test('can be computed, to its last element', async ({ open }) => {
      const accelerator = await open();
      const length = accelerator.limits.maxBufferBytes / 4;
      const x = accelerator.allocate(i32, length);
      accelerator.launch(count, 3, { out: x.subView(length - 3) });
      x.subView(0, 1).fill(7);
      expect([...(await x.subView(length - 4).copyToCPUAsync())]).toEqual([0, 1, 2, 3]);
      expect([...(await x.subView(0, 2).copyToCPUAsync())]).toEqual([7, 0]);
    });
  });
});
