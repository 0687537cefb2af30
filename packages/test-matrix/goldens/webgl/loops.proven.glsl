// counted loops: up, down, in steps, by a step of the launch
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

uniform uvec4 launch[6];
uniform usampler2DArray out1;
layout(location = 0) out uvec4 out1_texel;

uint own_out1;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

void loops(uint index) {
  uint to = launch[3].x;
  uint by = launch[4].x;
  int down = int(launch[5].x);
  own_out1 = 0u;
  uint value = 0u;
  for (uint i = 0u; i < to; i++) {
    value += i;
  }
  for (uint i = index; i < launch[2].x; i += 64u) {
    value ^= fetch(out1, launch[1].z + i * launch[1].w, 0).x;
  }
  uint trips = index < to ? (to - index - 1u) / 3u + 1u : 0u;
  for (uint trip = 0u; trip < trips; trip++) {
    value += index + trip * 3u;
  }
  uint trips1 = by != 0u ? (1u < to ? (to - 1u - 1u) / max(by, 1u) + 1u : 0u) : 0u;
  for (uint trip = 0u; trip < trips1; trip++) {
    uint i = 1u + trip * by;
    if (i > 100u) {
      break;
    }
    value *= i;
  }
  for (int i = 10; i > down; i--) {
    for (int j = i; j > -4 + int(launch[0].w); j -= 2) {
      if (j == 3) {
        continue;
      }
      value += uint(j);
    }
  }
  own_out1 = value;
}

void main() {
  uvec2 texel = uvec2(gl_FragCoord.xy);
  uint element = (texel.y << launch[1].y) + texel.x;
  uint relative = element - launch[1].z;
  uint invocation = relative;
  if (launch[1].w != 1u) {
    invocation /= launch[1].w;
  }
  if (invocation * launch[1].w == relative && invocation < min(launch[1].x, launch[2].x)) {
    loops(invocation);
    out1_texel = uvec4(own_out1, 0u, 0u, 0u);
  } else {
    discard;
  }
}
