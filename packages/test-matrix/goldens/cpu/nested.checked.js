// arrays in arrays, each index checked
'use strict';
const { div_i32 } = operations;
const extent = launch.extent[0];
const chosen_length = launch.views[1].length;
const chosen_start = launch.views[1].offset;
const chosen_step = launch.views[1].step;
const chosen = launch.views[1].i32;
const cells_length = launch.views[0].length;
const cells_start = launch.views[0].offset * 12;
const cells_step = launch.views[0].step * 12;
const cells = launch.views[0].f32;
const cells_u32 = launch.views[0].u32;
const cells_i32 = launch.views[0].i32;
const local = new Int32Array(6);
const words = new Int32Array(launch.words.buffer, launch.words.byteOffset, launch.words.length);
const array = new Float32Array(6);
const array1 = new Uint32Array(4);
const sums_length = launch.views[2].length;
const sums_start = launch.views[2].offset * 4;
const sums_step = launch.views[2].step * 4;
const sums = launch.views[2].i32;
for (let index = 0; index < extent; index++) {
  const chosen1 = index < chosen_length ? chosen[chosen_start + Math.imul(index, chosen_step)] : 0;
  const t = chosen1 >>> 0;
  const test = t < cells_length;
  const cells_at = cells_start + Math.imul(chosen1, cells_step);
  const cells_flags_0 = test && cells_u32[cells_at + 6] !== 0;
  const cells_flags_1 = test && cells_u32[cells_at + 7] !== 0;
  const cells_flags_2 = test && cells_u32[cells_at + 8] !== 0;
  const cells_flags_3 = test && cells_u32[cells_at + 9] !== 0;
  const cells_next = test ? cells_i32[cells_at + 10] : 0;
  local.fill(0);
  const test1 = index < 3;
  if (t < 2 && test1) local[Math.imul(chosen1, 3) + index] = t < 5 ? words[chosen1] : 0;
  const test2 = test && test1;
  const at = cells_at + Math.imul(index, 2);
  array[0] = test ? cells[cells_at] : 0;
  array[1] = test ? cells[cells_at + 1] : 0;
  array[2] = test ? cells[cells_at + 2] : 0;
  array[3] = test ? cells[cells_at + 3] : 0;
  array[4] = test ? cells[cells_at + 4] : 0;
  array[5] = test ? cells[cells_at + 5] : 0;
  if (test2) cells[at + 1] = (test2 ? cells[at] : 0) + (t < 3 ? array[Math.imul(chosen1, 2)] : 0);
  array1[0] = cells_flags_0 ? 1 : 0;
  array1[1] = cells_flags_1 ? 1 : 0;
  array1[2] = cells_flags_2 ? 1 : 0;
  array1[3] = cells_flags_3 ? 1 : 0;
  if (test) cells_u32[cells_at + 9] = index < 4 && array1[index] !== 0 ? 1 : 0;
  if (test) cells_i32[cells_at + 10] = test1 ? local[index + 3] : 0;
  const test3 = index < sums_length;
  const sums_at = sums_start + Math.imul(index, sums_step);
  if (test3) {
    sums[sums_at] = div_i32(chosen1, cells_next);
    sums[sums_at + 1] = cells_next / 2 | 0;
    sums[sums_at + 2] = div_i32(7, chosen1);
  }
}
