// a stack in an array, a while loop, structs and a function over them
struct Aabb {
  min: vec3f,
  max: vec3f,
}

struct Node {
  box: Aabb,
  left: i32,
  right: i32,
  leaf: u32,
}

struct Ray {
  origin: vec3f,
  inverse: vec3f,
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
  nodes: View,
  rays: View,
  count: View,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read> nodes: array<Node>;
@group(0) @binding(2) var<storage, read> rays: array<Ray>;
@group(0) @binding(3) var<storage, read_write> count: array<u32>;

fn hits(aabb: Aabb, ray: Ray) -> bool {
  let product = (aabb.min - ray.origin) * ray.inverse;
  let product1 = (aabb.max - ray.origin) * ray.inverse;
  let least = min(product, product1);
  let most = max(product, product1);
  return max(max(least.x, least.y), least.z) <= min(min(most.x, most.y), most.z);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = launch.first.x + id.x + id.y * groups.x * 64u;
  if (index >= launch.extent.x) {
    return;
  }
  var ray = Ray();
  if (index < launch.rays.length) {
    ray = rays[launch.rays.offset + index * launch.rays.step];
  }
  var items = array<i32, 24>();
  var value = 1u;
  var value1 = 0u;
  while (value > 0u) {
    value -= 1u;
    let value2 = value;
    let unsigned = u32(select(0, items[value2], value2 < 24u));
    var node = Node();
    if (unsigned < launch.nodes.length) {
      node = nodes[launch.nodes.offset + unsigned * launch.nodes.step];
    }
    if (!hits(node.box, ray)) {
      continue;
    }
    if (node.leaf != 0u) {
      value1 += u32(node.right - node.left);
    } else {
      let value3 = value;
      if (value3 < 24u) {
        items[value3] = node.left;
      }
      let sum = value + 1u;
      if (sum < 24u) {
        items[sum] = node.right;
      }
      value += 2u;
    }
  }
  if (index < launch.count.length) {
    count[launch.count.offset + index * launch.count.step] = value1;
  }
}
