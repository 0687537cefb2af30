// three dimensions
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
  cells: View,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read_write> cells: array<u32>;

@compute @workgroup_size(4, 4, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = launch.first + id;
  if (any(index >= launch.extent)) {
    return;
  }
  cells[launch.cells.offset + ((index.z * launch.cells.height + index.y) * launch.cells.width + index.x) * launch.cells.step] = (index.x + index.y * launch.extent.x) ^ (index.z << 7u);
}
