// operations for which not every language has a word
struct View {
  offset: u32,
  step: u32,
  length: u32,
  width: u32,
  height: u32,
  depth: u32,
}

struct Launch {
  extent: vec3u,
  zero: u32,
  first: vec3u,
  n: View,
  m: View,
  v: View,
  x: View,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read_write> n: array<u32>;
@group(0) @binding(2) var<storage, read_write> m: array<i32>;
@group(0) @binding(3) var<storage, read_write> v: array<vec3u>;
@group(0) @binding(4) var<storage, read_write> x: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = launch.first.x + id.x + id.y * groups.x * 64u;
  if (index >= launch.extent.x) {
    return;
  }
  let n_at = launch.n.offset + index * launch.n.step;
  n[n_at] = (countOneBits(n[n_at]) + (countLeadingZeros(n[n_at]) << 8u)) ^ (countTrailingZeros(n[n_at]) << 16u);
  let m_at = launch.m.offset + index * launch.m.step;
  m[m_at] = reverseBits(m[m_at]) + countLeadingZeros(m[m_at]);
  let v_at = launch.v.offset + index * launch.v.step;
  v[v_at] = countOneBits(v[v_at]) + reverseBits(v[v_at]);
  let x_at = launch.x.offset + index * launch.x.step;
  x[x_at] = x[x_at] % 0.75 + round(x[x_at]);
}
