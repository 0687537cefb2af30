'use strict';
const width = launch.extent[0];
const height = launch.extent[1];
const image_start = launch.views[0].offset;
const image_step = launch.views[0].step;
const image = launch.views[0].f32;
const out_start = launch.views[1].offset;
const out_step = launch.views[1].step;
const out = launch.views[1].f32;
const t = width | 0;
const t1 = height | 0;
for (let index_y = 0; index_y < height; index_y++) {
  for (let index_x = 0; index_x < width; index_x++) {
    let local = 0;
    for (let i = -1; i < 2; i++) {
      for (let i1 = -1; i1 < 2; i1++) {
        const t2 = index_x + i1 | 0;
        const t3 = index_y + i | 0;
        if (!(t2 >= 0 && t3 >= 0 && t2 < t && t3 < t1)) {
          continue;
        }
        local = Math.fround(local + image[image_start + Math.imul(Math.imul(t3, t) + t2, image_step)]);
      }
    }
    out[out_start + Math.imul(Math.imul(index_y, width) + index_x, out_step)] = local / 9;
  }
}
