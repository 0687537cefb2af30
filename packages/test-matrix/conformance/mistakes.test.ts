// What the compiler must catch, in words a user understands: a typed error with the kernel's name, the line and a remedy.
// Mistakes that the type checker catches are made here past it. Barriers: uniformity.test.ts. Definitions and launches: bad-input.test.ts.
import {
  atomics,
  Break,
  Continue,
  f32,
  fn,
  For,
  groupKernel,
  HeddleError,
  HeddleRangeError,
  HeddleTypeError,
  i32,
  If,
  isNan,
  kernel,
  KernelError,
  Loop,
  NoBackendError,
  NotSupportedError,
  read,
  readWrite,
  Return,
  select,
  struct,
  u32,
  variable,
  vec2f,
  vec3f,
  While,
  write,
} from '@heddle/core';
import { vi } from 'vitest';
import { describe, expect, suite, test } from '../src/conformance.ts';
import { MarkedLine } from '../src/marked-line.ts';
import { refusal, rejection } from '../src/refusal.ts';

const params = { n: u32, k: i32, x: read(f32), out: write(f32), io: readWrite(f32), v: vec2f };
const Pair = struct('Pair', { low: u32, high: u32 });

/** Everything is `any`: each row is an error of the type checker's or one that it cannot see. `at` marks the line that the error names. */
type Row = readonly [
  mistake: string,
  says: RegExp,
  remedy: RegExp,
  body: (args: any, at: <R>(statement: () => R) => R, index: any) => unknown,
];

const anything: any = {};
const recursive: (x: any) => any = fn('recursive', [u32], u32, x =>
  (anything.line ?? ((s: any) => s()))(() => recursive(x)),
);

