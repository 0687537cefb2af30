// writes at (x, y, z), and at the number of the invocation
'use strict';
const width = launch.extent[0];
const height = launch.extent[1];
const depth = launch.extent[2];
const source_height = launch.views[0].height;
const source_width = launch.views[0].width;
const source_depth = launch.views[0].depth;
const source_length = launch.views[0].length;
const source_start = launch.views[0].offset;
const source_step = launch.views[0].step;
const source = launch.views[0].f32;
const cells_height = launch.views[1].height;
const cells_width = launch.views[1].width;
const cells_depth = launch.views[1].depth;
const cells_start = launch.views[1].offset;
const cells_step = launch.views[1].step;
const cells = launch.views[1].f32;
const places_start = launch.views[2].offset * 4;
const places_step = launch.views[2].step * 4;
const places = launch.views[2].u32;
const t = Math.imul(width, height);
for (let index_z = 0; index_z < depth; index_z++) {
  for (let index_y = 0; index_y < height; index_y++) {
    for (let index_x = 0; index_x < width; index_x++) {
      const t1 = index_x | 0;
      const t2 = t1 - 1 >>> 0;
      const t3 = Math.imul(index_z, source_height);
      const t4 = Math.imul(t3 + index_y, source_width);
      const test = index_y < source_height;
      const test1 = index_z < source_depth;
      const t5 = (test1 ? t2 < source_width ? test ? t4 + t2 : 4294967295 : 4294967295 : 4294967295) >>> 0;
      const t6 = t1 + 1 >>> 0;
      const t7 = (test1 ? t6 < source_width ? test ? t4 + t6 : 4294967295 : 4294967295 : 4294967295) >>> 0;
      const t8 = index_y - 1 >>> 0;
      const test2 = index_x < source_width;
      const t9 = (test1 ? test2 ? t8 < source_height ? Math.imul(t3 + t8, source_width) + index_x : 4294967295 : 4294967295 : 4294967295) >>> 0;
      const t10 = index_z + 1 >>> 0;
      const t11 = (t10 < source_depth ? test2 ? test ? Math.imul(Math.imul(t10, source_height) + index_y, source_width) + index_x : 4294967295 : 4294967295 : 4294967295) >>> 0;
      const t12 = Math.fround((t9 < source_length ? source[source_start + Math.imul(t9, source_step)] : 0) + (t11 < source_length ? source[source_start + Math.imul(t11, source_step)] : 0));
      const t13 = Math.fround(Math.fround((t5 < source_length ? source[source_start + Math.imul(t5, source_step)] : 0) + (t7 < source_length ? source[source_start + Math.imul(t7, source_step)] : 0)) - t12);
      cells[cells_start + Math.imul(index_z < cells_depth ? index_x < cells_width ? index_y < cells_height ? Math.imul(Math.imul(index_z, cells_height) + index_y, cells_width) + index_x : 4294967295 : 4294967295 : 4294967295, cells_step)] = t13;
      const places_at = places_start + Math.imul(index_x + Math.imul(width, index_y) + Math.imul(t, index_z), places_step);
      places[places_at] = index_x;
      places[places_at + 1] = index_y;
      places[places_at + 2] = index_z;
    }
  }
}
