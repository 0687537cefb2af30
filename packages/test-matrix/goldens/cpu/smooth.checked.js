// writes at (x, y), and reads of them in rows and at any x
'use strict';
const height = launch.extent[1];
const width = launch.extent[0];
const source_width = launch.views[0].width;
const source_height = launch.views[0].height;
const source_length = launch.views[0].length;
const source_start = launch.views[0].offset;
const source_step = launch.views[0].step;
const source = launch.views[0].f32;
const image_width = launch.views[1].width;
const image_height = launch.views[1].height;
const image_length = launch.views[1].length;
const image_start = launch.views[1].offset;
const image_step = launch.views[1].step;
const image = launch.views[1].f32;
const words = new Int32Array(launch.words.buffer, launch.words.byteOffset, launch.words.length);
const dx = words[0];
for (let index_y = 0; index_y < height; index_y++) {
  for (let index_x = 0; index_x < width; index_x++) {
    const t = index_x | 0;
    const t1 = t - 1 >>> 0;
    const t2 = Math.imul(index_y, source_width);
    const test = index_y < source_height;
    const t3 = (t1 < source_width ? test ? t2 + t1 : 4294967295 : 4294967295) >>> 0;
    const t4 = t + 1 >>> 0;
    const t5 = (t4 < source_width ? test ? t2 + t4 : 4294967295 : 4294967295) >>> 0;
    const t6 = Math.fround((t3 < source_length ? source[source_start + Math.imul(t3, source_step)] : 0) + (t5 < source_length ? source[source_start + Math.imul(t5, source_step)] : 0));
    const t7 = Math.imul(index_y, image_width);
    const test1 = index_y < image_height;
    const t8 = (index_x < image_width ? test1 ? t7 + index_x : 4294967295 : 4294967295) >>> 0;
    const test2 = t8 < image_length;
    const image_at = image_start + Math.imul(t8, image_step);
    if (test2) image[image_at] = (test2 ? image[image_at] : 0) + t6;
    if (t6 > 8) {
      const t9 = Math.imul(index_y, width) + index_x >>> 0;
      const t10 = t + dx >>> 0;
      const t11 = (t10 < image_width ? test1 ? t7 + t10 : 4294967295 : 4294967295) >>> 0;
      if (t9 < image_length) image[image_start + Math.imul(t9, image_step)] = Math.fround((test2 ? image[image_at] : 0) * 0.5) - (t11 < image_length ? image[image_start + Math.imul(t11, image_step)] : 0);
    }
  }
}
