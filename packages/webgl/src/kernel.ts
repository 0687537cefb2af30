import type {
  BoundView,
  CheckedProgram,
  CompiledKernel,
  Form,
  HeddleError,
  LaunchOperation,
} from '@heddle/core/backend';
import { KernelError } from '@heddle/core/backend';
import { bufferOf } from './buffer.ts';
import { type EmittedPass, emitPasses } from './emit/emit.ts';
import { writeLaunchUniforms } from './emit/launch-uniforms.ts';
import { planPasses } from './emit/pass-plan.ts';
import { refuse } from './emit/refusal.ts';
import type { Link, Recorded } from './link/link.ts';
import type { Pass } from './link/programs.ts';

/** A kernel as passes. They depend on which of the written views a launch has at the same place. */
export class WebGlKernel implements CompiledKernel {
  readonly code: string;
  /** The passes of a launch whose written views are all at the same place. */
  readonly #likely: readonly KernelPass[];
  readonly #link: Link;
  readonly #program: CheckedProgram;
  readonly #form: Form;
  /** The parameters that the kernel writes. */
  readonly #written: readonly number[];
  /** Plans by the first written parameter at the place of each. */
  readonly #plans = new Map<string, readonly KernelPass[]>();

  constructor(link: Link, program: CheckedProgram, form: Form) {
    refuse(program, link.description);
    this.#link = link;
    this.#program = program;
    this.#form = form;
    this.#written = program.access.params.flatMap(({ writes }, param) => (writes ? [param] : []));
    this.#likely = this.#plan(() => true);
    this.code = this.#likely.map(({ code }) => code.fragment).join('\n');
    // If nothing awaits it, the failure is reported by the launch.
    this.ready.catch(() => {});
  }

  /** Made at each access, because a device that failed to compile a kernel once may succeed later. */
  get ready(): Promise<void> {
    return Promise.all(this.#likely.map(pass => this.#link.prepare(pass))).then(() => {});
  }

  release(): void {
    this.#link.release([...this.#plans.values()].flat());
  }

  record(operation: LaunchOperation): Recorded {
    const { shape, words, views } = operation;
    const byParam: (BoundView | undefined)[] = [];
    for (const view of views) byParam[view.param] = view;
    const passes = this.#plan((a, b) => atOnePlace(byParam[a]!, byParam[b]!));
    const [x, y, z] = shape.extent;
    const { widthLog2 } = this.#link.description;
    // All passes of a kernel have the same parameters, and so the same uniforms.
    const uniforms = passes[0]?.emitted.uniforms;
    return {
      operation,
      passes,
      command: {
        kind: 'launch',
        words: uniforms
          ? writeLaunchUniforms(uniforms, { extent: [x, y, z], widthLog2, views, words })
          : new Uint32Array(0),
        views: this.#program.program.params.map((_, param) => elementsOf(byParam[param])),
        invocations: x * y * z,
      },
    };
  }

  #plan(isTogether: (a: number, b: number) => boolean): readonly KernelPass[] {
    const places = this.#written.map(
      param => this.#written.find(earlier => earlier === param || isTogether(earlier, param))!,
    );
    const key = places.join(' ');
    let plan = this.#plans.get(key);
    if (!plan) {
      const { attachments } = this.#link.description;
      const passes = planPasses(this.#program, attachments, isTogether);
      plan = emitPasses(this.#program, this.#form, passes).map(
        emitted => new KernelPass(this.#program, emitted),
      );
      this.#plans.set(key, plan);
    }
    return plan;
  }
}

class KernelPass implements Pass {
  readonly code: Pass['code'];
  readonly key: string;
  readonly emitted: EmittedPass;
  readonly #program: CheckedProgram;

  constructor(program: CheckedProgram, emitted: EmittedPass) {
    const { fragment, launch, samplers, outputs } = emitted;
    this.code = { fragment, launch, samplers, outputs };
    this.key = JSON.stringify(this.code);
    this.emitted = emitted;
    this.#program = program;
  }

  /** The compiler's message, with the line of the kernel from which the line of GLSL comes. */
  refused(log: string): HeddleError {
    const { fragment, lines } = this.emitted;
    const number = Number(/^ERROR: \d+:(\d+):/m.exec(log)?.[1] ?? 0);
    const text = fragment.split('\n')[number - 1]?.trim();
    const id = lines[number - 1];
    const where =
      text === undefined ? 'the generated code' : `line ${number} of the generated code, \`${text}\``;
    return new KernelError(this.#program.program.name, `the GLSL compiler refuses ${where}: ${log.trim()}`, [
      id === undefined ? undefined : this.#program.location(id),
    ]);
  }
}

/** True if one draw can write both: the same elements of textures of one size. */
function atOnePlace(a: BoundView, b: BoundView): boolean {
  const [{ width, height }, other] = [bufferOf(a.buffer).texture, bufferOf(b.buffer).texture];
  return (
    a.offset === b.offset &&
    a.step === b.step &&
    a.length === b.length &&
    width === other.width &&
    height === other.height
  );
}

const elementsOf = (view: BoundView | undefined) =>
  view && {
    buffer: bufferOf(view.buffer).id,
    first: view.offset,
    step: view.step,
    count: view.length,
  };
