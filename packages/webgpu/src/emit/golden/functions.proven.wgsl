// functions: an endless loop, an else-if chain, division by the rules of the language

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
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read_write> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> scores: array<i32>;

fn gcd(a: u32, b: u32) -> u32 {
  var value = a;
  var value1 = b;
  loop {
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
    return toI32(sqrt(f32(a)));
  }
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
}
