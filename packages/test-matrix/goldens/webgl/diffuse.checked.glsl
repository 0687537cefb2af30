// writes at (x, y, z), and at the number of the invocation
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

uniform uvec4 launch[6];
uniform usampler2DArray source;
uniform usampler2DArray cells;
uniform usampler2DArray places;
layout(location = 0) out uvec4 cells_texel;
layout(location = 1) out uvec4 places_texel;

float own_cells;
uvec3 own_places;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

void diffuse(uvec3 index, uint cells_at, uint places_at) {
  own_cells = uintBitsToFloat(fetch(cells, cells_at, 0).x);
  own_places = fetch(places, places_at, 0).xyz;
  int signed = int(index.x);
  uint unsigned1 = uint(signed - 1);
  uint product = index.z * launch[2].z;
  uint product1 = (product + index.y) * launch[2].y;
  uint sum = product1 + unsigned1;
  bool test = index.y < launch[2].z;
  bool test1 = index.z < launch[2].w;
  uint unsigned2 = uint(signed + 1);
  uint sum1 = product1 + unsigned2;
  float choice = test1 && unsigned2 < launch[2].y && test && sum1 < launch[2].x ? uintBitsToFloat(fetch(source, launch[1].z + sum1 * launch[1].w, 0).x) : 0.0;
  uint unsigned3 = uint(int(index.y) - 1);
  uint sum2 = (product + unsigned3) * launch[2].y + index.x;
  bool test2 = index.x < launch[2].y;
  uint unsigned4 = uint(int(index.z) + 1);
  uint sum3 = (unsigned4 * launch[2].z + index.y) * launch[2].y + index.x;
  float choice1 = unsigned4 < launch[2].w && test2 && test && sum3 < launch[2].x ? uintBitsToFloat(fetch(source, launch[1].z + sum3 * launch[1].w, 0).x) : 0.0;
  float sum4 = (test1 && test2 && unsigned3 < launch[2].z && sum2 < launch[2].x ? uintBitsToFloat(fetch(source, launch[1].z + sum2 * launch[1].w, 0).x) : 0.0) + choice1;
  if (index.z < launch[4].y && index.x < launch[3].w && index.y < launch[4].x && (index.z * launch[4].x + index.y) * launch[3].w + index.x < launch[3].z) {
    own_cells = (test1 && unsigned1 < launch[2].y && test && sum < launch[2].x ? uintBitsToFloat(fetch(source, launch[1].z + sum * launch[1].w, 0).x) : 0.0) + choice - sum4;
  }
  if (index.x + launch[0].x * index.y + launch[0].x * launch[0].y * index.z < launch[5].x) {
    own_places = uvec3(index.x, index.y, index.z);
  }
}

void main() {
  uvec2 texel = uvec2(gl_FragCoord.xy);
  uint element = (texel.y << launch[1].y) + texel.x;
  uint relative = element - launch[3].x;
  uint invocation = relative;
  if (launch[3].y != 1u) {
    invocation /= launch[3].y;
  }
  if (invocation * launch[3].y == relative && invocation < min(launch[1].x, launch[3].z)) {
    diffuse(uvec3(invocation % launch[0].x, invocation / launch[0].x % launch[0].y, invocation / (launch[0].x * launch[0].y)), element, element);
    cells_texel = uvec4(floatBitsToUint(own_cells), 0u, 0u, 0u);
    places_texel = uvec4(own_places, 0u);
  } else {
    discard;
  }
}
