// Mistakes that the compiler must catch, as rows.
import { f32, i32, KernelError, kernel, read, readWrite, struct, u32, vec2f, write } from '@heddle/core';
import { describe, expect, test } from '../harness/conformance.ts';
import { MarkedLine } from '../harness/marked-line.ts';
import { refusal } from '../harness/refusal.ts';

export const params = { n: u32, k: i32, x: read(f32), out: write(f32), io: readWrite(f32), v: vec2f };
export const Pair = struct('Pair', { low: u32, high: u32 });

/**
 * Everything is `any`: each row is an error of the type checker's or one that it cannot see. `at` marks the
 * line that the error names.
 */
export type Row = readonly [
  mistake: string,
  says: RegExp,
  remedy: RegExp,
  body: (args: any, at: <R>(statement: () => R) => R, index: any) => unknown,
];

/** Each is a KernelError with the kernel's name, the line and a remedy. To be called in a suite. */
export function testMistakes(mistakes: Record<string, readonly Row[]>): void {
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
}
