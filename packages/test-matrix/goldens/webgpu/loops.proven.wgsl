// counted loops: up, down, in steps, by a step of the launch
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
  out: View,
  @align(16) to: u32,
  @align(16) by: u32,
  @align(16) down: i32,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read_write> out: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = launch.first.x + id.x + id.y * groups.x * 64u;
  if (index >= launch.extent.x) {
    return;
  }
  var value = 0u;
  for (var i = 0u; i < launch.to; i++) {
    value += i;
  }
  for (var i = index; i < launch.out.length; i += 64u) {
    value ^= out[launch.out.offset + i * launch.out.step];
  }
  let trips = select(0u, (launch.to - index - 1u) / 3u + 1u, index < launch.to);
  for (var trip = 0u; trip < trips; trip++) {
    value += index + trip * 3u;
  }
  let trips1 = select(0u, select(0u, (launch.to - 1u - 1u) / max(launch.by, 1u) + 1u, 1u < launch.to), launch.by != 0u);
  for (var trip = 0u; trip < trips1; trip++) {
    let i = 1u + trip * launch.by;
    if (i > 100u) {
      break;
    }
    value *= i;
  }
  for (var i = 10; i > launch.down; i--) {
    for (var j = i; j > -4; j -= 2) {
      if (j == 3) {
        continue;
      }
      value += u32(j);
    }
  }
  out[launch.out.offset + index * launch.out.step] = value;
}
