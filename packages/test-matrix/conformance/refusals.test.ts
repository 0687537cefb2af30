// Kernels that a backend need not be able to run. Where the target lacks what one needs, every way to it
// refuses it, with its name, what it does and the line, and leaves nothing behind; elsewhere it runs.
import {
  atomics,
  For,
  type GroupContext,
  type GroupKernel,
  groupKernel,
  If,
  i32,
  type Kernel,
  kernel,
  NoBackendError,
  NotSupportedError,
  type ReadWriteView,
  readWrite,
  type U32,
  type U32T,
  u32,
} from '@heddle/core';
import { describe, expect, type Fixtures, suite, test } from '../harness/conformance.ts';
import { MarkedLine } from '../harness/marked-line.ts';
import { refusal, rejection } from '../harness/refusal.ts';
import { count, counted } from '../harness/steps.ts';
import type { Capability } from '../harness/targets.ts';

const GROUP = 4;
/** The initial elements of `out`, one for each invocation of two groups. */
const before = [10, 20, 30, 40, 50, 60, 70, 80];

type Out = ReadWriteView<U32T>;
type Mark = <R>(statement: () => R) => R;

interface Row {
  /** The feature's name in the refusal. */
  readonly does: string;
  readonly after: readonly number[];
  /** `mark` is at the line that the refusal names. */
  make(name: string, mark: Mark): Kernel<any> | GroupKernel<any>;
}

const inGroups =
  (body: (g: GroupContext, out: Out, mark: Mark) => void): Row['make'] =>
  (name, mark) =>
    groupKernel({
      name,
      groupSize: GROUP,
      params: { out: readWrite(u32) },
      body: ({ out }, g) => body(g, out, mark),
    });

const inRange =
  (body: (index: U32, out: Out, mark: Mark) => void): Row['make'] =>
  (name, mark) =>
    kernel({ name, params: { out: readWrite(u32) }, body: ({ out }, { index }) => body(index, out, mark) });

const rows: { readonly [C in Capability]?: { readonly [name: string]: Row } } = {
  groups: {
    'a barrier': {
      does: 'a barrier',
      after: [20, 30, 40, 10, 60, 70, 80, 50],
      make: inGroups((g, out, mark) => {
        const next = out.at(g.groupIndex.mul(GROUP).add(g.localIndex.add(1).rem(GROUP))).$;
        mark(() => g.barrier());
        out.at(g.globalIndex).$ = next;
      }),
    },
    'shared memory': {
      does: 'shared memory',
      after: [40, 30, 20, 10, 80, 70, 60, 50],
      make: inGroups((g, out, mark) => {
        const tile = g.shared(u32, GROUP);
        mark(() => {
          tile.at(g.localIndex).$ = out.at(g.globalIndex).$;
        });
        g.barrier();
        out.at(g.globalIndex).$ = tile.at(u32(GROUP - 1).sub(g.localIndex)).$;
      }),
    },
    'nothing in common': {
      does: 'a group kernel',
      after: [10, 21, 32, 43, 54, 65, 76, 87],
      make: (name, mark) =>
        mark(() =>
          groupKernel({
            name,
            groupSize: GROUP,
            params: { out: readWrite(u32) },
            body({ out }, { globalIndex }) {
              out.at(globalIndex).$ = out.at(globalIndex).$.add(globalIndex);
            },
          }),
        ),
    },
  },
  subgroups: {
    'the greatest of equals': {
      does: 'a subgroup operation',
      after: [17, 27, 37, 47, 57, 67, 77, 87],
      make: inGroups((g, out, mark) => {
        const seven = mark(() => g.subgroup.max(u32(7)));
        out.at(g.globalIndex).$ = out.at(g.globalIndex).$.add(seven);
      }),
    },
  },
  scatter: {
    'to a computed index': {
      does: 'a write to the element of another invocation',
      after: [10, 20, 20, 40, 20, 60, 20, 80],
      make: inRange((index, out, mark) => {
        If(index.eq(1), () => {
          const twenty = out.at(index).$;
          For({ from: 2, to: 8, step: 2 }, k => {
            mark(() => {
              out.at(k).$ = twenty;
            });
          });
        });
      }),
    },
    'to a constant index': {
      does: 'a write to the element of another invocation',
      after: [10, 20, 30, 5, 50, 60, 70, 80],
      make: inRange((index, out, mark) => {
        If(index.eq(6), () => {
          mark(() => {
            out.at(3).$ = 5;
          });
        });
      }),
    },
    'to index + 1, and to its own': {
      does: 'a write to the element of another invocation',
      after: [1, 0, 1, 2, 1, 4, 1, 6],
      make: inRange((index, out, mark) => {
        If(index.rem(2).eq(0), () => {
          out.at(index).$ = 1;
          mark(() => {
            out.at(index.add(1)).$ = index;
          });
        });
      }),
    },
    'in a loop of a helper': {
      does: 'a write to the element of another invocation',
      after: [100, 101, 102, 103, 104, 105, 106, 107],
      make: inRange((index, out, mark) => {
        If(index.lt(2), () => smear(out, index.mul(GROUP), mark));
      }),
    },
  },
  atomics: {
    'an add': {
      does: 'an atomic',
      after: [12, 22, 32, 42, 50, 60, 70, 80],
      make: (name, mark) =>
        kernel({
          name,
          params: { out: atomics(u32) },
          body({ out }, { index }) {
            mark(() => out.at(index.rem(GROUP)).add(1));
          },
        }),
    },
    'a store to its own': {
      does: 'an atomic',
      after: [0, 1, 2, 3, 4, 5, 6, 7],
      make: (name, mark) =>
        kernel({
          name,
          params: { out: atomics(u32) },
          body({ out }, { index }) {
            mark(() => out.at(index).store(index));
          },
        }),
    },
  },
};

