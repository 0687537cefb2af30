// The picture as the host computes it, in plain JavaScript. It meets triangles by the volumes that a ray
// spans with their edges, and not as the kernel does: of whole numbers both are exact, and so must agree. In
// doubles nothing here comes near to what they hold exactly, and nothing wraps.
import { type BvhNode, cross, dot, type Point, type Ray, subtract, type Triangle } from '../bvh.ts';
import type { BunnyTriangle } from './model.ts';
import {
  BACKDROP,
  BOUNCE,
  EYE,
  FADE_FROM,
  FLOOR,
  FLOOR_REACH,
  FOCUS,
  FUR,
  GRAZING,
  GROUND,
  LIGHT,
  LIGHT_LENGTH,
  NOTHING,
  SKY,
  SUN,
  TOP,
  WIDTH,
} from './scene.ts';

export interface ReferencePixel {
  readonly color: number;
  readonly seen: number;
  readonly shadowed: boolean;
}

/** The numbers of the triangles that a ray may meet, in any order. */
export type Candidates = (ray: Ray) => Iterable<number>;

/** The reference for the pixel with this index in a picture of `size` by `size`. */
export function referencePixel(
  triangles: readonly BunnyTriangle[],
  candidates: Candidates,
  size: number,
  index: number,
): ReferencePixel {
  const ray = primaryRay(index % size, Math.floor(index / size), WIDTH / size);
  const surface = nearestTriangle(triangles, candidates(ray), ray) ?? floor(ray);
  if (!surface) return { color: encode(BACKDROP), seen: NOTHING, shadowed: false };
  const { seen, origin, normal } = surface;
  const toLight = { origin, direction: LIGHT };
  const shadowed = some(candidates(toLight), i => crossing(triangles[i]!.corners, toLight) !== undefined);
  const light = lightOn(normal, shadowed);
  if (seen !== FLOOR) return { color: encode(by(light, FUR)), seen, shadowed };
  const fading = (Math.sqrt(dot(origin, origin)) - FADE_FROM) / (FLOOR_REACH - FADE_FROM);
  const weight = Math.min(Math.max(fading, 0), 1);
  const ground = by(light, GROUND);
  return { color: encode(sum([1 - weight, ground], [weight, BACKDROP])), seen, shadowed };
}

/** The candidates whose boxes in the hierarchy the ray meets. */
export const inBoxes =
  (nodes: readonly BvhNode[]): Candidates =>
  ray => {
    const found: number[] = [];
    const visit = (index: number): void => {
      const { box, left, right, leaf } = nodes[index]!;
      if (!passes(ray, box.low, box.high)) return;
      if (leaf) for (let i = left; i < right; i++) found.push(i);
      else {
        visit(left);
        visit(right);
      }
    };
    visit(0);
    return found;
  };

const AXES = [0, 1, 2] as const;

function passes({ origin, direction }: Ray, low: Point, high: Point): boolean {
  let first = 0;
  let last = Number.POSITIVE_INFINITY;
  for (const axis of AXES) {
    const near = (low[axis] - origin[axis]) / direction[axis];
    const far = (high[axis] - origin[axis]) / direction[axis];
    first = Math.max(first, Math.min(near, far));
    last = Math.min(last, Math.max(near, far));
  }
  return first <= last;
}

const primaryRay = (x: number, y: number, step: number): Ray => ({
  origin: EYE,
  direction: [(x + 0.5) * step - WIDTH / 2, TOP - (y + 0.5) * step, -FOCUS],
});

interface Surface {
  readonly seen: number;
  /** The origin of the ray to the light. */
  readonly origin: Point;
  readonly normal: Point;
}

function nearestTriangle(
  triangles: readonly BunnyTriangle[],
  candidates: Iterable<number>,
  ray: Ray,
): Surface | undefined {
  let nearest = Number.POSITIVE_INFINITY;
  let surface: Surface | undefined;
  for (const seen of candidates) {
    const { corners, normals } = triangles[seen]!;
    const at = crossing(corners, ray);
    if (!at) continue;
    const { a, b, c } = corners;
    const offset = sum([at.b, subtract(b, a)], [at.c, subtract(c, a)]);
    const point = sum([1, a], [1, quotient(offset, at.area)]);
    const distance = dot(subtract(point, ray.origin), ray.direction);
    if (distance > nearest || (distance === nearest && seen > surface!.seen)) continue;
    nearest = distance;
    const normal = sum([at.area - at.b - at.c, normals.a], [at.b, normals.b], [at.c, normals.c]);
    surface = { seen, origin: sum([1, point], [1, LIGHT]), normal: unit(normal) };
  }
  return surface;
}

function floor({ origin, direction }: Ray): Surface | undefined {
  if (direction[1] >= 0) return undefined;
  const point = subtract(origin, quotient(sum([origin[1], direction]), direction[1]));
  if (Math.max(Math.abs(point[0]), Math.abs(point[2])) > FLOOR_REACH) return undefined;
  return { seen: FLOOR, origin: point, normal: [0, 1, 0] };
}

/** The weights of the corners `b` and `c`, in `area`ths, if the ray meets the outer side of the triangle. */
function crossing(
  { a, b, c }: Triangle,
  { origin, direction }: Ray,
): { readonly area: number; readonly b: number; readonly c: number } | undefined {
  const p = subtract(a, origin);
  const q = subtract(b, origin);
  const r = subtract(c, origin);
  const ofA = dot(direction, cross(r, q));
  const ofB = dot(direction, cross(p, r));
  const ofC = dot(direction, cross(q, p));
  const area = ofA + ofB + ofC;
  if (area <= 0 || ofA < 0 || ofB < 0 || ofC < 0) return undefined;
  const behind = dot(p, cross(subtract(b, a), subtract(c, a)));
  return behind < 0 ? { area, b: ofB, c: ofC } : undefined;
}

function lightOn(normal: Point, shadowed: boolean): Point {
  const facing = dot(normal, LIGHT) / LIGHT_LENGTH;
  const lit = shadowed ? 0 : Math.max((facing - GRAZING) / (1 - GRAZING), 0);
  const up = normal[1] * 0.5 + 0.5;
  return sum([lit, SUN], [up, SKY], [1 - up, BOUNCE]);
}

function encode(color: Point): number {
  const [red, green, blue] = color.map(x => Math.floor(Math.sqrt(Math.min(Math.max(x, 0), 1)) * 255 + 0.5));
  return (red! | (green! << 8) | (blue! << 16) | (255 << 24)) >>> 0;
}

const sum = (...terms: readonly (readonly [factor: number, point: Point])[]): Point =>
  AXES.map(axis =>
    terms.reduce((total, [factor, point]) => total + factor * point[axis]!, 0),
  ) as unknown as Point;
const by = (p: Point, q: Point): Point => [p[0] * q[0], p[1] * q[1], p[2] * q[2]];
const unit = (p: Point): Point => sum([1 / Math.sqrt(dot(p, p)), p]);
const quotient = (p: Point, divisor: number): Point =>
  p.map(x => Math.trunc(x / divisor)) as unknown as Point;

function some<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
  for (const item of items) if (holds(item)) return true;
  return false;
}
