// an element of many words, and an early return

// pass 1 of 3
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

struct Row {
  vec3[2] items;
};

struct Sample {
  Row[5] grid;
  uint count;
};

uniform uvec4 launch[4];
uniform usampler2DArray samples;
layout(location = 0) out uvec4 samples_texel;
layout(location = 1) out uvec4 samples_texel1;
layout(location = 2) out uvec4 samples_texel2;
layout(location = 3) out uvec4 samples_texel3;

Sample own_samples;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

Sample load_Sample(usampler2DArray view, uint element, int layer) {
  uvec4 texel = fetch(view, element, layer);
  uvec4 texel1 = fetch(view, element, layer + 1);
  uvec4 texel2 = fetch(view, element, layer + 2);
  uvec4 texel3 = fetch(view, element, layer + 3);
  uvec4 texel4 = fetch(view, element, layer + 4);
  uvec4 texel5 = fetch(view, element, layer + 5);
  uvec4 texel6 = fetch(view, element, layer + 6);
  uvec4 texel7 = fetch(view, element, layer + 7);
  uvec4 texel8 = fetch(view, element, layer + 8);
  uvec4 texel9 = fetch(view, element, layer + 9);
  uvec4 texel10 = fetch(view, element, layer + 10);
  return Sample(Row[5](Row(vec3[2](uintBitsToFloat(texel.xyz), uintBitsToFloat(texel1.xyz))), Row(vec3[2](uintBitsToFloat(texel2.xyz), uintBitsToFloat(texel3.xyz))), Row(vec3[2](uintBitsToFloat(texel4.xyz), uintBitsToFloat(texel5.xyz))), Row(vec3[2](uintBitsToFloat(texel6.xyz), uintBitsToFloat(texel7.xyz))), Row(vec3[2](uintBitsToFloat(texel8.xyz), uintBitsToFloat(texel9.xyz)))), texel10.x);
}

void samples1(uint index, uint samples_at) {
  uint at = launch[3].x;
  own_samples = load_Sample(samples, samples_at, 0);
  bool inside = index < launch[2].x;
  uint value = own_samples.count;
  uint choice = inside ? value : 0u;
  if (choice == 0u) {
    return;
  }
  if (inside && at < 5u) {
    own_samples.grid[int(at)].items[1] = at < launch[2].x && choice < 5u ? uintBitsToFloat(fetch(samples, launch[1].z + at * launch[1].w, int(choice) * 2).xyz) : vec3(0.0);
  }
  if (inside) {
    own_samples.count = value - 1u;
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
    samples1(invocation, element);
    samples_texel = uvec4(floatBitsToUint(own_samples.grid[0].items[0]), 0u);
    samples_texel1 = uvec4(floatBitsToUint(own_samples.grid[0].items[1]), 0u);
    samples_texel2 = uvec4(floatBitsToUint(own_samples.grid[1].items[0]), 0u);
    samples_texel3 = uvec4(floatBitsToUint(own_samples.grid[1].items[1]), 0u);
  } else {
    discard;
  }
}

// pass 2 of 3
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

struct Row {
  vec3[2] items;
};

struct Sample {
  Row[5] grid;
  uint count;
};

uniform uvec4 launch[4];
uniform usampler2DArray samples;
layout(location = 0) out uvec4 samples_texel;
layout(location = 1) out uvec4 samples_texel1;
layout(location = 2) out uvec4 samples_texel2;
layout(location = 3) out uvec4 samples_texel3;

Sample own_samples;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

Sample load_Sample(usampler2DArray view, uint element, int layer) {
  uvec4 texel = fetch(view, element, layer);
  uvec4 texel1 = fetch(view, element, layer + 1);
  uvec4 texel2 = fetch(view, element, layer + 2);
  uvec4 texel3 = fetch(view, element, layer + 3);
  uvec4 texel4 = fetch(view, element, layer + 4);
  uvec4 texel5 = fetch(view, element, layer + 5);
  uvec4 texel6 = fetch(view, element, layer + 6);
  uvec4 texel7 = fetch(view, element, layer + 7);
  uvec4 texel8 = fetch(view, element, layer + 8);
  uvec4 texel9 = fetch(view, element, layer + 9);
  uvec4 texel10 = fetch(view, element, layer + 10);
  return Sample(Row[5](Row(vec3[2](uintBitsToFloat(texel.xyz), uintBitsToFloat(texel1.xyz))), Row(vec3[2](uintBitsToFloat(texel2.xyz), uintBitsToFloat(texel3.xyz))), Row(vec3[2](uintBitsToFloat(texel4.xyz), uintBitsToFloat(texel5.xyz))), Row(vec3[2](uintBitsToFloat(texel6.xyz), uintBitsToFloat(texel7.xyz))), Row(vec3[2](uintBitsToFloat(texel8.xyz), uintBitsToFloat(texel9.xyz)))), texel10.x);
}

