// constants, and operations that must not be folded
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
  x: View,
  n: View,
  m: View,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> n: array<u32>;
@group(0) @binding(3) var<storage, read_write> m: array<i32>;

fn toU32(a: f32) -> u32 {
  return select(select(select(u32(a), 0xffffffffu, a >= 4294967296.0), 0u, a <= 0.0), 0u, (bitcast<u32>(a) & 0x7fffffffu) > 0x7f800000u);
}

fn toI32(a: f32) -> i32 {
  return select(select(select(i32(a), 2147483647, a >= 2147483648.0), -2147483648, a <= -2147483648.0), 0, (bitcast<u32>(a) & 0x7fffffffu) > 0x7f800000u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = launch.first.x + id.x + id.y * groups.x * 64u;
  if (index >= launch.extent.x) {
    return;
  }
  let x_at = launch.x.offset + index * launch.x.step;
  let x_value = x[x_at];
  let bits = bitcast<u32>(x_value) & 0x7fffffffu;
  x[x_at] = select(min(x_value, bitcast<f32>(launch.zero ^ 0x7f800000u)), bitcast<f32>(launch.zero ^ 0x7fc00000u), bits > 0x7f800000u) + bitcast<f32>(launch.zero ^ 0x80000000u);
  if (bits < 0x7f800000u) {
    x[x_at] = max(bitcast<f32>(bitcast<u32>(x_value * 3.4028234663852886e+38) ^ launch.zero) - 0.1, -1e-40);
  }
  let n_at = launch.n.offset + index * launch.n.step;
  let n_value = n[n_at];
  n[n_at] = ((((n_value << 1u) ^ 0x7fffffffu) + toU32(x_value)) >> (n_value & 31u)) % max(n_value, 1u);
  m[launch.m.offset + index * launch.m.step] = (-i32(n_value) + -2147483648 - toI32(x_value)) * -3;
}
