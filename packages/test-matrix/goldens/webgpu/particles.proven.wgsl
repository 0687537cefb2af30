// bools in memory and in structs, vectors
struct Particle {
  position: vec3f,
  alive: u32,
  velocity: vec3f,
  while1: f32,
}

struct View {
  offset: u32,
  step: u32,
  length: u32,
  width: u32,
  height: u32,
  depth: u32,
}

struct Launch {
  extent: vec3u,
  zero: u32,
  first: vec3u,
  particles: View,
  switch1: View,
  @align(16) frozen: u32,
  @align(16) time: f32,
  @align(16) half: vec3f,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read_write> particles: array<Particle>;
@group(0) @binding(2) var<storage, read_write> switch1: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = launch.first.x + id.x + id.y * groups.x * 64u;
  if (index >= launch.extent.x) {
    return;
  }
  let particles_at = launch.particles.offset + index * launch.particles.step;
  let particle = particles[particles_at];
  if (particle.alive != 0u && launch.frozen == 0u) {
    particles[particles_at].position = particle.position + particle.velocity * launch.time * launch.half;
    particles[particles_at].velocity.y = particle.velocity.y - launch.time * 9.81;
  } else {
    particles[particles_at] = Particle(vec3f(0.0), u32(switch1[launch.switch1.offset + index * launch.switch1.step] != 0u), launch.half, 1.0);
  }
  switch1[launch.switch1.offset + index * launch.switch1.step] = u32(particle.position.y < 0.0);
}
