// barriers in a loop that the group leaves together, storage that is exchanged across them
'use strict';
const groupCount = launch.extent[0];
const shared = new Uint32Array(1);
const words = launch.words;
const rounds = words[0];
const values_start = launch.views[0].offset;
const values_step = launch.views[0].step;
const values = launch.views[0].f32;
const kept_lanes = new Float32Array(32);
const kept_lanes1 = new Float32Array(32);
for (let group = 0; group < groupCount; group++) {
  shared.fill(0);
  const t = Math.imul(group, 32);
  for (let i = 0; i < rounds; i++) {
    for (let lane = 0; lane < 32; lane++) {
      const globalIndex = group * 32 + lane;
      const values1 = values[values_start + Math.imul(t + (lane + 31) % 32, values_step)];
      kept_lanes[lane] = values1;
      const values_at = values_start + Math.imul(globalIndex, values_step);
      const values2 = values[values_at];
      kept_lanes1[lane] = values2;
      shared[0] = false ? 1 : 0;
    }
    for (let lane = 0; lane < 32; lane++) {
      const globalIndex = group * 32 + lane;
      const kept = kept_lanes[lane];
      const kept1 = kept_lanes1[lane];
      const values_at1 = values_start + Math.imul(globalIndex, values_step);
      if (kept > kept1) {
        values[values_at1] = Math.fround(kept + kept1) * 0.5;
        shared[0] = true ? 1 : 0;
      }
    }
    const shared1 = shared[0] !== 0;
    const test = !shared1;
    if (test) {
      break;
    }
  }
}
