// atomics, and an exchange that does not fail without a reason
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
  keys: View,
  bins: View,
  lows: View,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read> keys: array<u32>;
@group(0) @binding(2) var<storage, read_write> bins: array<atomic<u32>>;
@group(0) @binding(3) var<storage, read_write> lows: array<atomic<i32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = launch.first.x + id.x + id.y * groups.x * 64u;
  if (index >= launch.extent.x) {
    return;
  }
  let key = keys[launch.keys.offset + index * launch.keys.step];
  atomicAdd(&bins[launch.bins.offset + (key & 255u) * launch.bins.step], 1u);
  let shifted = key >> 8u;
  var value = 0;
  if (shifted < launch.lows.length) {
    let old = atomicMin(&lows[launch.lows.offset + shifted * launch.lows.step], i32(index));
    value = old;
  }
  if (value < 0) {
    let bins_at = launch.bins.offset;
    var old: u32;
    loop {
      let attempt = atomicCompareExchangeWeak(&bins[bins_at], key, index);
      old = attempt.old_value;
      if (attempt.exchanged || attempt.old_value != key) {
        break;
      }
    }
    if (old == key) {
      let old1 = atomicLoad(&bins[launch.bins.offset + 2u * launch.bins.step]);
      atomicStore(&bins[launch.bins.offset + launch.bins.step], old1);
    }
  }
}
