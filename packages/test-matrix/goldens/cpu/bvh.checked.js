// a stack in an array, a while loop, structs and a function over them
'use strict';
const extent = launch.extent[0];
const rays_length = launch.views[1].length;
const rays_start = launch.views[1].offset * 8;
const rays_step = launch.views[1].step * 8;
const rays = launch.views[1].f32;
const local = new Int32Array(24);
const nodes_length = launch.views[0].length;
const nodes_start = launch.views[0].offset * 12;
const nodes_step = launch.views[0].step * 12;
const nodes = launch.views[0].f32;
const nodes_i32 = launch.views[0].i32;
const nodes_u32 = launch.views[0].u32;
const count_length = launch.views[2].length;
const count_start = launch.views[2].offset;
const count_step = launch.views[2].step;
const count = launch.views[2].u32;
function hits(p, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11) {
  const t = Math.fround(Math.fround(p - p6) * p9);
  const t1 = Math.fround(Math.fround(p1 - p7) * p10);
  const t2 = Math.fround(Math.fround(p2 - p8) * p11);
  const t3 = Math.fround(Math.fround(p3 - p6) * p9);
  const t4 = Math.fround(Math.fround(p4 - p7) * p10);
  const t5 = Math.fround(Math.fround(p5 - p8) * p11);
  return Math.max(Math.max(Math.min(t, t3), Math.min(t1, t4)), Math.min(t2, t5)) <= Math.min(Math.min(Math.max(t, t3), Math.max(t1, t4)), Math.max(t2, t5));
}
for (let index = 0; index < extent; index++) {
  const test = index < rays_length;
  const rays_at = rays_start + Math.imul(index, rays_step);
  const rays_origin_x = test ? rays[rays_at] : 0;
  const rays_origin_y = test ? rays[rays_at + 1] : 0;
  const rays_origin_z = test ? rays[rays_at + 2] : 0;
  const rays_inverse_x = test ? rays[rays_at + 4] : 0;
  const rays_inverse_y = test ? rays[rays_at + 5] : 0;
  const rays_inverse_z = test ? rays[rays_at + 6] : 0;
  local.fill(0);
  let local1 = 1;
  let local2 = 0;
  for (;;) {
    if (!(local1 > 0)) {
      break;
    }
    local1 = local1 - 1 >>> 0;
    const local1_1 = local1;
    const local3 = local1_1 < 24 ? local[local1_1] : 0;
    const test1 = local3 >>> 0 < nodes_length;
    const nodes_at = nodes_start + Math.imul(local3, nodes_step);
    const nodes_left = test1 ? nodes_i32[nodes_at + 8] : 0;
    const nodes_right = test1 ? nodes_i32[nodes_at + 9] : 0;
    if (!hits(test1 ? nodes[nodes_at] : 0, test1 ? nodes[nodes_at + 1] : 0, test1 ? nodes[nodes_at + 2] : 0, test1 ? nodes[nodes_at + 4] : 0, test1 ? nodes[nodes_at + 5] : 0, test1 ? nodes[nodes_at + 6] : 0, rays_origin_x, rays_origin_y, rays_origin_z, rays_inverse_x, rays_inverse_y, rays_inverse_z)) {
      continue;
    }
    if (test1 && nodes_u32[nodes_at + 10] !== 0) {
      local2 = local2 + (nodes_right - nodes_left) | 0;
    }
    else {
      const local1_2 = local1;
      if (local1_2 < 24) local[local1_2] = nodes_left;
      const t6 = local1 + 1 >>> 0;
      if (t6 < 24) local[t6] = nodes_right;
      local1 = local1 + 2 >>> 0;
    }
  }
  if (index < count_length) count[count_start + Math.imul(index, count_step)] = local2;
}
