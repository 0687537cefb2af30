'use strict';
let while1_result = 0;
const extent = launch.extent[0];
const void_start = launch.views[0].offset;
const void_step = launch.views[0].step;
const void1 = launch.views[0].f32;
const gro_e_start = launch.views[1].offset;
const gro_e_step = launch.views[1].step;
const gro_e = launch.views[1].f32;
function square(p) {
  return Math.fround(p * p);
}
function while1(p1, p2) {
  if (p1 < p2) {
    while1_result = Math.fround(p2 - p1);
    return Math.fround(p1 + p2);
  }
  while1_result = Math.fround(p1 - p2);
  return Math.fround(p1 + p2);
}
for (let index = 0; index < extent; index++) {
  const void2 = void1[void_start + Math.imul(index, void_step)];
  const while1_1 = while1(void2, square(void2));
  const while1_2 = while1_result;
  gro_e[gro_e_start + Math.imul(index, gro_e_step)] = while1_1 * while1_2;
}
