// The Stanford bunny, snapped to a grid of whole numbers, with a bounding volume hierarchy over it.
/// <reference path="./bunny.d.ts" />
import { cells, positions } from 'bunny';
import { type BvhNode, buildBvh, cross, type Point, subtract, type Triangle } from '../bvh.ts';

export interface BunnyTriangle {
  /** Counter-clockwise as seen from outside, on the grid. */
  readonly corners: Triangle;
  /** Unit vectors, of the smooth surface that the mesh approximates. */
  readonly normals: Triangle;
}

/** The grid's steps in one of the model's units: the bunny is 1000 steps wide. */
const UNITS = 100;
/** The cosine and sine of a small turn to the right, a rational one: so it is the same in every engine. */
const [COSINE, SINE] = [24 / 25, 7 / 25];

/** The triangles are in the order of the hierarchy's leaves; their numbers below are their places in it. */
export function bunny(): {
  readonly nodes: readonly BvhNode[];
  readonly triangles: readonly BunnyTriangle[];
} {
  const points = positions.map(snapped);
  const normals = smoothNormals(points);
  const { nodes, triangles } = buildBvh(
    cells.map(([i, j, k]) => ({
      a: points[i]!,
      b: points[j]!,
      c: points[k]!,
      normals: { a: normals[i]!, b: normals[j]!, c: normals[k]! },
    })),
  );
  return { nodes, triangles: triangles.map(({ a, b, c, normals }) => ({ corners: { a, b, c }, normals })) };
}

const snapped = ([x, y, z]: Point): Point => [
  Math.round(UNITS * (COSINE * x + SINE * z)),
  Math.round(UNITS * y),
  Math.round(UNITS * (COSINE * z - SINE * x)),
];

/** Each triangle counts by its area. */
function smoothNormals(points: readonly Point[]): Point[] {
  const sums = points.map((): Point => [0, 0, 0]);
  for (const cell of cells) {
    const [a, b, c] = cell.map(i => points[i]!) as [Point, Point, Point];
    const normal = cross(subtract(b, a), subtract(c, a));
    for (const i of cell) sums[i] = add(sums[i]!, normal);
  }
  return sums.map(([x, y, z]) => {
    const length = Math.sqrt(x * x + y * y + z * z);
    return [x / length, y / length, z / length];
  });
}

const add = (p: Point, q: Point): Point => [p[0] + q[0], p[1] + q[1], p[2] + q[2]];
