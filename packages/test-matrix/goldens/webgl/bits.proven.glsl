// operations for which not every language has a word
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

uniform uvec4 launch[8];
uniform usampler2DArray n;
uniform usampler2DArray m;
uniform usampler2DArray v;
uniform usampler2DArray x;
layout(location = 0) out uvec4 n_texel;
layout(location = 1) out uvec4 m_texel;
layout(location = 2) out uvec4 v_texel;
layout(location = 3) out uvec4 x_texel;

uint own_n;
int own_m;
uvec3 own_v;
float own_x;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

uint count_one_bits(uint a) {
  a -= (a >> 1) & 0x55555555u;
  a = (a & 0x33333333u) + ((a >> 2) & 0x33333333u);
  return (((a + (a >> 4)) & 0x0f0f0f0fu) * 0x01010101u) >> 24;
}

uint count_leading_zeros(uint a) {
  a |= a >> 1;
  a |= a >> 2;
  a |= a >> 4;
  a |= a >> 8;
  a |= a >> 16;
  return count_one_bits(~a);
}

uint count_trailing_zeros(uint a) {
  return count_one_bits(~a & (a - 1u));
}

uint reverse_bits(uint a) {
  a = ((a >> 1) & 0x55555555u) | ((a & 0x55555555u) << 1);
  a = ((a >> 2) & 0x33333333u) | ((a & 0x33333333u) << 2);
  a = ((a >> 4) & 0x0f0f0f0fu) | ((a & 0x0f0f0f0fu) << 4);
  a = ((a >> 8) & 0x00ff00ffu) | ((a & 0x00ff00ffu) << 8);
  return (a >> 16) | (a << 16);
}

uvec3 count_one_bits(uvec3 a) {
  a -= (a >> 1) & 0x55555555u;
  a = (a & 0x33333333u) + ((a >> 2) & 0x33333333u);
  return (((a + (a >> 4)) & 0x0f0f0f0fu) * 0x01010101u) >> 24;
}

uvec3 reverse_bits(uvec3 a) {
  a = ((a >> 1) & 0x55555555u) | ((a & 0x55555555u) << 1);
  a = ((a >> 2) & 0x33333333u) | ((a & 0x33333333u) << 2);
  a = ((a >> 4) & 0x0f0f0f0fu) | ((a & 0x0f0f0f0fu) << 4);
  a = ((a >> 8) & 0x00ff00ffu) | ((a & 0x00ff00ffu) << 8);
  return (a >> 16) | (a << 16);
}

float rem(float a, float b) {
  return a - b * trunc(a / b);
}

void bits(uint index, uint n_at, uint m_at, uint v_at, uint x_at) {
  own_n = fetch(n, n_at, 0).x;
  own_m = int(fetch(m, m_at, 0).x);
  own_v = fetch(v, v_at, 0).xyz;
  own_x = uintBitsToFloat(fetch(x, x_at, 0).x);
  own_n = (count_one_bits(own_n) + (count_leading_zeros(own_n) << 8u)) ^ (count_trailing_zeros(own_n) << 16u);
  own_m = int(reverse_bits(uint(own_m))) + int(count_leading_zeros(uint(own_m)));
  own_v = count_one_bits(own_v) + reverse_bits(own_v);
  own_x = rem(own_x, 0.75) + roundEven(own_x);
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
    bits(invocation, element, element, element, element);
    n_texel = uvec4(own_n, 0u, 0u, 0u);
    m_texel = uvec4(uint(own_m), 0u, 0u, 0u);
    v_texel = uvec4(own_v, 0u);
    x_texel = uvec4(floatBitsToUint(own_x), 0u, 0u, 0u);
  } else {
    discard;
  }
}
