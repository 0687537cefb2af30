// an element of many words, and an early return
struct Sample {
  grid: array<array<vec3f, 2>, 5>,
  count: u32,
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
  samples: View,
  @align(16) at: u32,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read_write> samples: array<Sample>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = launch.first.x + id.x + id.y * groups.x * 64u;
  if (index >= launch.extent.x) {
    return;
  }
  let inside = index < launch.samples.length;
  let samples_at = launch.samples.offset + index * launch.samples.step;
  let count = samples[samples_at].count;
  let choice = select(0u, count, inside);
  if (choice == 0u) {
    return;
  }
  if (inside && launch.at < 5u) {
    samples[samples_at].grid[launch.at][1] = select(vec3f(), samples[launch.samples.offset + launch.at * launch.samples.step].grid[choice][0], launch.at < launch.samples.length && choice < 5u);
  }
  if (inside) {
    samples[samples_at].count = count - 1u;
  }
}
