// constants, and operations that must not be folded
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

uniform uvec4 launch[6];
uniform usampler2DArray x;
uniform usampler2DArray n;
layout(location = 0) out uvec4 x_texel;
layout(location = 1) out uvec4 n_texel;
layout(location = 2) out uvec4 m_texel;

float own_x;
uint own_n;
int own_m;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

uint toU32(float a) {
  return (floatBitsToUint(a) & 0x7fffffffu) > 0x7f800000u ? 0u : (a <= 0.0 ? 0u : (a >= 4294967296.0 ? 0xffffffffu : uint(a)));
}

int toI32(float a) {
  return (floatBitsToUint(a) & 0x7fffffffu) > 0x7f800000u ? 0 : (a <= -2147483648.0 ? int(0x80000000u) : (a >= 2147483648.0 ? 2147483647 : int(a)));
}

void constants(uint index, uint x_at, uint n_at) {
  own_x = uintBitsToFloat(fetch(x, x_at, 0).x);
  own_n = fetch(n, n_at, 0).x;
  own_m = 0;
  float value = own_x;
  uint bits = floatBitsToUint(value) & 0x7fffffffu;
  own_x = (bits > 0x7f800000u ? uintBitsToFloat(launch[0].w ^ 0x7fc00000u) : min(value, uintBitsToFloat(launch[0].w ^ 0x7f800000u))) + uintBitsToFloat(launch[0].w ^ 0x80000000u);
  if (bits < 0x7f800000u) {
    own_x = max(uintBitsToFloat(floatBitsToUint(value * 3.4028234663852886e+38) ^ launch[0].w) - 0.1, uintBitsToFloat(launch[0].w ^ 0x800116c2u));
  }
  uint value1 = own_n;
  own_n = ((((value1 << 1u) ^ 0x7fffffffu) + toU32(value)) >> (value1 & 31u)) % max(value1, 1u);
  own_m = (-int(value1) + int(0x80000000u) - toI32(value)) * -3;
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
    constants(invocation, element, element);
    x_texel = uvec4(floatBitsToUint(own_x), 0u, 0u, 0u);
    n_texel = uvec4(own_n, 0u, 0u, 0u);
    m_texel = uvec4(uint(own_m), 0u, 0u, 0u);
  } else {
    discard;
  }
}
