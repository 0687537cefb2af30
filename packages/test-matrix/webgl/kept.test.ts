// The objects that a device keeps: programs up to a bound, and nothing of disposed buffers.
import { type Accelerator, i32, kernel, read, u32, write } from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { type Channel, type Gl, tappedWebGl } from '../harness/platform-webgl.ts';
import { count, counted, mix, mixOnHost } from '../harness/steps.ts';

interface Alive {
  readonly programs: number;
  readonly shaders: number;
  readonly textures: number;
  /** Programs that were ever made, and draws. */
  readonly made: number;
  readonly draws: number;
}

const counting = (gl: Gl, channel: Channel): void => {
  const alive = { programs: 0, shaders: 0, textures: 0, made: 0, draws: 0 };
  const drawArrays = gl.drawArrays.bind(gl);
  gl.drawArrays = (mode, first, vertices) => {
    alive.draws++;
    drawArrays(mode!, first!, vertices!);
  };
  const { createProgram, deleteProgram, createShader, deleteShader, createTexture, deleteTexture } = gl;
  gl.createProgram = () => {
    alive.programs++;
    alive.made++;
    return createProgram.call(gl);
  };
  gl.deleteProgram = program => {
    alive.programs--;
    deleteProgram.call(gl, program);
  };
  gl.createShader = type => {
    alive.shaders++;
    return createShader.call(gl, type);
  };
  gl.deleteShader = shader => {
    alive.shaders--;
    deleteShader.call(gl, shader);
  };
  gl.createTexture = () => {
    alive.textures++;
    return createTexture.call(gl);
  };
  gl.deleteTexture = texture => {
    if (texture) alive.textures--;
    deleteTexture.call(gl, texture);
  };
  // not of the context by which the backend found out what there is
  channel.addEventListener('message', ({ data }) => {
    if (data === 'what is alive?' && alive.textures + alive.made > 0) channel.postMessage(alive);
  });
};

/** The live objects of the device after all queued work. */
async function aliveAfter(accelerator: Accelerator, channel: Channel): Promise<Alive> {
  await accelerator.synchronizeAsync();
  return new Promise(resolve => {
    channel.addEventListener('message', ({ data }) => {
      if (typeof data === 'object') resolve(data as Alive);
    });
    channel.postMessage('what is alive?');
  });
}

const adding = (name: string, value: number) =>
  kernel({
    name,
    params: { source: read(u32), out: write(u32) },
    body({ source, out }, { index }) {
      out.at(index).$ = source.at(index).$.add(value);
    },
  });

suite('kept', () => {
  test('two kernels of one name and different bodies in turn, and one redefined: each its own result', async ({
    open,
  }) => {
    const { accelerator, channel } = await tappedWebGl(backend => open({ backend }), counting);
    const source = accelerator.allocate(u32, [1, 2, 3]);
    const out = accelerator.allocate(u32, 3);
    let [one, two] = [adding('same', 10), adding('same', 20)];
    for (let round = 0; round < 4; round++) {
      if (round === 2) one = adding('same', 30);
      accelerator.launch(one, 3, { source, out });
      expect([...(await out.copyToCPUAsync())]).toEqual([1, 2, 3].map(v => v + (round < 2 ? 10 : 30)));
      accelerator.launch(two, 3, { source, out });
      expect([...(await out.copyToCPUAsync())]).toEqual([21, 22, 23]);
    }
    expect(await aliveAfter(accelerator, channel)).toMatchObject({ programs: 3, shaders: 6, made: 3 });
  });

  test('at most 256 stay compiled; those before are deleted with their shaders, and made again', async ({
    open,
  }) => {
    const { accelerator, channel } = await tappedWebGl(backend => open({ backend }), counting);
    const source = accelerator.allocate(u32, [1, 2, 3]);
    const out = accelerator.allocate(u32, 3);
    const kernels = Array.from({ length: 300 }, (_, i) => adding('one of many', i));
    for (const many of kernels) accelerator.launch(many, 3, { source, out });
    const full = await aliveAfter(accelerator, channel);
    expect(full).toMatchObject({ programs: 256, shaders: 512, made: 300 });
    expect([...(await out.copyToCPUAsync())]).toEqual([300, 301, 302]);
    accelerator.launch(kernels[0]!, 3, { source, out });
    accelerator.launch(kernels[299]!, 3, { source: out, out: source });
    expect([...(await source.copyToCPUAsync())]).toEqual([300, 301, 302]);
    expect(await aliveAfter(accelerator, channel)).toMatchObject({ programs: 256, shaders: 512, made: 301 });
  });

  test('a buffer that is disposed takes its textures with it, when what is queued is done', async ({
    open,
  }) => {
    const { accelerator, channel } = await tappedWebGl(backend => open({ backend }), counting);
    const keep = accelerator.allocate(i32, 64);
    const { textures } = await aliveAfter(accelerator, channel);
    for (let i = 0; i < 100; i++) {
      const x = accelerator.allocate(i32, 64);
      accelerator.launch(count, 64, { out: x });
      // apart, so that it is uploaded by way of a texture of its own
      x.strided(2).copyFromCPU(counted(32));
      x.subView(0, 32).copyTo(x.subView(32));
      x.copyTo(keep);
      x.dispose();
    }
    expect((await aliveAfter(accelerator, channel)).textures).toBe(textures);
    const half = counted(64)
      .map((v, i) => (i % 2 === 0 ? i / 2 + 1 : v))
      .slice(0, 32);
    expect([...(await keep.copyToCPUAsync())]).toEqual([...half, ...half]);
  });

  test('a launch that changes a whole buffer in place gives it a twin, which it keeps', async ({ open }) => {
    const { accelerator, channel } = await tappedWebGl(backend => open({ backend }), counting);
    const host = Uint32Array.from({ length: 20_000 }, (_, i) => i);
    const x = accelerator.allocate(u32, host);
    const before = (await aliveAfter(accelerator, channel)).textures;
    for (let i = 0; i < 5; i++) {
      mix(accelerator.defaultStream, x, i);
      mixOnHost(host, i);
    }
    expect((await aliveAfter(accelerator, channel)).textures).toBe(before + 1);
    expect(await x.copyToCPUAsync()).toEqual(host);
    x.dispose();
    expect((await aliveAfter(accelerator, channel)).textures).toBe(before - 1);
  });

  test('a launch of a million invocations is several draws, for the watchdogs of drivers', async ({
    open,
  }) => {
    const { accelerator, channel } = await tappedWebGl(backend => open({ backend }), counting);
    const x = accelerator.allocate(i32, 2 ** 20);
    const { draws } = await aliveAfter(accelerator, channel);
    accelerator.launch(count, 2 ** 20, { out: x });
    expect((await aliveAfter(accelerator, channel)).draws - draws).toBe(4);
    expect(await x.copyToCPUAsync()).toEqual(counted(2 ** 20));
  });
});
