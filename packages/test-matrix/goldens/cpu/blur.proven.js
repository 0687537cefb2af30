// two dimensions, and reads beyond the edge
'use strict';
const height = launch.extent[1];
const width = launch.extent[0];
const image_width = launch.views[0].width;
const image_height = launch.views[0].height;
const image_length = launch.views[0].length;
const image_start = launch.views[0].offset;
const image_step = launch.views[0].step;
const image = launch.views[0].f32;
const result_width = launch.views[1].width;
const result_height = launch.views[1].height;
const result_start = launch.views[1].offset;
const result_step = launch.views[1].step;
const result = launch.views[1].f32;
for (let index_y = 0; index_y < height; index_y++) {
  for (let index_x = 0; index_x < width; index_x++) {
    let local = 0;
    for (let i = -1; i < 2; i++) {
      for (let i1 = -1; i1 < 2; i1++) {
        const t = index_x + i1 >>> 0;
        const t1 = index_y + i >>> 0;
        const t2 = (t < image_width ? t1 < image_height ? Math.imul(t1, image_width) + t : 4294967295 : 4294967295) >>> 0;
        local = Math.fround(local + (t2 < image_length ? image[image_start + Math.imul(t2, image_step)] : 0));
      }
    }
    result[result_start + Math.imul(index_x < result_width ? index_y < result_height ? Math.imul(index_y, result_width) + index_x : 4294967295 : 4294967295, result_step)] = local / 8;
  }
}
