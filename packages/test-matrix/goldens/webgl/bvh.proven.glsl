// a stack in an array, a while loop, structs and a function over them
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

struct Aabb {
  vec3 min;
  vec3 max;
};

struct Node {
  Aabb box;
  int left;
  int right;
  uint leaf;
};

struct Ray {
  vec3 origin;
  vec3 inverse;
};

uniform uvec4 launch[6];
uniform usampler2DArray nodes;
uniform usampler2DArray rays;
layout(location = 0) out uvec4 count_texel;

uint own_count;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

Ray load_Ray(usampler2DArray view, uint element, int layer) {
  uvec4 texel = fetch(view, element, layer);
  uvec4 texel1 = fetch(view, element, layer + 1);
  return Ray(uintBitsToFloat(texel.xyz), uintBitsToFloat(texel1.xyz));
}

Node load_Node(usampler2DArray view, uint element, int layer) {
  uvec4 texel = fetch(view, element, layer);
  uvec4 texel1 = fetch(view, element, layer + 1);
  uvec4 texel2 = fetch(view, element, layer + 2);
  return Node(Aabb(uintBitsToFloat(texel.xyz), uintBitsToFloat(texel1.xyz)), int(texel2.x), int(texel2.y), texel2.z);
}

bool hits(Aabb aabb, Ray ray) {
  vec3 product = (aabb.min - ray.origin) * ray.inverse;
  vec3 product1 = (aabb.max - ray.origin) * ray.inverse;
  vec3 least = min(product, product1);
  vec3 most = max(product, product1);
  return max(max(least.x, least.y), least.z) <= min(min(most.x, most.y), most.z);
}

void bvh(uint index) {
  own_count = 0u;
  Ray ray = load_Ray(rays, launch[3].x + index * launch[3].y, 0);
  int[24] items = int[24](0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  uint value = 1u;
  uint value1 = 0u;
  while (value > 0u) {
    value -= 1u;
    uint value2 = value;
    uint unsigned1 = uint(value2 < 24u ? items[int(value2)] : 0);
    Node node = Node(Aabb(vec3(0.0), vec3(0.0)), 0, 0, 0u);
    if (unsigned1 < launch[2].x) {
      node = load_Node(nodes, launch[1].z + unsigned1 * launch[1].w, 0);
    }
    if (!hits(node.box, ray)) {
      continue;
    }
    if (node.leaf != 0u) {
      value1 += uint(node.right - node.left);
    } else {
      uint value3 = value;
      if (value3 < 24u) {
        items[int(value3)] = node.left;
      }
      uint sum = value + 1u;
      if (sum < 24u) {
        items[int(sum)] = node.right;
      }
      value += 2u;
    }
  }
  own_count = value1;
}

void main() {
  uvec2 texel = uvec2(gl_FragCoord.xy);
  uint element = (texel.y << launch[1].y) + texel.x;
  uint relative = element - launch[4].z;
  uint invocation = relative;
  if (launch[4].w != 1u) {
    invocation /= launch[4].w;
  }
  if (invocation * launch[4].w == relative && invocation < min(launch[1].x, launch[5].x)) {
    bvh(invocation);
    count_texel = uvec4(own_count, 0u, 0u, 0u);
  } else {
    discard;
  }
}