const mistakes: Record<string, readonly Row[]> = {
  'values and places': [
    [
      'a value used after its block',
      /value was used after the block that made it/,
      /variable/,
      ({ out, n, x }, at) => {
        let kept: any;
        If(n.gt(0), () => {
          kept = x.at(0).$;
        });
        at(() => {
          out.at(0).$ = kept;
        });
      },
    ],
    [
      'a value of one turn of a loop used in the next',
      /after the block that made it/,
      /variable/,
      ({ out, n, x }, at) => {
        let last: any;
        For(n, i => {
          last = x.at(i).$.add(1);
        });
        at(() => {
          out.at(0).$ = last;
        });
      },
    ],
    [
      'a place for a value',
      /expected f32, found a place/,
      /\.\$/,
      ({ x, out }, at) =>
        at(() => {
          out.at(0).$ = x.at(0);
        }),
    ],
    [
      'an operand that is a place',
      /expected f32, found a place/,
      /\.\$/,
      ({ x, io }, at) => at(() => io.at(0).$.add(x.at(0))),
    ],
    [
      'a write-only place, read',
      /write-only, and was read/,
      /readWrite/,
      ({ out }, at) => at(() => out.at(0).$),
    ],
    [
      'a read-only place, written',
      /read-only, and was written/,
      /write/,
      ({ x }, at) =>
        at(() => {
          x.at(0).$ = 1;
        }),
    ],
    [
      "an assignment to a view's element",
      /at\(/,
      /\.\$/,
      ({ out }, at) =>
        at(() => {
          out.$ = 1;
        }),
    ],
    [
      'an assignment to a component of a value',
      /assignment to 'x'/,
      /new vector/,
      ({ v }, at) =>
        at(() => {
          v.x = 1;
        }),
    ],
    ['.$ of a value', /a value has no \.\$/, /place/, ({ n }, at) => at(() => n.$)],
    [
      'a detached method',
      /add was called on/,
      /a\.add\(b\)/,
      ({ n }, at) =>
        at(() => {
          const { add } = n;
          return add(1);
        }),
    ],
    [
      'an index that is a float',
      /an index is an i32 or a u32, found a value of type f32/,
      /u32\(/,
      ({ x }, at) => at(() => x.at(x.at(0).$).$),
    ],
    [
      'an index that is negative or fractional',
      /-1 does not fit into u32/,
      /u32/,
      ({ x }, at) => at(() => x.at(-1).$),
    ],
  ],
  'JavaScript on values': [
    ['+ on two values', /converted to a JavaScript number/, /a\.add\(b\)/, ({ n }, at) => at(() => n + n)],
    ['- on a value', /converted to a JavaScript number/, /a\.sub\(b\)/, ({ n }, at) => at(() => n - 1)],
    ['< on values', /converted to a JavaScript number/, /a\.lt\(b\)/, ({ n }, at) => at(() => n < 5)],
    ['== with a number', /converted to a JavaScript number/, /a\.eq\(b\)/, ({ n }, at) => at(() => n == 5)],
    [
      'Math.sqrt of a value',
      /converted to a JavaScript number/,
      /sqrt/,
      ({ x }, at) => at(() => Math.sqrt(x.at(0).$)),
    ],
    [
      'a template with a value',
      /converted to a JavaScript string/,
      /at\(i\)/,
      ({ n }, at) => at(() => `${n}`),
    ],
    [
      'a value as the key of an array',
      /converted to a JavaScript string/,
      /at\(i\)/,
      ({ n }, at) => at(() => [1, 2, 3][n]),
    ],
    [
      'a place in arithmetic',
      /converted to a JavaScript number/,
      /a\.mul\(b\)|\.\$/,
      ({ x }, at) => at(() => x.at(0) * 2),
    ],
    [
      'a comparison result in arithmetic',
      /converted to a JavaScript number/,
      /./,
      ({ n }, at) => at(() => Number(n.lt(1))),
    ],
    [
      'a JavaScript boolean for a condition',
      /expected a Bool of the kernel, found the JavaScript boolean true/,
      /JavaScript's own if/,
      (_, at) => at(() => If(true as never, () => {})),
    ],
    [
      "a JavaScript loop on a kernel's condition",
      /operations: a JavaScript loop that does not end/,
      /For, While or Loop/,
      ({ n, out }) => {
        while (n.gt(0)) out.at(0).$ = 1;
      },
    ],
    [
      'a JavaScript loop that only folds',
      /operations/,
      /unrolls/,
      () => {
        for (let i: any = u32(0); i.lt(10); i = i.add(1));
      },
    ],
  ],
  'types and literals': [
    [
      'u32 and f32',
      /expected u32, found a value of type f32/,
      /u32\(value\)/,
      ({ n, x }, at) => at(() => n.add(x.at(0).$)),
    ],
    [
      'i32 and u32',
      /expected i32, found a value of type u32/,
      /i32\(value\)/,
      ({ n, k }, at) => at(() => k.mul(n)),
    ],
    [
      'vectors of different widths',
      /vec2f.add: expected vec2f, found a value of type vec3f/,
      /./,
      ({ v }, at) => at(() => v.add(vec3f(1))),
    ],
    [
      'a value of another type stored',
      /expected f32, found a value of type u32/,
      /f32\(value\)/,
      ({ out, n }, at) =>
        at(() => {
          out.at(0).$ = n;
        }),
    ],
    ['a fraction beside an integer', /0\.5 is not an integer/, /f32\(/, ({ n }, at) => at(() => n.mul(0.5))],
    [
      'a negative literal beside a u32',
      /-1 does not fit into u32/,
      /from 0 to 4294967295/,
      ({ n }, at) => at(() => n.add(-1)),
    ],
    [
      'a literal too large for an i32',
      /2147483648 does not fit into i32/,
      /2147483647/,
      ({ k }, at) => at(() => k.add(2 ** 31)),
    ],
    ['NaN beside an integer', /NaN is not an integer/, /./, ({ n }, at) => at(() => n.add(NaN))],
    [
      'a literal beyond f32',
      /beyond the range of f32/,
      /Infinity/,
      ({ x }, at) => at(() => x.at(0).$.add(1e39)),
    ],
    ['a string', /found the string 'one'/, /./, ({ n }, at) => at(() => n.add('one'))],
    [
      'nothing',
      /found undefined/,
      /./,
      ({ out }, at) =>
        at(() => {
          out.at(0).$ = undefined;
        }),
    ],
    [
      'a struct literal without a field',
      /lacks high/,
      /low, high/,
      (_, at) => at(() => variable(Pair, { low: 1 } as never)),
    ],
    [
      'a struct literal with one too many',
      /has middle/,
      /low, high/,
      (_, at) => at(() => Pair({ low: 1, high: 2, middle: 3 } as never)),
    ],
    ['a swizzle beyond the vector', /swz: found the string 'xz'/, /xy/, ({ v }, at) => at(() => v.swz('xz'))],
    [
      'select between two types',
      /expected f32, found a value of type u32/,
      /./,
      ({ n, x }, at) => at(() => (select as any)(n.lt(1), x.at(0).$, n)),
    ],
    [
      'select between two numbers',
      /neither of which tells the type/,
      /f32\(1\)/,
      ({ n }, at) => at(() => (select as any)(n.lt(1), 1, 2)),
    ],
    ['isNan of an integer', /expected f32/, /./, ({ n }, at) => at(() => isNan(n))],
  ],
  'control flow': [
    [
      'Break outside of a loop',
      /Break outside of a loop/,
      /For, While or Loop/,
      (_, at) => at(() => Break()),
    ],
    [
      'Continue in an If outside of a loop',
      /Continue outside of a loop/,
      /./,
      ({ n }, at) => If(n.gt(1), () => at(() => Continue())),
    ],
    [
      'a Loop without an exit',
      /loop has no exit/,
      /Break/,
      ({ io }, at) =>
        at(() =>
          Loop(() => {
            io.at(0).$ = 1;
          }),
        ),
    ],
    [
      'a Loop whose Break belongs to an inner one',
      /loop has no exit/,
      /Break/,
      ({ n }, at) => at(() => Loop(() => For(n, () => Break()))),
    ],
    ['a step of 0', /step of 0/, /Loop/, (_, at) => at(() => For({ from: 0, to: 5, step: 0 }, () => {}))],
    [
      'an i32 trip count',
      /expected a u32 as its trip count, found an i32/,
      /type: i32/,
      ({ k }, at) => at(() => For(k, () => {})),
    ],
    [
      'a For that counts in f32',
      /counts in u32 or i32/,
      /f32\(i\)/,
      (_, at) => at(() => For({ type: f32 as never, from: 0, to: 1 }, () => {})),
    ],
    [
      'an Else behind something else',
      /Else does not follow its If/,
      /Chain/,
      ({ n, io }, at) => {
        const chain = If(n.gt(1), () => {});
        io.at(0).$ = 1;
        at(() => chain.Else(() => {}));
      },
    ],
    [
      'a condition that is no thunk',
      /While: expected a function/,
      /\(\) =>/,
      ({ n }, at) => at(() => While(n.gt(1), () => {})),
    ],
    [
      'Return with a value in a kernel',
      /Return takes no value/,
      /fn\(\)/,
      ({ n }, at) => at(() => (Return as any)(n)),
    ],
    ['a body that is async', /returned a promise/, /cannot be async/, async () => {}],
    [
      'a body of a loop that is async',
      /returned a promise/,
      /cannot be async/,
      ({ n }, at) => at(() => For(n, (async () => {}) as never)),
    ],
  ],
  functions: [
    [
      'recursion',
      /function 'recursive' calls itself/,
      /stack/,
      ({ n }, at) => {
        anything.line = at;
        recursive(n);
      },
    ],
    [
      'a view from outside of it',
      /from outside|used in function/,
      /plain TypeScript function|argument/,
      ({ x, n }, at) => fn('peek', [u32], f32, i => at(() => x.at(i).$))(n),
    ],
    [
      'a value from outside of it',
      /function 'grab' used a value from outside of it/,
      /argument/,
      ({ n, k }, at) => fn('grab', [u32], u32, i => at(() => i.add(u32(k))))(n),
    ],
    [
      'an argument too few',
      /pair takes 2 arguments, found 1/,
      /./,
      ({ n }, at) => at(() => (fn('pair', [u32, u32], u32, a => a) as any)(n)),
    ],
    [
      'an argument of another type',
      /argument 0: expected u32, found a value of type i32/,
      /u32\(value\)/,
      ({ k }, at) => at(() => fn('one', [u32], u32, a => a)(k)),
    ],
    [
      'a result of another type',
      /the result of wrong: expected f32, found a value of type u32/,
      /./,
      ({ n }, at) => at(() => fn('wrong', [u32], f32, (a: any) => a)(n)),
    ],
    [
      'no result',
      /function 'none' returns nothing/,
      /return/,
      ({ n }, at) => at(() => fn('none', [u32], u32, (() => {}) as never)(n)),
    ],
  ],
};

suite('mistakes', () => {
  for (const [group, rows] of Object.entries(mistakes)) {
    describe(group, () => {
      for (const [mistake, says, remedy, body] of rows) {
        test(mistake, ({ accelerator, target }) => {
          const line = new MarkedLine();
          const wrong = kernel({
            name: mistake,
            params,
            body: (args, { index }) => body(args, line.of, index) as never,
          });
          const [x, out, io] = [
            accelerator.allocate(f32, 1),
            accelerator.allocate(f32, 1),
            accelerator.allocate(f32, 1),
          ];
          const error = refusal(
            () => accelerator.launch(wrong, 1, { n: 1, k: 1, x, out, io, v: [0, 0] }),
            KernelError,
            says,
          );
          expect(error.kernel).toBe(mistake);
          expect(error.message).toContain(`kernel '${mistake}'`);
          expect(error.remedy ?? '').toMatch(remedy);
          if (line.isMarked) line.expectIn(error.locations.slice(0, 1), target);
        });
      }
    });
  }

  test('a value of another kernel: both lines', ({ accelerator, target }) => {
    let kept: any;
    const [made, used] = [new MarkedLine(), new MarkedLine()];
    const first = kernel({
      name: 'first',
      params: { x: read(f32) },
      body({ x }) {
        kept = made.of(() => x.at(0).$);
      },
    });
    const second = kernel({
      name: 'second',
      params: { out: write(f32) },
      body({ out }) {
        used.of(() => {
          out.at(0).$ = kept;
        });
      },
    });
    const x = accelerator.allocate(f32, 1);
    accelerator.launch(first, 1, { x });
    const error = refusal(
      () => accelerator.launch(second, 1, { out: x }),
      KernelError,
      /a value of kernel 'first' was used/,
    );
    expect(error.kernel).toBe('second');
    expect(error.remedy).toMatch(/parameter/);
    used.expectIn(error.locations.slice(0, 1), target);
    made.expectIn(error.locations.slice(1), target);
  });

  test("what is not a mistake's fault stays usable: the next kernel traces, the same one fails alike", ({
    accelerator,
  }) => {
    const wrong = kernel({
      name: 'wrong',
      params: {},
      body() {
        Break();
      },
    });
    const right = kernel({
      name: 'right',
      params: { out: write(f32) },
      body({ out }, { index }) {
        out.at(index).$ = 1;
      },
    });
    const launch = () => accelerator.launch(wrong, 1, {});
    const first = refusal(launch, KernelError);
    accelerator.launch(right, 1, { out: accelerator.allocate(f32, 1) });
    expect(refusal(launch, KernelError).message).toBe(first.message);
  });

  test("the language outside of a kernel's body", ({ target }) => {
    const line = new MarkedLine();
    const error = refusal(() => line.of(() => f32(1)), HeddleError, /outside of a kernel's body/);
    expect(error.code).toBe('HEDDLE_KERNEL');
    line.expectIn(error.message.split('\n'), target);
  });

  test('an unused comparison is a warning, once, with its line', ({ accelerator, target }) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    try {
      const line = new MarkedLine();
      const both = kernel({
        name: 'both',
        params: { x: read(f32), out: write(f32) },
        body({ x, out }, { index }) {
          const value = x.at(index).$;
          const condition: any = line.of(() => value.gt(0) as any) && value.lt(1);
          If(condition, () => {
            out.at(index).$ = 1;
          });
        },
      });
      const args = { x: accelerator.allocate(f32, 1), out: accelerator.allocate(f32, 1) };
      accelerator.launch(both, 1, args);
      accelerator.launch(both, 1, args);
      expect(warn).toHaveBeenCalledTimes(1);
      const message = String(warn.mock.calls[0]![0]);
      expect(message).toMatch(/kernel 'both'.*comparison is not used[^]*a\.and\(b\)/);
      line.expectIn(message.split('\n'), target);
    } finally {
      warn.mockRestore();
    }
  });

  test('more views than the backend binds', async ({ accelerator }) => {
    const { maxBindings } = accelerator.limits;
    const names = Array.from({ length: maxBindings + 1 }, (_, i) => `x${i}`);
    const wide = kernel({
      name: 'wide',
      params: Object.fromEntries(names.map(name => [name, read(f32)])),
      body(views) {
        for (const name of names) void views[name]!.at(0).$;
      },
    });
    const x = accelerator.allocate(f32, 1);
    refusal(
      () => accelerator.launch(wide, 1, Object.fromEntries(names.map(name => [name, x]))),
      HeddleRangeError,
      /'wide'.*maxBindings.*found \d+/,
    );
    await rejection(() => accelerator.loadKernelAsync(wide), HeddleRangeError, /maxBindings/);
  });

  describe('a capability that the backend lacks is named, with the line and who has it', () => {
    const line = new MarkedLine();
    const kernels = {
      subgroups: groupKernel({
        name: 'lacks',
        groupSize: 4,
        params: { out: write(u32) },
        body({ out }, g) {
          out.at(g.globalIndex).$ = line.of(() => g.subgroup.add(g.localIndex));
        },
      }),
      groups: groupKernel({
        name: 'lacks',
        groupSize: 4,
        params: {},
        body(_, g) {
          line.of(() => g.barrier());
        },
      }),
      atomics: kernel({
        name: 'lacks',
        params: { a: atomics(u32) },
        body({ a }, { index }) {
          line.of(() => a.at(index).add(1));
        },
      }),
      scatter: kernel({
        name: 'lacks',
        params: { out: write(u32) },
        body({ out }, { index }) {
          line.of(() => {
            out.at(index.add(1)).$ = 1;
          });
        },
      }),
    };
    for (const [capability, lacks] of Object.entries(kernels)) {
      test(capability, async ({ accelerator, target, open }) => {
        if (accelerator.capabilities.has(capability as 'groups')) return accelerator.loadKernelAsync(lacks);
        const error = await rejection(
          () => accelerator.loadKernelAsync(lacks),
          NotSupportedError,
          new RegExp(`'lacks'.*'${capability}'.*${target.backend}`),
        );
        expect(error.use).toMatch(/backend/);
        line.expectIn(error.message.split('\n'), target);
        const none = await rejection(
          () => open({ require: [lacks] }),
          NoBackendError,
          new RegExp(capability),
        );
        expect(none.reasons.map(({ backend }) => backend)).toEqual([target.backend]);
      });
    }
  });

  test("a second copy of core in a kernel's body", async ({ accelerator, target }) => {
    if (target.runtime !== 'node') return;
    vi.resetModules();
    const copy = await import('@heddle/core');
    expect(copy.If).not.toBe(If);
    const mixes: Record<string, (x: any) => void> = {
      'its function on our value': x => copy.isNan(x),
      'its If on our condition': x => copy.If(x.lt(1), () => {}),
      'its element type': () => variable(copy.f32),
    };
    for (const [name, mix] of Object.entries(mixes)) {
      const mixed = kernel({
        name,
        params: { x: read(f32) },
        body({ x }) {
          mix(x.at(0).$);
        },
      });
      const error = refusal(
        () => accelerator.launch(mixed, 1, { x: accelerator.allocate(f32, 1) }),
        HeddleTypeError,
        /another copy of @heddle\/core/,
      );
      expect(error.remedy).toMatch(/npm dedupe/);
    }
    const alone = kernel({
      name: 'alone',
      params: {},
      body() {
        copy.variable(copy.f32);
      },
    });
    refusal(() => accelerator.launch(alone, 1, {}), HeddleError, /two copies of @heddle\/core/);
  });
});
