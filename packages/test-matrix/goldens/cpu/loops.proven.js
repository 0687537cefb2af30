// counted loops: up, down, in steps, by a step of the launch
'use strict';
const { div_u32 } = operations;
const words = launch.words;
const to = words[0];
const by = words[4];
const words_i32 = new Int32Array(launch.words.buffer, launch.words.byteOffset, launch.words.length);
const down = words_i32[8];
const extent = launch.extent[0];
const out_length = launch.views[0].length;
const out_start = launch.views[0].offset;
const out_step = launch.views[0].step;
const out = launch.views[0].u32;
const t = (by !== 0 ? 1 < to ? div_u32(to - 1 - 1 >>> 0, by) + 1 : 0 : 0) >>> 0;
const t1 = (down < 10 ? 10 - down : 0) >>> 0;
for (let index = 0; index < extent; index++) {
  let local = 0;
  for (let i = 0; i < to; i++) {
    local = local + i | 0;
  }
  const t2 = index < out_length ? ((out_length - index - 1 >>> 0) / 64 >>> 0) + 1 : 0;
  for (let i1 = index, end = i1 + t2 * 64; i1 < end; i1 += 64) {
    local = local ^ out[out_start + Math.imul(i1, out_step)];
  }
  const t3 = index < to ? ((to - index - 1 >>> 0) / 3 >>> 0) + 1 : 0;
  for (let i2 = index, end1 = i2 + t3 * 3; i2 < end1; i2 += 3) {
    local = local + i2 | 0;
  }
  for (let i3 = 1, end2 = i3 + t * by; i3 !== end2; i3 += by) {
    if (i3 > 100) {
      break;
    }
    local = Math.imul(local, i3);
  }
  for (let i4 = 10, end3 = i4 + t1 * -1; i4 > end3; i4--) {
    const t4 = -4 < i4 ? ((i4 - 4294967292 - 1 >>> 0) / 2 >>> 0) + 1 : 0;
    for (let i5 = i4, end4 = i5 + t4 * -2; i5 > end4; i5 += -2) {
      if (i5 === 3) {
        continue;
      }
      local = local + i5 | 0;
    }
  }
  out[out_start + Math.imul(index, out_step)] = local;
}
