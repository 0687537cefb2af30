// three dimensions
'use strict';
const depth = launch.extent[2];
const height = launch.extent[1];
const width = launch.extent[0];
const cells_height = launch.views[0].height;
const cells_width = launch.views[0].width;
const cells_depth = launch.views[0].depth;
const cells_start = launch.views[0].offset;
const cells_step = launch.views[0].step;
const cells = launch.views[0].u32;
for (let index_z = 0; index_z < depth; index_z++) {
  for (let index_y = 0; index_y < height; index_y++) {
    for (let index_x = 0; index_x < width; index_x++) {
      const t = index_x + Math.imul(index_y, width) ^ index_z << 7;
      cells[cells_start + Math.imul(index_z < cells_depth ? index_x < cells_width ? index_y < cells_height ? Math.imul(Math.imul(index_z, cells_height) + index_y, cells_width) + index_x : 4294967295 : 4294967295 : 4294967295, cells_step)] = t;
    }
  }
}
