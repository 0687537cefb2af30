// shared memory, barriers and a loop that was unrolled while tracing
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
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> target1: array<f32>;

var<workgroup> tile: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = id.x + id.y * groups.x;
  if (group >= launch.extent.x) {
    return;
  }
  let index = group * 64u + lane;
  tile[lane] = 0.0;
  if (index < launch.source.length) {
    tile[lane] = source[launch.source.offset + index * launch.source.step];
  }
  workgroupBarrier();
  if (lane < 32u) {
    tile[lane] += tile[lane + 32u];
  }
  workgroupBarrier();
  if (lane < 16u) {
    tile[lane] += tile[lane + 16u];
  }
  workgroupBarrier();
  if (lane < 8u) {
    tile[lane] += tile[lane + 8u];
  }
  workgroupBarrier();
  if (lane < 4u) {
    tile[lane] += tile[lane + 4u];
  }
  workgroupBarrier();
  if (lane < 2u) {
    tile[lane] += tile[lane + 2u];
  }
  workgroupBarrier();
  if (lane < 1u) {
    tile[lane] += tile[lane + 1u];
  }
  if (lane == 0u) {
    target1[launch.target1.offset + group * launch.target1.step] = tile[0];
  }
}
