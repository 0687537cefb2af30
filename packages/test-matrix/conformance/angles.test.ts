// The angles of points on the axes, where WGSL and GLSL promise nothing for atan2.
import { f32, kernel, read, vec2f, write } from '@heddle/core';
import { describe, expect, suite, test } from '../harness/conformance.ts';

const axis = [0, -0, 1, -1, 2 ** -126, -(2 ** -126), 3e5, -7.5, 2 ** 126];
const points = axis.flatMap(y => axis.map(x => [y, x] as const)).filter(([y, x]) => y === 0 || x === 0);
/** Within a thousandth. The sign of a result of zero is unspecified. */
const isClose = (found: number, y: number, x: number): boolean =>
  Math.abs(found - Math.atan2(y, x)) <= Math.abs(Math.atan2(y, x)) / 1000;

suite('angles', () => {
  for (const precision of ['native', 'precise'] as const) {
    describe(`atan2 of points on the axes, ${precision}`, () => {
      test('from memory, as components of a vector, and with literals', async ({ accelerator }) => {
        const column = (k: number) =>
          kernel({
            name: `angles${k}`,
            precision,
            params: { y: read(f32), x: read(f32), out: write(f32) },
            body({ y, x, out }, { index }) {
              const [height, width] = [y.at(index).$, x.at(index).$];
              out.at(index).$ = [
                () => height.atan2(width),
                () => vec2f(1, height).atan2(vec2f(1, width)).y,
                () => height.atan2(0),
                () => f32(-0).atan2(width),
              ][k]!();
            },
          });
        const [y, x] = [0, 1].map(k =>
          accelerator.allocate(
            f32,
            points.map(point => point[k]!),
          ),
        );
        const out = accelerator.allocate(f32, points.length);
        const wrong: string[] = [];
        for (const k of [0, 1, 2, 3]) {
          accelerator.launch(column(k), points.length, { y: y!, x: x!, out });
          (await out.copyToCPUAsync()).forEach((found, i) => {
            const [height, width] = points[i]!;
            const [a, b] = [k === 3 ? -0 : height, k === 2 ? 0 : width];
            if (!isClose(found, a, b)) wrong.push(`atan2(${a}, ${b}) gave ${found}`);
          });
        }
        expect(wrong).toEqual([]);
      });
    });
  }
});
