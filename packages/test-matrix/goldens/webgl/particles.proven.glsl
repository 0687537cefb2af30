// bools in memory and in structs, vectors
#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;

struct Particle {
  vec3 position;
  uint alive;
  vec3 velocity;
  float while1;
};

uniform uvec4 launch[8];
uniform usampler2DArray particles;
uniform usampler2DArray switch1;
layout(location = 0) out uvec4 particles_texel;
layout(location = 1) out uvec4 particles_texel1;
layout(location = 2) out uvec4 switch1_texel;

Particle own_particles;
uint own_switch1;

uvec4 fetch(usampler2DArray view, uint element, int layer) {
  ivec2 at = ivec2(element & ((1u << launch[1].y) - 1u), element >> launch[1].y);
  return texelFetch(view, ivec3(at, layer), 0);
}

Particle load_Particle(usampler2DArray view, uint element, int layer) {
  uvec4 texel = fetch(view, element, layer);
  uvec4 texel1 = fetch(view, element, layer + 1);
  return Particle(uintBitsToFloat(texel.xyz), texel.w, uintBitsToFloat(texel1.xyz), uintBitsToFloat(texel1.w));
}

void particles1(uint index, uint particles_at, uint switch1_at) {
  uint frozen = launch[5].x;
  float time = uintBitsToFloat(launch[6].x);
  vec3 half1 = uintBitsToFloat(launch[7].xyz);
  own_particles = load_Particle(particles, particles_at, 0);
  own_switch1 = fetch(switch1, switch1_at, 0).x;
  Particle particle = own_particles;
  if (particle.alive != 0u && frozen == 0u) {
    own_particles.position = particle.position + particle.velocity * time * half1;
    own_particles.velocity.y = particle.velocity.y - time * 9.81;
  } else {
    own_particles = Particle(vec3(0.0), uint(own_switch1 != 0u), half1, 1.0);
  }
  own_switch1 = uint(particle.position.y < 0.0);
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
    particles1(invocation, element, element);
    particles_texel = uvec4(floatBitsToUint(own_particles.position), own_particles.alive);
    particles_texel1 = uvec4(floatBitsToUint(own_particles.velocity), floatBitsToUint(own_particles.while1));
    switch1_texel = uvec4(own_switch1, 0u, 0u, 0u);
  } else {
    discard;
  }
}
