// atomics, and an exchange that does not fail without a reason
'use strict';
const bins_start = launch.views[1].offset;
const bins_step = launch.views[1].step;
const extent = launch.extent[0];
const keys_start = launch.views[0].offset;
const keys_step = launch.views[0].step;
const keys = launch.views[0].u32;
const bins = launch.views[1].u32;
const lows_length = launch.views[2].length;
const lows_start = launch.views[2].offset;
const lows_step = launch.views[2].step;
const lows = launch.views[2].i32;
const bins_at = bins_start + Math.imul(0, bins_step);
const bins_at1 = bins_start + Math.imul(2, bins_step);
const bins_at2 = bins_start + Math.imul(1, bins_step);
for (let index = 0; index < extent; index++) {
  const keys1 = keys[keys_start + Math.imul(index, keys_step)];
  const bins_at3 = bins_start + Math.imul(keys1 & 255, bins_step);
  bins[bins_at3] += 1;
  const t = keys1 >>> 8;
  const lows_at = lows_start + Math.imul(t, lows_step);
  let old = 0;
  if (t < lows_length) {
    old = lows[lows_at];
    lows[lows_at] = Math.min(old, index | 0);
  }
  if (old < 0) {
    const old1 = bins[bins_at];
    if (old1 === keys1) bins[bins_at] = index;
    if (old1 === keys1) {
      const old2 = bins[bins_at1];
      bins[bins_at2] = old2;
    }
  }
}