void samples1(uint index, uint samples_at) {
  uint at = launch[3].x;
  own_samples = load_Sample(samples, samples_at, 0);
  bool inside = index < launch[2].x;
  uint value = own_samples.count;
  uint choice = inside ? value : 0u;
  if (choice == 0u) {
    return;
  }
  if (inside && at < 5u) {
    own_samples.grid[int(at)].items[1] = at < launch[2].x && choice < 5u ? uintBitsToFloat(fetch(samples, launch[1].z + at * launch[1].w, int(choice) * 2).xyz) : vec3(0.0);
  }
  if (inside) {
    own_samples.count = value - 1u;
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
    samples1(invocation, element);
    samples_texel = uvec4(floatBitsToUint(own_samples.grid[2].items[0]), 0u);
    samples_texel1 = uvec4(floatBitsToUint(own_samples.grid[2].items[1]), 0u);
    samples_texel2 = uvec4(floatBitsToUint(own_samples.grid[3].items[0]), 0u);
    samples_texel3 = uvec4(floatBitsToUint(own_samples.grid[3].items[1]), 0u);
  } else {
    discard;
  }
}

// pass 3 of 3
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

struct Row {
  vec3[2] items;
};

struct Sample {
  Row[5] grid;
  uint count;
};

uniform uvec4 launch[4];
uniform usampler2DArray samples;
layout(location = 0) out uvec4 samples_texel;
layout(location = 1) out uvec4 samples_texel1;
layout(location = 2) out uvec4 samples_texel2;

Sample own_samples;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

Sample load_Sample(usampler2DArray view, uint element, int layer) {
  uvec4 texel = fetch(view, element, layer);
  uvec4 texel1 = fetch(view, element, layer + 1);
  uvec4 texel2 = fetch(view, element, layer + 2);
  uvec4 texel3 = fetch(view, element, layer + 3);
  uvec4 texel4 = fetch(view, element, layer + 4);
  uvec4 texel5 = fetch(view, element, layer + 5);
  uvec4 texel6 = fetch(view, element, layer + 6);
  uvec4 texel7 = fetch(view, element, layer + 7);
  uvec4 texel8 = fetch(view, element, layer + 8);
  uvec4 texel9 = fetch(view, element, layer + 9);
  uvec4 texel10 = fetch(view, element, layer + 10);
  return Sample(Row[5](Row(vec3[2](uintBitsToFloat(texel.xyz), uintBitsToFloat(texel1.xyz))), Row(vec3[2](uintBitsToFloat(texel2.xyz), uintBitsToFloat(texel3.xyz))), Row(vec3[2](uintBitsToFloat(texel4.xyz), uintBitsToFloat(texel5.xyz))), Row(vec3[2](uintBitsToFloat(texel6.xyz), uintBitsToFloat(texel7.xyz))), Row(vec3[2](uintBitsToFloat(texel8.xyz), uintBitsToFloat(texel9.xyz)))), texel10.x);
}

void samples1(uint index, uint samples_at) {
  uint at = launch[3].x;
  own_samples = load_Sample(samples, samples_at, 0);
  bool inside = index < launch[2].x;
  uint value = own_samples.count;
  uint choice = inside ? value : 0u;
  if (choice == 0u) {
    return;
  }
  if (inside && at < 5u) {
    own_samples.grid[int(at)].items[1] = at < launch[2].x && choice < 5u ? uintBitsToFloat(fetch(samples, launch[1].z + at * launch[1].w, int(choice) * 2).xyz) : vec3(0.0);
  }
  if (inside) {
    own_samples.count = value - 1u;
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
    samples1(invocation, element);
    samples_texel = uvec4(floatBitsToUint(own_samples.grid[4].items[0]), 0u);
    samples_texel1 = uvec4(floatBitsToUint(own_samples.grid[4].items[1]), 0u);
    samples_texel2 = uvec4(own_samples.count, 0u, 0u, 0u);
  } else {
    discard;
  }
}
