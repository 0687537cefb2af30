// A scene of triangles for ray casting: random, with a bounding volume hierarchy over it, and the hits by
// brute force. Coordinates are small whole numbers, so that every product and sum of the intersection test is
// a whole number below 2^24: exact in f32, whether a device fuses and reorders or not. The boxes alone need a
// division, and a margin that is far greater than its error makes them conservative: then no hit depends on
// rounding.
import { randomIntegers } from '../harness/random.ts';

export type Point = readonly [number, number, number];
export interface Triangle {
  readonly a: Point;
  readonly b: Point;
  readonly c: Point;
}
export interface Ray {
  readonly origin: Point;
  /** No component is 0. */
  readonly direction: Point;
}
/** `left` and `right`: nodes, or in a leaf the first triangle and one past the last. */
export interface BvhNode {
  readonly box: { readonly low: Point; readonly high: Point };
  readonly left: number;
  readonly right: number;
  readonly leaf: boolean;
}

const MARGIN = 0.5;
const AXES = [0, 1, 2] as const;

export function randomTriangles(length: number, seed: number): Triangle[] {
  return Array.from({ length }, (_, i) => {
    const around = randomIntegers(3, seed + 97 * i, -24, 25);
    const offsets = randomIntegers(9, seed + 97 * i + 1, -6, 7);
    const corner = (k: number) =>
      around.map((center, axis) => center + offsets[3 * k + axis]!) as unknown as Point;
    return { a: corner(0), b: corner(1), c: corner(2) };
  });
}

export function randomRays(length: number, seed: number): Ray[] {
  return Array.from({ length }, (_, i) => ({
    origin: randomIntegers(3, seed + 89 * i, -30, 31) as unknown as Point,
    direction: randomIntegers(3, seed + 89 * i + 1, -4, 4).map(d => 2 * d + 1) as unknown as Point,
  }));
}

/**
 * Halves the triangles at the median of the widest axis until at most two are left. Also yields them in the
 * leaves' order.
 */
export function buildBvh<T extends Triangle>(
  scene: readonly T[],
): {
  readonly nodes: BvhNode[];
  readonly triangles: T[];
} {
  const nodes: BvhNode[] = [];
  const triangles: T[] = [];
  const build = (part: readonly T[]): number => {
    const points = part.flatMap(({ a, b, c }) => [a, b, c]);
    const low = AXES.map(axis => Math.min(...points.map(point => point[axis])) - MARGIN) as unknown as Point;
    const high = AXES.map(axis => Math.max(...points.map(point => point[axis])) + MARGIN) as unknown as Point;
    const index = nodes.push({ box: { low, high }, left: 0, right: 0, leaf: true }) - 1;
    if (part.length <= 2) {
      const left = triangles.length;
      triangles.push(...part);
      nodes[index] = { box: { low, high }, left, right: triangles.length, leaf: true };
    } else {
      const widest = AXES.reduce(
        (best, axis) => (high[axis] - low[axis] > high[best] - low[best] ? axis : best),
        0,
      );
      const center = ({ a, b, c }: Triangle) => a[widest]! + b[widest]! + c[widest]!;
      const sorted = [...part].sort((p, q) => center(p) - center(q));
      const left = build(sorted.slice(0, sorted.length >> 1));
      const right = build(sorted.slice(sorted.length >> 1));
      nodes[index] = { box: { low, high }, left, right, leaf: false };
    }
    return index;
  };
  build(scene);
  return { nodes, triangles };
}

/** The greatest number of nodes that wait on the stack at once, of a walk that goes to the right first. */
export const deepest = (nodes: readonly BvhNode[], index = 0): number => {
  const { leaf, left, right } = nodes[index]!;
  return leaf ? 1 : Math.max(1 + deepest(nodes, right), deepest(nodes, left));
};

export const subtract = (p: Point, q: Point): Point => [p[0] - q[0], p[1] - q[1], p[2] - q[2]];
export const dot = (p: Point, q: Point): number => p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
export const cross = (p: Point, q: Point): Point => [
  p[1] * q[2] - p[2] * q[1],
  p[2] * q[0] - p[0] * q[2],
  p[0] * q[1] - p[1] * q[0],
];

/** Both sides of a triangle are hit, in front of the origin; its edges belong to it. */
export function hits({ origin, direction }: Ray, { a, b, c }: Triangle): boolean {
  const normal = cross(subtract(b, a), subtract(c, a));
  const facing = dot(normal, direction);
  if (facing === 0) return false;
  const sign = Math.sign(facing);
  const [p, q, r] = [subtract(a, origin), subtract(b, origin), subtract(c, origin)];
  // the ray passes each edge on the same side, and the triangle's plane lies ahead
  const sides = [dot(direction, cross(p, q)), dot(direction, cross(q, r)), dot(direction, cross(r, p))];
  return sides.every(side => side * sign >= 0) && dot(normal, p) * sign >= 0;
}
