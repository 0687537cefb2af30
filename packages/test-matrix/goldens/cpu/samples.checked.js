// an element of many words, and an early return
'use strict';
const words = launch.words;
const at = words[0];
const samples_length = launch.views[0].length;
const samples_start = launch.views[0].offset * 44;
const samples_step = launch.views[0].step * 44;
const extent = launch.extent[0];
const samples = launch.views[0].u32;
const samples_f32 = launch.views[0].f32;
const test = at < samples_length;
const samples_at = samples_start + Math.imul(at, samples_step);
const test1 = at < 5;
for (let index = 0; index < extent; index++) {
  const test2 = index < samples_length;
  const samples_at1 = samples_start + Math.imul(index, samples_step);
  const samples_count = test2 ? samples[samples_at1 + 40] : 0;
  if (samples_count === 0) {
    continue;
  }
  const test3 = test && samples_count < 5;
  const at1 = samples_at + Math.imul(samples_count, 8);
  const samples_grid_y = test3 ? samples_f32[at1 + 1] : 0;
  const samples_grid_z = test3 ? samples_f32[at1 + 2] : 0;
  const test4 = test2 && test1;
  const at2 = samples_at1 + Math.imul(at, 8);
  if (test4) {
    samples_f32[at2 + 4] = test3 ? samples_f32[at1] : 0;
    samples_f32[at2 + 5] = samples_grid_y;
    samples_f32[at2 + 6] = samples_grid_z;
  }
  if (test2) samples[samples_at1 + 40] = samples_count - 1;
}
