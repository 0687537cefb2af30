// A picture of the bunny by ray tracing: for each pixel a ray from the eye, and from what it meets one to the
// light. Written once, for every backend; scene.ts says how all of them come to the same decisions.
import {
  array,
  bool,
  For,
  fn,
  If,
  i32,
  kernel,
  read,
  select,
  struct,
  type U32,
  u32,
  type V,
  variable,
  vec3f,
  vec3i,
  vec3u,
  While,
  write,
} from '@heddle/core';
import { Aabb, Corners, crossing, meetsBox, Normals, normalAt, pointAt, Ray } from './crossing.ts';
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

export const Node = struct('Node', { box: Aabb, left: u32, right: u32, leaf: bool });
export const Triangle = struct('Triangle', { corners: Corners, normals: Normals });
/** Bytes of red, green, blue and opacity; what is seen; and whether it lies in shadow. */
export const Pixel = struct('Pixel', { color: u32, seen: u32, shadowed: bool });

/** The capacity of the stack of unvisited nodes: a test compares it with the depth of the hierarchy. */
export const STACK = 16;

const primaryRay = fn('primaryRay', [u32, u32], Ray, (index, size) => {
  const step = i32(WIDTH).div(i32(size));
  const middle = (pixel: U32) => i32(pixel).mul(step).add(step.div(2));
  return {
    origin: EYE,
    direction: vec3i(middle(index.rem(size)).sub(WIDTH / 2), i32(TOP).sub(middle(index.div(size))), -FOCUS),
  };
});

/** Calls `meet` with each triangle of the leaves whose boxes the ray meets; `stop` makes this leaf the last one. */
function walk(
  nodes: { at(index: U32): { readonly $: V<typeof Node> } },
  ray: V<typeof Ray>,
  meet: (triangle: U32, stop: () => void) => void,
): void {
  const stack = variable(array(u32, STACK));
  const depth = variable(u32, 1);
  While(
    () => depth.$.gt(0),
    () => {
      depth.$ = depth.$.sub(1);
      const node = nodes.at(stack.at(depth.$).$).$;
      If(meetsBox(node.box, ray), () => {
        If(node.leaf, () => {
          For({ from: node.left, to: node.right }, i => {
            meet(i, () => {
              depth.$ = 0;
            });
          });
        }).Else(() => {
          stack.at(depth.$).$ = node.left;
          stack.at(depth.$.add(1)).$ = node.right;
          depth.$ = depth.$.add(2);
        });
      });
    },
  );
}

/** The light that a surface receives: of the sun, of the sky above and of the floor below. */
const lightOn = fn('lightOn', [vec3f, bool], vec3f, (normal, shadowed) => {
  const facing = normal.dot(vec3f(...LIGHT)).div(LIGHT_LENGTH);
  const lit = facing
    .sub(GRAZING)
    .div(1 - GRAZING)
    .max(0);
  const up = normal.y.mul(0.5).add(0.5);
  return vec3f(...SUN)
    .mul(select(shadowed, 0, lit))
    .add(vec3f(...SKY).mul(up))
    .add(vec3f(...BOUNCE).mul(up.neg().add(1)));
});

/** A square root comes near to the curve by which screens show a byte. */
const encode = fn('encode', [vec3f], u32, color => {
  const { x, y, z } = vec3u(color.clamp(0, 1).sqrt().mul(255).add(0.5));
  return x.or(y.shl(8)).or(z.shl(16)).or(0xff000000);
});

export const draw = kernel({
  name: 'draw',
  params: { size: u32, nodes: read(Node), triangles: read(Triangle), out: write(Pixel) },
  body({ size, nodes, triangles, out }, { index }) {
    const ray = primaryRay(index, size);
    const seen = variable(u32, NOTHING);
    const nearest = variable(i32, 0x7fffffff);
    const point = variable(vec3i);
    walk(nodes, ray, i => {
      const { corners } = triangles.at(i).$;
      const at = crossing(corners, ray);
      If(at.inside, () => {
        const met = pointAt(corners, at);
        const distance = met.sub(ray.origin).dot(ray.direction);
        // of triangles as near as each other the first, whatever the order in which they are met
        If(distance.lt(nearest.$).or(distance.eq(nearest.$).and(i.lt(seen.$))), () => {
          seen.$ = i;
          nearest.$ = distance;
          point.$ = met;
        });
      });
    });

    const color = variable(vec3f, BACKDROP);
    const shadowed = variable(bool, false);
    const origin = variable(vec3i);
    const normal = variable(vec3f, [0, 1, 0]);
    If(seen.$.ne(NOTHING), () => {
      const { corners, normals } = triangles.at(seen.$).$;
      normal.$ = normalAt(normals, crossing(corners, ray));
      // a step towards the light: rounding may have left the point on either side of the surface
      origin.$ = point.$.add(vec3i(...LIGHT));
    }).ElseIf(
      () => ray.direction.y.lt(0),
      () => {
        const met = ray.origin.sub(ray.direction.mul(ray.origin.y).div(ray.direction.y));
        If(met.x.abs().max(met.z.abs()).le(FLOOR_REACH), () => {
          seen.$ = FLOOR;
          origin.$ = met;
        });
      },
    );
    If(seen.$.ne(NOTHING), () => {
      const toLight = Ray({ origin: origin.$, direction: LIGHT });
      walk(nodes, toLight, (i, stop) => {
        If(crossing(triangles.at(i).corners.$, toLight).inside, () => {
          shadowed.$ = true;
          stop();
        });
      });
      const light = lightOn(normal.$, shadowed.$);
      If(seen.$.eq(FLOOR), () => {
        const across = vec3f(origin.$);
        const distance = across.dot(across).sqrt();
        const fading = distance
          .sub(FADE_FROM)
          .div(FLOOR_REACH - FADE_FROM)
          .clamp(0, 1);
        color.$ = light.mul(vec3f(...GROUND)).mix(vec3f(...BACKDROP), fading);
      }).Else(() => {
        color.$ = light.mul(vec3f(...FUR));
      });
    });
    out.at(index).$ = { color: encode(color.$), seen: seen.$, shadowed: shadowed.$ };
  },
});
