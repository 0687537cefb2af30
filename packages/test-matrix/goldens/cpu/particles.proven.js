// bools in memory and in structs, vectors
'use strict';
const words = launch.words;
const frozen = words[0] !== 0;
const words_f32 = new Float32Array(launch.words.buffer, launch.words.byteOffset, launch.words.length);
const time = words_f32[4];
const extent = launch.extent[0];
const particles_start = launch.views[0].offset * 8;
const particles_step = launch.views[0].step * 8;
const particles = launch.views[0].f32;
const particles_u32 = launch.views[0].u32;
const half_x = words_f32[8];
const half_y = words_f32[9];
const half_z = words_f32[10];
const switch_start = launch.views[1].offset;
const switch_step = launch.views[1].step;
const switch1 = launch.views[1].u32;
const test = !frozen;
const t = Math.fround(time * 9.8100004196167);
for (let index = 0; index < extent; index++) {
  const particles_at = particles_start + Math.imul(index, particles_step);
  const particles_position_y = particles[particles_at + 1];
  const particles_velocity_y = particles[particles_at + 5];
  if (particles_u32[particles_at + 3] !== 0 && test) {
    const t1 = Math.fround(particles[particles_at + 2] + Math.fround(Math.fround(particles[particles_at + 6] * time) * half_z));
    particles[particles_at] = particles[particles_at] + Math.fround(Math.fround(particles[particles_at + 4] * time) * half_x);
    particles[particles_at + 1] = particles_position_y + Math.fround(Math.fround(particles_velocity_y * time) * half_y);
    particles[particles_at + 2] = t1;
    particles[particles_at + 5] = particles_velocity_y - t;
  }
  else {
    particles[particles_at] = 0;
    particles[particles_at + 1] = 0;
    particles[particles_at + 2] = 0;
    particles_u32[particles_at + 3] = switch1[switch_start + Math.imul(index, switch_step)] !== 0 ? 1 : 0;
    particles[particles_at + 4] = half_x;
    particles[particles_at + 5] = half_y;
    particles[particles_at + 6] = half_z;
    particles[particles_at + 7] = 1;
  }
  switch1[switch_start + Math.imul(index, switch_step)] = particles_position_y < 0 ? 1 : 0;
}
