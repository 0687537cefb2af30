// Kernels of few lines, each with what a checked launch of it must find. One half are look-alikes of the
// other, in which there is nothing to find.
import { readFileSync } from 'node:fs';
import {
  type Accelerator,
  f32,
  groupKernel,
  type HeddleError,
  type KernelAccess,
  KernelBoundsError,
  KernelError,
  KernelLintError,
  KernelRaceError,
  kernel,
  read,
  write,
} from '@heddle/core';
import { vi } from 'vitest';
import { describe, expect, type Fixtures, suite, test } from '../harness/conformance.ts';
import { type ErrorClass, refusal, rejection } from '../harness/refusal.ts';
import type { Case, Expected } from './case.ts';
import { indices } from './indices.ts';
import { lints } from './lints.ts';
import { sharedMemory } from './shared-memory.ts';
import { storage } from './storage.ts';

const tables: Readonly<Record<string, readonly Case[]>> = { sharedMemory, storage, indices, lints };

type Open = Fixtures['open'];

/** Who and where, in the fields and in the text: the invocation, and the line that is pointed at. */
function expectAccess({ message }: HeddleError, access: KernelAccess, by: string, line: string): void {
  const { global, group, local } = access.invocation;
  const shown = global.length === 1 ? `${global[0]}` : `(${global.join(', ')})`;
  expect(group === undefined ? shown : `${shown} (group ${group}, local ${local})`).toBe(by);
  expect(message).toContain(`invocation ${by} ${access.access}`);
  const pointed = access.source.filter(text => text.startsWith('>'));
  expect(pointed).toEqual([expect.stringContaining(line)]);
  expect(message).toContain(pointed[0]!);
  // its number is the location's, and there are lines to both sides
  const number = Number(/:(\d+):\d+$/.exec(access.location!)?.[1]);
  expect(pointed[0]).toMatch(new RegExp(`^> *${number} \\|`));
  expect(access.source).toHaveLength(6);
}

function expectFinding(error: HeddleError, expected: Expected): void {
  switch (expected.kind) {
    case 'race': {
      const { argument, element, path = '', by, lines, remedy = /./ } = expected;
      const found = error as KernelRaceError;
      expect({ argument: found.argument, element: found.element, path: found.path }).toEqual({
        argument,
        element,
        path,
      });
      expect(found.message).toContain(`${argument}.at(${element})${path}, and nothing orders the two`);
      for (const [i, access] of found.accesses.entries()) expectAccess(found, access, by[i]!, lines[i]!);
      expect(found.remedy).toMatch(remedy);
      expect(found.message).toContain(found.remedy!);
      return;
    }
    case 'bounds': {
      const { argument, index, length, by, line, remedy = /./ } = expected;
      const found = error as KernelBoundsError;
      expect({ argument: found.argument, index: found.index, length: found.length }).toEqual({
        argument,
        index,
        length,
      });
      expect(found.message).toContain(
        index === undefined
          ? `${argument} outside of its extent`
          : `${argument}.at(${index}), out of its ${length} elements`,
      );
      expect(found.remedy).toMatch(remedy);
      return expectAccess(found, found.access, by, line);
    }
    case 'lint': {
      const { lint, says, by, line, remedy = /./ } = expected;
      const found = error as KernelLintError;
      expect(found.lint).toBe(lint);
      expect(found.message).toMatch(says);
      expect(found.remedy).toMatch(remedy);
      return expectAccess(found, found.access, by, line);
    }
  }
}

const classes = { race: KernelRaceError, bounds: KernelBoundsError, lint: KernelLintError };

async function expectCase(open: Open, { checked, expected, launch }: Case): Promise<void> {
  const accelerator = await open({ backend: { checked: checked ?? true } });
  if (expected !== 'none' && expected.kind === 'refused') {
    const error = refusal(() => launch(accelerator), KernelError, expected.says);
    const [, file, line] = /^(.*):(\d+):\d+$/.exec(error.locations[0]!)!;
    expect(readFileSync(file!, 'utf8').split('\n')[Number(line) - 1]).toContain(expected.line);
    return;
  }
  launch(accelerator);
  if (expected !== 'none') {
    const error = await rejection(
      () => accelerator.synchronizeAsync(),
      classes[expected.kind] as ErrorClass<HeddleError>,
    );
    expect(error.stack).toContain(" on stream 'default' failed: kernel '");
    expectFinding(error, expected);
  }
  // nothing, or nothing more: it is told once
  await accelerator.synchronizeAsync();
}

suite('races', () => {
  for (const [name, cases] of Object.entries(tables)) {
    describe(name, () => {
      for (const one of cases) test(one.name, ({ open }) => expectCase(open, one));
    });
  }

  describe('what a device with the default limits of WebGPU would refuse is a warning, once a kernel', () => {
    const many = kernel({
      name: 'many',
      params: {
        ...{ a: read(f32), b: read(f32), c: read(f32), d: read(f32), e: read(f32), f: read(f32) },
        ...{ g: read(f32), out: write(f32) },
      },
      body({ a, g, out }, { index }) {
        out.at(index).$ = a.at(index).$.add(g.at(index).$);
      },
    });
    const grouped = (name: string, groupSize: number, length: number) =>
      groupKernel({
        name,
        groupSize,
        params: { out: write(f32) },
        body({ out }, { shared, localIndex, globalIndex }) {
          const tile = shared(f32, length);
          tile.at(localIndex).$ = 1;
          out.at(globalIndex).$ = tile.at(localIndex).$;
        },
      });
    const [large, wide, exact] = [
      grouped('large', 512, 512),
      grouped('wide', 64, 4097),
      grouped('exact', 256, 4096),
    ];
    const run = (accelerator: Accelerator): void => {
      const [x, out] = [accelerator.allocate(f32, 4), accelerator.allocate(f32, 4)];
      for (let round = 0; round < 2; round++) {
        accelerator.launch(many, 4, { a: x, b: x, c: x, d: x, e: x, f: x, g: x, out });
        for (const one of [large, wide, exact])
          accelerator.launch(one!, { groups: 1 }, { out: accelerator.allocate(f32, 512) });
      }
    };

    test('with the kernel, its line and the limit', async ({ open }) => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      try {
        run(await open({ backend: { checked: { portability: false } } }));
        expect(warn).not.toHaveBeenCalled();
        run(await open({ backend: { checked: true } }));
        run(await open({ backend: { checked: true } }));
        const said = warn.mock.calls.map(([text]) => String(text));
        expect(said).toHaveLength(3);
        expect(said[0]).toMatch(
          /^\[heddle\] kernel 'many': expected a number of views of at most 7 .*found 8\n/,
        );
        expect(said[1]).toMatch(
          /kernel 'large': expected a groupSize of at most 256 on a device with WebGPU's def/,
        );
        expect(said[2]).toMatch(
          /kernel 'wide': expected bytes of shared memory of at most 16384 .*found 16400\n/,
        );
        for (const text of said) expect(text).toMatch(/races\.test\.ts:\d+:\d+/);
      } finally {
        warn.mockRestore();
      }
    });
  });

  test('there are at least 60 kernels, half of them look-alikes', () => {
    const all = Object.values(tables).flat();
    expect(all.length).toBeGreaterThanOrEqual(60);
    expect(all.filter(({ expected }) => expected === 'none').length).toBeGreaterThanOrEqual(30);
  });
});
