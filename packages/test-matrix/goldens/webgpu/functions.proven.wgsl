// functions: an endless loop, an else-if chain, two results, a memory of its own
struct Pair {
  sum: f32,
  difference: f32,
}

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
  scores: View,
  gro_e: View,
  @align(16) list: array<f32, 3>,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read_write> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> scores: array<i32>;
@group(0) @binding(3) var<storage, read_write> gro_e: array<f32>;

fn gcd(a: u32, b: u32) -> u32 {
  var value = a;
  var value1 = b;
  while (true) {
    if (value1 == 0u) {
      return value;
    }
    let rest = value % max(value1, 1u);
    value = value1;
    value1 = rest;
  }
  return value;
}

fn divide(a: i32, b: i32) -> i32 {
  return a / select(b, 1, b == 0 || (a == -2147483648 && b == -1));
}

fn remainder(a: i32, b: i32) -> i32 {
  return a % select(b, 1, b == 0 || (a == -2147483648 && b == -1));
}

fn toI32(a: f32) -> i32 {
  return select(select(select(i32(a), 2147483647, a >= 2147483648.0), -2147483648, a <= -2147483648.0), 0, (bitcast<u32>(a) & 0x7fffffffu) > 0x7f800000u);
}

fn grade(a: i32, b: i32) -> i32 {
  let divide_result = divide(a, b);
  if (divide_result > 90) {
    return 1;
  } else if (divide_result > 60) {
    return remainder(divide_result, b);
  } else {
    return toI32(sqrt(f32(a >> 16u) * 65536.0 + f32(a & 65535)));
  }
}

fn pick(a: array<f32, 3>, b: u32) -> f32 {
  var items = a;
  var items1 = array<f32, 5>();
  let inside = b < 5u;
  if (inside) {
    items1[b] = select(0.0, items[b], b < 3u);
  }
  let sum = b + 1u;
  return select(0.0, items1[sum], sum < 5u) + select(0.0, items1[b], inside);
}

fn while1(a: f32, b: f32) -> Pair {
  if (a < b) {
    return Pair(a + b, b - a);
  }
  return Pair(a + b, a - b);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = launch.first.x + id.x + id.y * groups.x * 64u;
  if (index >= launch.extent.x) {
    return;
  }
  let x_at = launch.x.offset + index * launch.x.step;
  x[x_at] = gcd(x[x_at], index + 12u);
  let scores_at = launch.scores.offset + index * launch.scores.step;
  scores[scores_at] = grade(scores[scores_at], i32(index));
  let gro_e_at = launch.gro_e.offset + index * launch.gro_e.step;
  let pair = while1(gro_e[gro_e_at], pick(launch.list, index % 4u));
  gro_e[gro_e_at] = pair.sum * pair.difference;
}
