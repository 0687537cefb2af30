// atomics in shared memory
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
@group(0) @binding(1) var<storage, read> source: array<u32>;
@group(0) @binding(2) var<storage, read_write> target1: array<atomic<u32>>;

var<workgroup> tile: array<atomic<u32>, 4>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = id.x + id.y * groups.x;
  if (group >= launch.extent.x) {
    return;
  }
  let index = group * 64u + lane;
  if (index < launch.source.length) {
    atomicAdd(&tile[source[launch.source.offset + index * launch.source.step] & 3u], 1u);
  }
  workgroupBarrier();
  if (lane < 4u) {
    let old = atomicLoad(&tile[lane]);
    if (lane < launch.target1.length) {
      atomicAdd(&target1[launch.target1.offset + lane * launch.target1.step], old);
    }
  }
}
