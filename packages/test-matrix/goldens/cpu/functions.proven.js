// functions: an endless loop, an else-if chain, two results, a memory of its own
'use strict';
const { rem_u32, div_i32, rem_i32, toI32_f32 } = operations;
const array = new Float32Array(3);
const local2 = new Float32Array(5);
let while1_result = 0;
const extent = launch.extent[0];
const x_start = launch.views[0].offset;
const x_step = launch.views[0].step;
const x = launch.views[0].u32;
const scores_start = launch.views[1].offset;
const scores_step = launch.views[1].step;
const scores = launch.views[1].i32;
const gro_e_start = launch.views[2].offset;
const gro_e_step = launch.views[2].step;
const gro_e = launch.views[2].f32;
const words = new Float32Array(launch.words.buffer, launch.words.byteOffset, launch.words.length);
const list_0 = words[0];
const list_1 = words[1];
const list_2 = words[2];
function gcd(p, p1) {
  let local = p;
  let local1 = p1;
  for (;;) {
    if (local1 === 0) {
      return local;
    }
    const t = rem_u32(local, local1);
    local = local1;
    local1 = t;
  }
  return local;
}
function grade(p2, p3) {
  const t1 = div_i32(p2, p3);
  if (t1 > 90) {
    return 1;
  }
  else if (t1 > 60) {
    return rem_i32(t1, p3);
  }
  else {
    return toI32_f32(Math.fround(Math.sqrt(Math.fround(p2))));
  }
  return p2;
}
function pick(p4, p5, p6, p7) {
  array[0] = p4;
  array[1] = p5;
  array[2] = p6;
  local2.fill(0);
  const test = p7 < 5;
  if (test) local2[p7] = p7 < 3 ? array[p7] : 0;
  const t2 = p7 + 1 >>> 0;
  return Math.fround((t2 < 5 ? local2[t2] : 0) + (test ? local2[p7] : 0));
}
function while1(p8, p9) {
  if (p8 < p9) {
    while1_result = Math.fround(p9 - p8);
    return Math.fround(p8 + p9);
  }
  while1_result = Math.fround(p8 - p9);
  return Math.fround(p8 + p9);
}
for (let index = 0; index < extent; index++) {
  const x_at = x_start + Math.imul(index, x_step);
  x[x_at] = gcd(x[x_at], index + 12 >>> 0);
  const scores_at = scores_start + Math.imul(index, scores_step);
  scores[scores_at] = grade(scores[scores_at], index | 0);
  const gro_e_at = gro_e_start + Math.imul(index, gro_e_step);
  const while1_1 = while1(gro_e[gro_e_at], pick(list_0, list_1, list_2, index % 4));
  const while1_2 = while1_result;
  gro_e[gro_e_at] = while1_1 * while1_2;
}
