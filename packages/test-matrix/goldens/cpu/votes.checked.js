// atomics in shared memory
'use strict';
const groupCount = launch.extent[0];
const shared = new Uint32Array(4);
const source_length = launch.views[0].length;
const source_start = launch.views[0].offset;
const source_step = launch.views[0].step;
const source = launch.views[0].u32;
const target_length = launch.views[1].length;
const target_start = launch.views[1].offset;
const target_step = launch.views[1].step;
const target = launch.views[1].u32;
for (let group = 0; group < groupCount; group++) {
  shared.fill(0);
  for (let lane = 0; lane < 64; lane++) {
    const globalIndex = group * 64 + lane;
    if (globalIndex < source_length) {
      const t = source[source_start + Math.imul(globalIndex, source_step)] & 3;
      shared[t] += 1;
    }
  }
  for (let lane = 0; lane < 64; lane++) {
    if (lane < 4) {
      const old = shared[lane];
      const target_at = target_start + Math.imul(lane, target_step);
      if (lane < target_length) target[target_at] += old;
    }
  }
}
