// Compiles WGSL and, where asked to, runs it: reads a JSON array of jobs (`run-shaders.ts`) from one file, writes one of results to another. In Node on
// Tint (npm `webgpu`), in Deno on naga: two compilers that have nothing in common.
const isDeno = 'Deno' in globalThis;
const [file, output] = isDeno ? Deno.args : process.argv.slice(2);

async function open() {
  if (isDeno) return { gpu: navigator.gpu, source: Deno.readTextFileSync(file) };
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const { readFileSync } = process.getBuiltinModule('node:fs');
  return { gpu: create([]), source: readFileSync(file, 'utf8') };
}

const { gpu, source } = await open();
const adapter = await gpu.requestAdapter();
if (!adapter) {
  console.error('no WebGPU adapter');
  (isDeno ? Deno.exit : process.exit)(3);
}
const { maxStorageBuffersPerShaderStage } = adapter.limits;
const device = await adapter.requestDevice({ requiredLimits: { maxStorageBuffersPerShaderStage } });
const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;

function bufferOf(words) {
  const buffer = device.createBuffer({ size: words.length * 4, usage: STORAGE | COPY_DST | COPY_SRC });
  device.queue.writeBuffer(buffer, 0, Uint32Array.from(words));
  return buffer;
}

/** All words of all views after the launch. */
async function launched(module, { block, views, groups }) {
  const types = [
    'read-only-storage',
    ...views.map(({ readOnly }) => (readOnly ? 'read-only-storage' : 'storage')),
  ];
  const layout = device.createBindGroupLayout({
    entries: types.map((type, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type },
    })),
  });
  const pipeline = device.createComputePipeline({
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: 'main' },
  });
  const buffers = [block, ...views.map(({ words }) => words)].map(bufferOf);
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
  pass.dispatchWorkgroups(...groups);
  pass.end();
  const outputs = views.map(({ words }, i) => {
    const size = words.length * 4;
    const output = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
    encoder.copyBufferToBuffer(buffers[i + 1], 0, output, 0, size);
    return output;
  });
  device.queue.submit([encoder.finish()]);
  const results = [];
  for (const output of outputs) {
    await output.mapAsync(GPUMapMode.READ);
    results.push([...new Uint32Array(output.getMappedRange())]);
  }
  for (const buffer of [...buffers, ...outputs]) buffer.destroy();
  return results;
}

async function run({ name, code, pipeline, launch }) {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: name, code });
  if (pipeline)
    device.createComputePipeline({ label: name, layout: 'auto', compute: { module, entryPoint: 'main' } });
  const { messages } = await module.getCompilationInfo();
  const told = isError =>
    messages
      .filter(({ type }) => (type === 'error') === isError)
      .map(({ lineNum, message }) => `line ${lineNum}: ${message}`);
  const found = told(true);
  const views = launch && found.length === 0 ? await launched(module, launch) : undefined;
  const error = await device.popErrorScope();
  return { name, errors: found.length > 0 || !error ? found : [error.message], warnings: told(false), views };
}

const results = [];
for (const job of JSON.parse(source)) results.push(await run(job));
const text = JSON.stringify(results);
if (isDeno) Deno.writeTextFileSync(output, text);
else process.getBuiltinModule('node:fs').writeFileSync(output, text);
// The GPU object must outlive the device.
device.destroy();
(isDeno ? Deno.exit : process.exit)(gpu ? 0 : 1);
