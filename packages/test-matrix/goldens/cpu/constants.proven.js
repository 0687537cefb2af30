// constants, and operations that must not be folded
'use strict';
const { div_u32, toU32_f32, rem_u32, toI32_f32 } = operations;
const extent = launch.extent[0];
const x_start = launch.views[0].offset;
const x_step = launch.views[0].step;
const x = launch.views[0].f32;
const n_start = launch.views[1].offset;
const n_step = launch.views[1].step;
const n = launch.views[1].u32;
const m_start = launch.views[2].offset;
const m_step = launch.views[2].step;
const m = launch.views[2].i32;
for (let index = 0; index < extent; index++) {
  const x_at = x_start + Math.imul(index, x_step);
  const x1 = x[x_at];
  x[x_at] = (Number.isNaN(x1) ? NaN : Math.min(x1, Infinity)) + -0;
  if (Number.isFinite(x1)) {
    x[x_at] = Math.max(Math.fround(Math.fround(x1 * 3.4028234663852886e+38) - 0.10000000149011612), -9.99994610111476e-41);
  }
  const n_at = n_start + Math.imul(index, n_step);
  const n1 = n[n_at];
  n[n_at] = rem_u32((div_u32(n1 << 33 >>> 0, 0) ^ 2147483647) + toU32_f32(x1) >>> n1, n1);
  m[m_start + Math.imul(index, m_step)] = Math.imul(((n1 | 0) / -1 | 0) + -2147483648 - toI32_f32(x1), -3);
}
