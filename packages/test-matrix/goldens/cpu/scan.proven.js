// a loop with barriers, and what lives across them
'use strict';
const groupCount = launch.extent[0];
const shared = new Uint32Array(8);
const source_start = launch.views[0].offset;
const source_step = launch.views[0].step;
const source = launch.views[0].u32;
const kept_lanes = new Uint32Array(8);
const local_lanes = new Int32Array(8);
const local_lanes1 = new Uint32Array(8);
const words = launch.words;
const rounds = words[0];
const target_start = launch.views[1].offset;
const target_step = launch.views[1].step;
const target = launch.views[1].u32;
for (let group = 0; group < groupCount; group++) {
  shared.fill(0);
  for (let lane = 0; lane < 8; lane++) {
    const globalIndex = group * 8 + lane;
    let local;
    let local1;
    const source1 = source[source_start + Math.imul(globalIndex, source_step)];
    kept_lanes[lane] = source1;
    local = source1 | 0;
    local1 = 1;
    local_lanes[lane] = local;
    local_lanes1[lane] = local1;
  }
  for (let i = 0; i < rounds; i++) {
    for (let lane = 0; lane < 8; lane++) {
      let local = local_lanes[lane];
      shared[lane] = local;
    }
    for (let lane = 0; lane < 8; lane++) {
      let local1 = local_lanes1[lane];
      let local = local_lanes[lane];
      if (lane >= local1) {
        const t = lane - local1 >>> 0;
        local = local + (t < 8 ? shared[t] : 0) | 0;
      }
      local1 = Math.imul(local1, 2) >>> 0;
      local_lanes1[lane] = local1;
      local_lanes[lane] = local;
    }
  }
  for (let lane = 0; lane < 8; lane++) {
    const globalIndex = group * 8 + lane;
    const kept = kept_lanes[lane];
    let local = local_lanes[lane];
    target[target_start + Math.imul(globalIndex, target_step)] = local - kept;
  }
}
