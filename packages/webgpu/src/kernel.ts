import type { CheckedProgram, CompiledKernel, Form, HeddleError } from '@heddle/core/backend';
import { HeddleRangeError, KernelError, layout } from '@heddle/core/backend';
import type { BindingLayout, Bindings } from './batch/bindings.ts';
import type { EmittedKernel } from './emit/emit.ts';
import { ENTRY_POINT, emitWgsl } from './emit/emit.ts';
import type { Fault } from './gpu/faults.ts';
import { errorOf, guarded, lossIsTold } from './gpu/faults.ts';

/**
 * A kernel as a pipeline. The device compiles asynchronously. An error that it finds is stored in `failure`,
 * and `ready` rejects with it.
 */
export interface WebGpuKernel extends CompiledKernel {
  readonly emitted: EmittedKernel;
  readonly pipeline: GPUComputePipeline;
  readonly bindings: BindingLayout;
  readonly ready: Promise<void>;
  /** Makes a new error each time, because core completes it with the failed operation. */
  readonly failure: (() => HeddleError) | undefined;
}

export function compileKernel(
  device: GPUDevice,
  bindings: Bindings,
  program: CheckedProgram,
  form: Form,
): WebGpuKernel {
  checkSharedMemory(program, device.limits.maxComputeWorkgroupStorageSize);
  const emitted = emitWgsl(program, form);
  const { name, params } = program.program;
  const label = `${name} (${form})`;
  const views = params.filter(({ access }) => access !== 'value');
  const kernelBindings = bindings.layout(views.map(({ access }) => access !== 'read'));
  const { result, thrown, fault } = guarded(device, () => {
    const module = device.createShaderModule({ label, code: emitted.code });
    const compute = { module, entryPoint: ENTRY_POINT };
    return {
      module,
      pipeline: device.createComputePipeline({
        label,
        layout: bindings.pipelineLayout(kernelBindings),
        compute,
      }),
    };
  });
  // Not kept as the kernel's failure, so that the next launch tries again.
  if (!result) throw errorOf(thrown!);
  let failure: (() => HeddleError) | undefined;
  const ready = fault.then(async found => {
    if (!found) return lossIsTold();
    failure = await compileError(result.module, program, emitted, found);
    throw failure();
  });
  // If nothing awaits it, the failure is reported by the launch.
  ready.catch(() => {});
  return {
    code: emitted.code,
    emitted,
    pipeline: result.pipeline,
    bindings: kernelBindings,
    ready,
    get failure() {
      return failure;
    },
  };
}

/**
 * WebGPU counts each array of shared memory as rounded up to 16 bytes
 * (https://www.w3.org/TR/webgpu/#dom-supported-limits-maxcomputeworkgroupstoragesize).
 */
function checkSharedMemory({ program: { name, shared } }: CheckedProgram, most: number): void {
  const bytes = shared.reduce(
    (sum, { type, length }) => sum + 16 * Math.ceil((length * layout(type).stride) / 16),
    0,
  );
  if (bytes <= most) return;
  throw new HeddleRangeError(
    `kernel '${name}': expected at most ${most} bytes of shared memory on this device, found ${bytes}`,
    {
      remedy: 'Share less between the invocations of a group, or choose a smaller group.',
    },
  );
}

/** The compiler's message, with the line of the kernel from which the line of WGSL comes. */
async function compileError(
  module: GPUShaderModule,
  program: CheckedProgram,
  { code, lines }: EmittedKernel,
  fault: Fault,
): Promise<() => HeddleError> {
  const first = await firstMessage(module);
  const { name } = program.program;
  if (!first)
    return () => new KernelError(name, `WebGPU refuses the compiled kernel: ${fault.message.trim()}`, []);
  const text = code.split('\n')[first.lineNum - 1]?.trim() ?? '';
  const id = lines[first.lineNum - 1];
  const message = `the WGSL compiler refuses line ${first.lineNum} of the generated code, \`${text}\`: ${first.message.trim()}`;
  return () => new KernelError(name, message, [id === undefined ? undefined : program.location(id)]);
}

/** Undefined if the compiler gives no message; the fault of the pipeline is all that is known then. */
async function firstMessage(module: GPUShaderModule): Promise<GPUCompilationMessage | undefined> {
  try {
    const { messages } = await module.getCompilationInfo();
    return messages.find(({ type }) => type === 'error');
  } catch {
    return undefined;
  }
}
