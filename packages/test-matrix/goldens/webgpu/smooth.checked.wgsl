// writes at (x, y), and reads of them in rows and at any x
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
  image: View,
  @align(16) dx: i32,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> image: array<f32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = launch.first.xy + id.xy;
  if (any(index >= launch.extent.xy)) {
    return;
  }
  let signed = i32(index.x);
  let unsigned = u32(signed - 1);
  let product = index.y * launch.source.width;
  let sum = product + unsigned;
  let test = index.y < launch.source.height;
  let unsigned1 = u32(signed + 1);
  let sum1 = product + unsigned1;
  let choice = select(0.0, source[launch.source.offset + sum1 * launch.source.step], unsigned1 < launch.source.width && test && sum1 < launch.source.length);
  let sum2 = select(0.0, source[launch.source.offset + sum * launch.source.step], unsigned < launch.source.width && test && sum < launch.source.length) + choice;
  let product1 = index.y * launch.image.width;
  let sum3 = product1 + index.x;
  let test1 = index.y < launch.image.height;
  let inside = index.x < launch.image.width && test1 && sum3 < launch.image.length;
  let image_at = launch.image.offset + sum3 * launch.image.step;
  if (inside) {
    image[image_at] += sum2;
  }
  if (sum2 > 8.0) {
    let sum4 = index.y * launch.extent.x + index.x;
    let unsigned2 = u32(signed + launch.dx);
    let sum5 = product1 + unsigned2;
    let difference = select(0.0, image[image_at], inside) * 0.5 - select(0.0, image[launch.image.offset + sum5 * launch.image.step], unsigned2 < launch.image.width && test1 && sum5 < launch.image.length);
    if (sum4 < launch.image.length) {
      image[launch.image.offset + sum4 * launch.image.step] = difference;
    }
  }
}
