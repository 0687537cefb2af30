// A picture by ray tracing, in every runtime: what each pixel shows, and what lies in shadow, is the same
// everywhere, and the colours are within one of the host's. The picture is kept in matrix-artifacts/.
import { inject } from 'vitest';
import { expect, suite, test } from '../harness/conformance.ts';
import { targetNamed } from '../harness/targets.ts';
import { keepArtifact } from '../programs/bunny/artifact.ts';
import { draw, Node, Pixel, Triangle } from '../programs/bunny/kernel.ts';
import { bunny } from '../programs/bunny/model.ts';
import { countsOf, png, referencePixels, SIZE } from '../programs/bunny/picture.ts';

/** The interpreter, which takes about 0.1 ms for a pixel, draws a coarser picture of the same. */
const size = targetNamed(inject('target')).options.engine === 'interpreter' ? SIZE / 4 : SIZE;

const bytes = (color: number): number[] => [0, 8, 16, 24].map(shift => (color >>> shift) & 255);

suite('bunny', () => {
  test(`${size} by ${size} pixels: the host's picture`, async ({ accelerator, target }) => {
    const { nodes, triangles } = bunny();
    const out = accelerator.allocate(Pixel, size * size);
    accelerator.launch(draw, size * size, {
      size,
      nodes: accelerator.allocate(Node, nodes),
      triangles: accelerator.allocate(Triangle, triangles),
      out,
    });
    const found = [...(await out.copyToCPUAsync())];
    await keepArtifact(target, 'bunny.png', png(found, size));

    const expected = referencePixels(size);
    expect(countsOf(found)).toEqual(countsOf(expected));
    const others = expected.flatMap(({ seen, shadowed }, i) =>
      found[i]!.seen === seen && found[i]!.shadowed === shadowed ? [] : [{ pixel: i, found: found[i] }],
    );
    expect(others.slice(0, 10)).toEqual([]);
    const difference = expected.reduce((greatest, { color }, i) => {
      const channels = bytes(found[i]!.color);
      return Math.max(greatest, ...bytes(color).map((byte, k) => Math.abs(byte - channels[k]!)));
    }, 0);
    expect(difference).toBeLessThanOrEqual(1);
  });
});
