// three dimensions
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

uniform uvec4 launch[3];
layout(location = 0) out uvec4 cells_texel;

uint own_cells;

void volume(uvec3 index) {
  own_cells = 0u;
  own_cells = (index.x + index.y * launch[0].x) ^ (index.z << 7u);
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
    volume(uvec3(invocation % launch[0].x, invocation / launch[0].x % launch[0].y, invocation / (launch[0].x * launch[0].y)));
    cells_texel = uvec4(own_cells, 0u, 0u, 0u);
  } else {
    discard;
  }
}
