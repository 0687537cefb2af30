// writes at (x, y), and reads of them in rows and at any x
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

uniform uvec4 launch[6];
uniform usampler2DArray source;
uniform usampler2DArray image;
layout(location = 0) out uvec4 image_texel;

float own_image;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

void smooth1(uvec2 index, uint image_at) {
  int dx = int(launch[5].x);
  own_image = uintBitsToFloat(fetch(image, image_at, 0).x);
  int signed = int(index.x);
  uint unsigned1 = uint(signed - 1);
  uint product = index.y * launch[2].y;
  uint sum = product + unsigned1;
  bool test = index.y < launch[2].z;
  uint unsigned2 = uint(signed + 1);
  uint sum1 = product + unsigned2;
  float choice = unsigned2 < launch[2].y && test && sum1 < launch[2].x ? uintBitsToFloat(fetch(source, launch[1].z + sum1 * launch[1].w, 0).x) : 0.0;
  float sum2 = (unsigned1 < launch[2].y && test && sum < launch[2].x ? uintBitsToFloat(fetch(source, launch[1].z + sum * launch[1].w, 0).x) : 0.0) + choice;
  uint product1 = index.y * launch[3].w;
  bool test1 = index.y < launch[4].x;
  bool inside = index.x < launch[3].w && test1 && product1 + index.x < launch[3].z;
  if (inside) {
    own_image += sum2;
  }
  if (sum2 > 8.0) {
    uint unsigned3 = uint(signed + dx);
    uint sum3 = product1 + unsigned3;
    uint image_at1 = launch[3].x + sum3 * launch[3].y;
    float value = 0.0;
    if (image_at1 == image_at) {
      value = own_image;
    } else {
      value = uintBitsToFloat(fetch(image, image_at1, 0).x);
    }
    if (index.y * launch[0].x + index.x < launch[3].z) {
      own_image = (inside ? own_image : 0.0) * 0.5 - (unsigned3 < launch[3].w && test1 && sum3 < launch[3].z ? value : 0.0);
    }
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
    smooth1(uvec2(invocation % launch[0].x, invocation / launch[0].x), element);
    image_texel = uvec4(floatBitsToUint(own_image), 0u, 0u, 0u);
  } else {
    discard;
  }
}