function smear(out: Out, from: U32, mark: Mark): void {
  For(GROUP, k => {
    mark(() => {
      out.at(from.add(k)).$ = from.add(k).add(100);
    });
  });
}

type Case = Fixtures & { readonly capability: string; readonly name: string; readonly row: Row };

function prepare({ accelerator, capability, name, row }: Case) {
  const line = new MarkedLine();
  const made = row.make(name, line.of);
  const out = accelerator.allocate(u32, before);
  const extent = capability === 'groups' || capability === 'subgroups' ? { groups: 2 } : before.length;
  const launch = () => accelerator.launch(made as Kernel<any>, extent as number, { out });
  return { line, made, out, launch };
}

async function runs(test: Case): Promise<void> {
  const { accelerator, open, target, row } = test;
  const { made, out, launch } = prepare(test);
  await accelerator.loadKernelAsync(made);
  expect(accelerator.generatedCode(made)).not.toBe('');
  expect((await open({ require: [made] })).backend).toBe(target.backend);
  launch();
  expect([...(await out.copyToCPUAsync())]).toEqual(row.after);
}

async function isRefused(test: Case): Promise<void> {
  const { accelerator, open, target, capability, name, row } = test;
  const { line, made, out, launch } = prepare(test);
  const { launches, pipelinesCompiled } = accelerator.statistics;
  const refused = [
    refusal(launch, NotSupportedError),
    refusal(() => accelerator.generatedCode(made), NotSupportedError),
    refusal(() => accelerator.generatedCode(made, 'checked'), NotSupportedError),
    await rejection(() => accelerator.loadKernelAsync(made), NotSupportedError),
    // and again, now that it is known
    refusal(launch, NotSupportedError),
  ];
  const none = await rejection(() => open({ require: [made] }), NoBackendError);
  expect(none.reasons.map(({ backend }) => backend)).toEqual([target.backend]);

  for (const error of refused) {
    expect(error.capability).toBe(capability);
    line.expectIn(error.locations, target);
  }
  const says = `kernel '${name}': ${row.does} needs the capability '${capability}', which ${target.backend} does not have here`;
  for (const message of [...refused.map(error => error.message), none.reasons[0]!.reason]) {
    const [sentence, where] = message.split('\n');
    expect(sentence).toBe(says);
    expect(where).toMatch(/^ {2}at .*\/refusals\.test\.ts(\?\S*)?:\d+:\d+$/);
    line.expectIn([where], target);
  }
  for (const { use } of refused) expect(use).toMatch(/^a backend that has it/);

  // nothing of it was compiled or queued, and what comes next is as good as ever
  expect(accelerator.statistics).toMatchObject({ launches, pipelinesCompiled });
  const next = accelerator.allocate(i32, before.length);
  accelerator.launch(count, next.length, { out: next });
  await accelerator.synchronizeAsync();
  expect(await next.copyToCPUAsync()).toEqual(counted(next.length));
  expect([...(await out.copyToCPUAsync())]).toEqual(before);
}

suite('refusals', () => {
  for (const [capability, kernels] of Object.entries(rows)) {
    describe(capability, () => {
      for (const [name, row] of Object.entries(kernels)) {
        test(name, fixtures => {
          const has = fixtures.target.capabilities.includes(capability as Capability);
          return (has ? runs : isRefused)({ ...fixtures, capability, name, row });
        });
      }
    });
  }
});
