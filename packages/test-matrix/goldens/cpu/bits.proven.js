// operations for which not every language has a word
'use strict';
const { popcount_u32, ctz_u32, reverseBits_i32, reverseBits_u32, rem_f32, round_f32 } = operations;
const extent = launch.extent[0];
const n_start = launch.views[0].offset;
const n_step = launch.views[0].step;
const n = launch.views[0].u32;
const m_start = launch.views[1].offset;
const m_step = launch.views[1].step;
const m = launch.views[1].i32;
const v_start = launch.views[2].offset * 4;
const v_step = launch.views[2].step * 4;
const v = launch.views[2].u32;
const x_start = launch.views[3].offset;
const x_step = launch.views[3].step;
const x = launch.views[3].f32;
for (let index = 0; index < extent; index++) {
  const n_at = n_start + Math.imul(index, n_step);
  n[n_at] = popcount_u32(n[n_at]) + (Math.clz32(n[n_at]) << 8) ^ ctz_u32(n[n_at]) << 16;
  const m_at = m_start + Math.imul(index, m_step);
  m[m_at] = reverseBits_i32(m[m_at]) + Math.clz32(m[m_at]);
  const v_at = v_start + Math.imul(index, v_step);
  const t = popcount_u32(v[v_at + 1]) + reverseBits_u32(v[v_at + 1]) | 0;
  const t1 = popcount_u32(v[v_at + 2]) + reverseBits_u32(v[v_at + 2]) | 0;
  v[v_at] = popcount_u32(v[v_at]) + reverseBits_u32(v[v_at]);
  v[v_at + 1] = t;
  v[v_at + 2] = t1;
  const x_at = x_start + Math.imul(index, x_step);
  x[x_at] = rem_f32(x[x_at], 0.75) + round_f32(x[x_at]);
}
