// barriers in a loop that the group leaves together, storage that is exchanged across them
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
  values: View,
  @align(16) rounds: u32,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read_write> values: array<f32>;

var<workgroup> tile: array<u32, 1>;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = id.x + id.y * groups.x;
  if (group >= launch.extent.x) {
    return;
  }
  let index = group * 32u + lane;
  let product = group * 32u;
  for (var i = 0u; i < launch.rounds; i++) {
    let value = values[launch.values.offset + (product + (lane + 31u) % 32u) * launch.values.step];
    let values_at = launch.values.offset + index * launch.values.step;
    let value1 = values[values_at];
    tile[0] = 0u;
    workgroupBarrier();
    storageBarrier();
    if (value > value1) {
      values[values_at] = (value + value1) * 0.5;
      tile[0] = 1u;
    }
    storageBarrier();
    let shared_value = workgroupUniformLoad(&tile[0]);
    if (shared_value == 0u) {
      break;
    }
  }
}
