// a loop with barriers, and what lives across them
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
  source: View,
  target1: View,
  @align(16) rounds: u32,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read> source: array<u32>;
@group(0) @binding(2) var<storage, read_write> target1: array<u32>;

var<workgroup> tile: array<u32, 8>;

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = id.x + id.y * groups.x;
  if (group >= launch.extent.x) {
    return;
  }
  let index = group * 8u + lane;
  let source_value = source[launch.source.offset + index * launch.source.step];
  var value = source_value;
  var value1 = 1u;
  for (var i = 0u; i < launch.rounds; i++) {
    tile[lane] = value;
    workgroupBarrier();
    if (lane >= value1) {
      let difference = lane - value1;
      value += select(0u, tile[difference], difference < 8u);
    }
    value1 *= 2u;
    workgroupBarrier();
  }
  target1[launch.target1.offset + index * launch.target1.step] = value - source_value;
}
