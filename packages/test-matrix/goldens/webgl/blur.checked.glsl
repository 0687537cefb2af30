// two dimensions, and reads beyond the edge
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

uniform uvec4 launch[5];
uniform usampler2DArray image;
uniform usampler2DArray result;
layout(location = 0) out uvec4 result_texel;

float own_result;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

void blur(uvec2 index, uint result_at) {
  own_result = uintBitsToFloat(fetch(result, result_at, 0).x);
  float value = 0.0;
  for (int i = -1; i < 2 + int(launch[0].w); i++) {
    for (int j = -1; j < 2 + int(launch[0].w); j++) {
      uint unsigned1 = uint(int(index.x) + j);
      uint unsigned2 = uint(int(index.y) + i);
      uint sum = unsigned2 * launch[2].y + unsigned1;
      value += unsigned1 < launch[2].y && unsigned2 < launch[2].z && sum < launch[2].x ? uintBitsToFloat(fetch(image, launch[1].z + sum * launch[1].w, 0).x) : 0.0;
    }
  }
  if (index.x < launch[3].w && index.y < launch[4].x && index.y * launch[3].w + index.x < launch[3].z) {
    own_result = value / 8.0;
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
    blur(uvec2(invocation % launch[0].x, invocation / launch[0].x), element);
    result_texel = uvec4(floatBitsToUint(own_result), 0u, 0u, 0u);
  } else {
    discard;
  }
}
