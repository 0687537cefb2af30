// two dimensions, and reads beyond the edge
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
  image: View,
  result: View,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read> image: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = launch.first.xy + id.xy;
  if (any(index >= launch.extent.xy)) {
    return;
  }
  var value = 0.0;
  for (var i = -1; i < 2; i++) {
    for (var j = -1; j < 2; j++) {
      let unsigned = u32(i32(index.x) + j);
      let unsigned1 = u32(i32(index.y) + i);
      let sum = unsigned1 * launch.image.width + unsigned;
      value += select(0.0, image[launch.image.offset + sum * launch.image.step], unsigned < launch.image.width && unsigned1 < launch.image.height && sum < launch.image.length);
    }
  }
  let sum = index.y * launch.result.width + index.x;
  if (index.x < launch.result.width && index.y < launch.result.height && sum < launch.result.length) {
    result[launch.result.offset + sum * launch.result.step] = value / 8.0;
  }
}
