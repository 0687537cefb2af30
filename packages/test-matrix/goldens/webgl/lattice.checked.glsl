// arrays in arrays of the own element, and reads at any index of what has been written
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

struct Cell {
  vec2[3] weights;
  uint[4] flags;
  int next;
};

struct Row {
  int[3] items;
};

uniform uvec4 launch[8];
uniform usampler2DArray cells;
uniform usampler2DArray chosen;
uniform usampler2DArray sums;
layout(location = 0) out uvec4 cells_texel;
layout(location = 1) out uvec4 cells_texel1;
layout(location = 2) out uvec4 cells_texel2;
layout(location = 3) out uvec4 sums_texel;

Cell own_cells;
ivec3 own_sums;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

uint word(usampler2DArray view, uint element, int at) {
  return fetch(view, element, at >> 2)[at & 3];
}

Cell load_Cell(usampler2DArray view, uint element, int layer) {
  uvec4 texel = fetch(view, element, layer);
  uvec4 texel1 = fetch(view, element, layer + 1);
  uvec4 texel2 = fetch(view, element, layer + 2);
  return Cell(vec2[3](uintBitsToFloat(texel.xy), uintBitsToFloat(texel.zw), uintBitsToFloat(texel1.xy)), uint[4](texel1.z, texel1.w, texel2.x, texel2.y), int(texel2.z));
}

int divide(int a, int b) {
  return a / (b == 0 || (a == int(0x80000000u) && b == -1) ? 1 : b);
}

void lattice(uint index, uint cells_at, uint sums_at) {
  int[5] table = int[5](int(launch[6].x), int(launch[6].y), int(launch[6].z), int(launch[6].w), int(launch[7].x));
  own_cells = load_Cell(cells, cells_at, 0);
  own_sums = ivec3(fetch(sums, sums_at, 0).xyz);
  int choice = index < launch[3].z ? int(fetch(chosen, launch[3].x + index * launch[3].y, 0).x) : 0;
  uint unsigned1 = uint(choice);
  bool inside = unsigned1 < launch[2].x;
  uint cells_at1 = launch[1].z + unsigned1 * launch[1].w;
  Cell cell = Cell(vec2[3](vec2(0.0), vec2(0.0), vec2(0.0)), uint[4](0u, 0u, 0u, 0u), 0);
  if (inside) {
    cell = load_Cell(cells, cells_at1, 0);
  }
  Row[2] items = Row[2](Row(int[3](0, 0, 0)), Row(int[3](0, 0, 0)));
  bool inside1 = index < 3u;
  if (unsigned1 < 2u && inside1) {
    items[choice].items[int(index)] = unsigned1 < 5u ? table[choice] : 0;
  }
  vec2[3] items1 = cell.weights;
  bool inside2 = unsigned1 < 3u;
  bool inside3 = index < launch[2].x;
  if (inside3 && inside2) {
    own_cells.weights[choice].y = (inside && inside1 ? uintBitsToFloat(word(cells, cells_at1, int(index) * 2)) : 0.0) + (inside2 ? items1[choice] : vec2(0.0)).x;
  }
  uint[4] items2 = cell.flags;
  if (inside3) {
    own_cells.flags[3] = uint(index < 4u && items2[int(index)] != 0u);
  }
  if (inside3) {
    own_cells.next = (inside1 ? items[1].items[int(index)] : 0) + 5;
  }
  int value = 0;
  if (cells_at1 == cells_at) {
    value = own_cells.next;
  } else {
    value = int(fetch(cells, cells_at1, 2).z);
  }
  if (inside3) {
    own_cells.next = (inside ? value : 0) * 3;
  }
  if (index < launch[5].x) {
    own_sums = ivec3(divide(choice, cell.next), cell.next / 2, divide(7, choice));
  }
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
    lattice(invocation, element, element);
    cells_texel = uvec4(floatBitsToUint(own_cells.weights[0]), floatBitsToUint(own_cells.weights[1]));
    cells_texel1 = uvec4(floatBitsToUint(own_cells.weights[2]), own_cells.flags[0], own_cells.flags[1]);
    cells_texel2 = uvec4(own_cells.flags[2], own_cells.flags[3], uint(own_cells.next), 0u);
    sums_texel = uvec4(uvec3(own_sums), 0u);
  } else {
    discard;
  }
}
