// parameters and views, an index that is compared with their lengths or not
'use strict';
const extent = launch.extent[0];
const x_length = launch.views[0].length;
const x_start = launch.views[0].offset;
const x_step = launch.views[0].step;
const x = launch.views[0].f32;
const words = new Float32Array(launch.words.buffer, launch.words.byteOffset, launch.words.length);
const a = words[0];
const y_length = launch.views[1].length;
const y_start = launch.views[1].offset;
const y_step = launch.views[1].step;
const y = launch.views[1].f32;
for (let index = 0; index < extent; index++) {
  const test = index < y_length;
  const y_at = y_start + Math.imul(index, y_step);
  if (test) y[y_at] = Math.fround(a * (index < x_length ? x[x_start + Math.imul(index, x_step)] : 0)) + (test ? y[y_at] : 0);
}
