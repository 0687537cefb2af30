#version 300 es
// three dimensions
precision highp float;
precision highp int;
precision highp usampler2DArray;

uniform uvec4 launch[3];
layout(location = 0) out uvec4 cells_texel;

uvec3 own_cells;

void volume(uvec3 index) {
  own_cells = uvec3(0u);
  own_cells = uvec3(index.x, index.y, index.z);
}

void main() {
  uvec2 texel = uvec2(gl_FragCoord.xy);
  uint element = (texel.y << launch[1].y) + texel.x;
  uint relative = element - launch[1].z;
  uint invocation = relative / launch[1].w;
  if (relative % launch[1].w == 0u && invocation < min(launch[1].x, launch[2].x)) {
    volume(uvec3(invocation % launch[0].x, invocation / launch[0].x % launch[0].y, invocation / (launch[0].x * launch[0].y)));
    cells_texel = uvec4(own_cells, 0u);
  } else {
    discard;
  }
}
