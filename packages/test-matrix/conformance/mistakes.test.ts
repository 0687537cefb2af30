// Mistakes that the compiler must catch, in words a user understands: a typed error with the kernel's name, the line
// and a remedy. Mistakes that the type checker catches are made here past it. Barriers: uniformity.test.ts.
// Definitions and launches: bad-input.test.ts. What a backend lacks: refusals.test.ts.
import {
  Break,
  f32,
  HeddleError,
  HeddleRangeError,
  HeddleTypeError,
  If,
  KernelError,
  kernel,
  read,
  u32,
  variable,
  write,
} from '@heddle/core';
import { vi } from 'vitest';
import { describe, expect, suite, test } from '../harness/conformance.ts';
import { MarkedLine } from '../harness/marked-line.ts';
import { refusal, rejection } from '../harness/refusal.ts';

suite('mistakes', () => {
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
      expect(message).toMatch(/kernel 'both'.*nothing uses the result of gt[\s\S]*a\.and\(b\)/);
      line.expectIn(message.split('\n'), target);
    } finally {
      warn.mockRestore();
    }
  });

  test("a second copy of core in a kernel's body", async ({ accelerator, target }) => {
    if (target.runtime !== 'node') return;
    vi.resetModules();
    const copy = await import('@heddle/core');
    expect(copy.If).not.toBe(If);
    const itsSquare: any = copy.fn('square', [copy.f32], copy.f32, x => x.mul(x));
    const itsPair: any = copy.struct('Pair', { a: copy.f32, b: copy.f32 });
    const mixes: Record<string, (x: any) => void> = {
      'its function on our value': x => copy.isNan(x),
      'its If on our condition': x => copy.If(x.lt(1), () => {}),
      'its element type': () => variable(copy.f32),
      'its fn': x => itsSquare(x),
      'its struct': x => itsPair({ a: x, b: x }),
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
    refusal(() => accelerator.launch(alone, 1, {}), HeddleTypeError, /another copy of @heddle\/core/);
  });
});
