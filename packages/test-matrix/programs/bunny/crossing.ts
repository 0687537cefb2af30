// Rays against triangles and boxes, in a kernel. Of whole numbers, so that every device comes to one answer;
// only the boxes need a division of floats, and their margin is far greater than its error.
import { bool, f32, fn, type I32, i32, struct, type Vec3i, vec3f, vec3i } from '@heddle/core';

export const Aabb = struct('Aabb', { low: vec3f, high: vec3f });
export const Corners = struct('Corners', { a: vec3i, b: vec3i, c: vec3i });
export const Ray = struct('Ray', { origin: vec3i, direction: vec3i });
/** The intersection of a ray with a triangle's plane: `b` and `c` are the weights of these corners times `area`. */
const Crossing = struct('Crossing', { area: i32, b: i32, c: i32, inside: bool });
export const Normals = struct('Normals', { a: vec3f, b: vec3f, c: vec3f });

/** `cross` is for floats only. */
const cross = (p: Vec3i, q: Vec3i): Vec3i =>
  p
    .swz('yzx')
    .mul(q.swz('zxy'))
    .sub(p.swz('zxy').mul(q.swz('yzx')));

export const meetsBox = fn('meetsBox', [Aabb, Ray], bool, (box, { origin, direction }) => {
  const near = box.low.sub(vec3f(origin)).div(vec3f(direction));
  const far = box.high.sub(vec3f(origin)).div(vec3f(direction));
  const [enter, leave] = [near.min(far), near.max(far)];
  const last = leave.x.min(leave.y).min(leave.z);
  return enter.x.max(enter.y).max(enter.z).le(last).and(last.ge(0));
});

/**
 * After T. Möller and B. Trumbore, "Fast, minimum storage ray/triangle intersection", 1997. Of integers, it
 * is exact: nothing that it compares reaches 2^31 in this scene. Only the outer side is met, and edges belong
 * to it.
 */
export const crossing = fn('crossing', [Corners, Ray], Crossing, ({ a, b, c }, { origin, direction }) => {
  const [p, q] = [b.sub(a), c.sub(a)];
  const across = cross(direction, q);
  const area = p.dot(across);
  const from = origin.sub(a);
  const around = cross(from, p);
  const [weightB, weightC] = [from.dot(across), direction.dot(around)];
  const inside = [
    area.gt(0),
    weightB.ge(0),
    weightC.ge(0),
    weightB.add(weightC).le(area),
    q.dot(around).gt(0),
  ];
  return { area, b: weightB, c: weightC, inside: inside.reduce((all, one) => all.and(one)) };
});

/** The point of the grid at a crossing: whole quotients, so that it is the same everywhere. */
export const pointAt = fn('pointAt', [Corners, Crossing], vec3i, ({ a, b, c }, at) =>
  a.add(b.sub(a).mul(at.b).add(c.sub(a).mul(at.c)).div(at.area)),
);

/** The smooth surface's normal at a crossing. */
export const normalAt = fn('normalAt', [Normals, Crossing], vec3f, ({ a, b, c }, at) => {
  const share = (weight: I32) => f32(weight).div(f32(at.area));
  return a
    .add(b.sub(a).mul(share(at.b)))
    .add(c.sub(a).mul(share(at.c)))
    .normalize();
});
