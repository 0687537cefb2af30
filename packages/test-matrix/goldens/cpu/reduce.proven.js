// shared memory, barriers and a loop that was unrolled while tracing
'use strict';
const groupCount = launch.extent[0];
const shared = new Float32Array(64);
const source_length = launch.views[0].length;
const source_start = launch.views[0].offset;
const source_step = launch.views[0].step;
const source = launch.views[0].f32;
const target_start = launch.views[1].offset;
const target_step = launch.views[1].step;
const target = launch.views[1].f32;
for (let group = 0; group < groupCount; group++) {
  shared.fill(0);
  for (let lane = 0; lane < 64; lane++) {
    const globalIndex = group * 64 + lane;
    shared[lane] = 0;
    if (globalIndex < source_length) {
      shared[lane] = source[source_start + Math.imul(globalIndex, source_step)];
    }
  }
  for (let lane = 0; lane < 64; lane++) {
    if (lane < 32) {
      shared[lane] = shared[lane] + shared[lane + 32];
    }
  }
  for (let lane = 0; lane < 64; lane++) {
    if (lane < 16) {
      shared[lane] = shared[lane] + shared[lane + 16];
    }
  }
  for (let lane = 0; lane < 64; lane++) {
    if (lane < 8) {
      shared[lane] = shared[lane] + shared[lane + 8];
    }
  }
  for (let lane = 0; lane < 64; lane++) {
    if (lane < 4) {
      shared[lane] = shared[lane] + shared[lane + 4];
    }
  }
  for (let lane = 0; lane < 64; lane++) {
    if (lane < 2) {
      shared[lane] = shared[lane] + shared[lane + 2];
    }
  }
  const target_at = target_start + Math.imul(group, target_step);
  for (let lane = 0; lane < 64; lane++) {
    if (lane < 1) {
      shared[lane] = shared[lane] + shared[lane + 1];
    }
    if (lane === 0) {
      target[target_at] = shared[0];
    }
  }
}
