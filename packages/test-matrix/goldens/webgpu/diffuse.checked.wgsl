// writes at (x, y, z), and at the number of the invocation
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
  cells: View,
  places: View,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> cells: array<f32>;
@group(0) @binding(3) var<storage, read_write> places: array<vec3u>;

@compute @workgroup_size(4, 4, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = launch.first + id;
  if (any(index >= launch.extent)) {
    return;
  }
  let signed = i32(index.x);
  let unsigned = u32(signed - 1);
  let product = index.z * launch.source.height;
  let product1 = (product + index.y) * launch.source.width;
  let sum = product1 + unsigned;
  let test = index.y < launch.source.height;
  let test1 = index.z < launch.source.depth;
  let unsigned1 = u32(signed + 1);
  let sum1 = product1 + unsigned1;
  let choice = select(0.0, source[launch.source.offset + sum1 * launch.source.step], test1 && unsigned1 < launch.source.width && test && sum1 < launch.source.length);
  let unsigned2 = u32(i32(index.y) - 1);
  let sum2 = (product + unsigned2) * launch.source.width + index.x;
  let test2 = index.x < launch.source.width;
  let unsigned3 = u32(i32(index.z) + 1);
  let sum3 = (unsigned3 * launch.source.height + index.y) * launch.source.width + index.x;
  let choice1 = select(0.0, source[launch.source.offset + sum3 * launch.source.step], unsigned3 < launch.source.depth && test2 && test && sum3 < launch.source.length);
  let sum4 = select(0.0, source[launch.source.offset + sum2 * launch.source.step], test1 && test2 && unsigned2 < launch.source.height && sum2 < launch.source.length) + choice1;
  let sum5 = (index.z * launch.cells.height + index.y) * launch.cells.width + index.x;
  if (index.z < launch.cells.depth && index.x < launch.cells.width && index.y < launch.cells.height && sum5 < launch.cells.length) {
    cells[launch.cells.offset + sum5 * launch.cells.step] = select(0.0, source[launch.source.offset + sum * launch.source.step], test1 && unsigned < launch.source.width && test && sum < launch.source.length) + choice - sum4;
  }
  let sum6 = index.x + launch.extent.x * index.y + launch.extent.x * launch.extent.y * index.z;
  if (sum6 < launch.places.length) {
    places[launch.places.offset + sum6 * launch.places.step] = vec3u(index.x, index.y, index.z);
  }
}
