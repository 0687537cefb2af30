// parameters and views, an index that is compared with their lengths or not
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

uniform uvec4 launch[6];
uniform usampler2DArray x;
uniform usampler2DArray y;
layout(location = 0) out uvec4 y_texel;

float own_y;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

void saxpy(uint index, uint y_at) {
  float a = uintBitsToFloat(launch[5].x);
  own_y = uintBitsToFloat(fetch(y, y_at, 0).x);
  own_y = a * uintBitsToFloat(fetch(x, launch[1].z + index * launch[1].w, 0).x) + own_y;
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
    saxpy(invocation, element);
    y_texel = uvec4(floatBitsToUint(own_y), 0u, 0u, 0u);
  } else {
    discard;
  }
}
