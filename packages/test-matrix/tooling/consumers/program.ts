// A consumer's program, to compile, bundle and run: a launch, a reduction and a kernel over structs on each of the
// backends, each line of its output a backend and what came of it.
import { reduceAsync } from '@heddle/algorithms';
import {
  type Backend,
  createAccelerator,
  f32,
  HeddleError,
  i32,
  kernel,
  op,
  read,
  readWrite,
  struct,
  vec3f,
} from '@heddle/core';

const saxpy = kernel({
  name: 'saxpy',
  params: { a: f32, x: read(f32), y: readWrite(f32) },
  body({ a, x, y }, { index }) {
    y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
  },
});

const Body = struct('Body', { position: vec3f, steps: i32 });
const move = kernel({
  name: 'move',
  params: { bodies: readWrite(Body) },
  body({ bodies }, { index }) {
    const body = bodies.at(index);
    body.position.$ = body.position.$.mul(0.5);
    body.steps.$ = body.steps.$.add(1);
  },
});

/** Sums and products of small numbers, which are exact on every backend. */
async function compute(backend: Backend): Promise<unknown> {
  const accelerator = await createAccelerator([backend]);
  const x = accelerator.allocate(
    f32,
    Array.from({ length: 1000 }, (_, i) => i),
  );
  const y = accelerator.allocate(f32, x.length);
  accelerator.launch(saxpy, x.length, { a: 2, x, y });
  const bodies = accelerator.allocate(Body, [
    { position: [1, 2, 3], steps: 0 },
    { position: [-4, 0, 8], steps: 41 },
  ]);
  accelerator.launch(move, bodies.length, { bodies });
  const results = {
    saxpy: [...(await y.copyToCPUAsync())].slice(-2),
    sum: await reduceAsync(y, op.add(f32)),
    bodies: [...(await bodies.copyToCPUAsync())],
    backend: accelerator.backend,
  };
  await accelerator.disposeAsync();
  return results;
}

declare const console: { log(line: string): void };

/** A backend that does not work here says so with a typed error, and its name outlives a minifier. */
export async function print(backends: readonly Backend[]): Promise<void> {
  for (const backend of backends) {
    const outcome = await compute(backend).catch((error: unknown) =>
      HeddleError.is(error) ? error.name : String(error),
    );
    console.log(JSON.stringify([backend.name, outcome]));
  }
}
