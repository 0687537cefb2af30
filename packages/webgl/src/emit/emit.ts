import {
  type CheckedProgram,
  type Form,
  Lines,
  lowerMath,
  lowerToShader,
  type ShaderFunction,
  type ShaderProgram,
  type ValueId,
} from '@heddle/core/backend';
import { Entry, type OutputLayer } from './entry.ts';
import { GlslPrinter } from './glsl-printer.ts';
import type { LaunchUniforms } from './launch-uniforms.ts';
import { liveFields } from './live-fields.ts';
import { Module } from './module.ts';
import { withOwnElements } from './own-elements.ts';
import type { PassOutput } from './pass-plan.ts';

export type { PassOutput } from './pass-plan.ts';

export interface EmitOptions {
  /** The outputs of the pass, from `planPasses` or from another plan. */
  readonly outputs: readonly PassOutput[];
}

export interface EmittedPass {
  /**
   * The fragment shader, for use with `VERTEX_SHADER`. `storage.ts` describes the draw, and which textures it
   * must not read and write at once.
   */
  readonly fragment: string;
  /** The name of the uniform with the launch's words, a `uvec4[]`, and the positions of these words. */
  readonly launch: string;
  readonly uniforms: LaunchUniforms;
  /**
   * For each parameter, the name of the sampler through which the view is read; undefined if this pass does
   * not read it.
   */
  readonly samplers: readonly (string | undefined)[];
  /** The layers written, by location of the fragment's outputs. */
  readonly outputs: readonly OutputLayer[];
  /** For each line of the code, from the first: the instruction of `program` that it comes from. */
  readonly lines: readonly (ValueId | undefined)[];
  /** The program as it was printed: with `precision: 'precise'` it uses core's functions. */
  readonly program: CheckedProgram;
}

/** Translates one pass of a program (`storage.ts`) to GLSL ES 3.00. */
export function emitGlsl(checked: CheckedProgram, form: Form, { outputs }: EmitOptions): EmittedPass {
  return emitPasses(checked, form, [outputs])[0]!;
}

/** Translates the passes of a program, which is lowered once for all of them. */
export function emitPasses(
  checked: CheckedProgram,
  form: Form,
  passes: readonly (readonly PassOutput[])[],
): readonly EmittedPass[] {
  // Core refuses such a program before a backend compiles it.
  if (checked.needs.length > 0)
    throw new Error(`no pass can do what takes '${checked.needs[0]!.capability}'`);
  const program =
    checked.program.precision === 'precise' ? lowerMath(checked, { roughDivision: true }) : checked;
  const shader = lowerToShader(program, form);
  return passes.map(outputs => emitPass(program, shader, outputs));
}

function emitPass(
  program: CheckedProgram,
  shader: ShaderProgram,
  outputs: readonly PassOutput[],
): EmittedPass {
  for (const { param } of outputs)
    if (!program.access.params[param]?.writes) throw new Error(`parameter ${param} is not written`);
  const own = withOwnElements(program, shader, outputs);
  const module = new Module(own, liveFields(own.shader, outputs));
  const entry = new Entry(module, own.elements, outputs);
  const lines = new Lines();
  lines.addAll([...module.declarations, ...entry.declarations]);
  lines.addAll([...module.loads.declarations, ...module.built.declarations]);
  for (const [i, code] of own.shader.functions.entries())
    printFunction(module, lines, code, module.functions[i]!);
  module.names.scope(() => {
    const printer = new GlslPrinter(module, own.shader.locals, lines);
    lines.braces(entry.head, () => {
      entry.start(printer, lines);
      printer.printBody(own.shader.body);
    });
    lines.origin = undefined;
    lines.add('');
  });
  entry.main(lines);
  return {
    fragment: `${lines}`,
    launch: module.launch,
    uniforms: module.uniforms,
    samplers: module.params.map((name, i) => (module.isRead[i] ? name : undefined)),
    outputs: entry.outputs.map(({ param, layer }) => ({ param, layer })),
    lines: lines.origins,
    program,
  };
}

function printFunction(
  module: Module,
  lines: Lines,
  { params, result, locals, body }: ShaderFunction,
  name: string,
): void {
  module.names.scope(() => {
    const printer = new GlslPrinter(module, locals, lines);
    const list = printer
      .nameParams(params)
      .map((param, i) => `${module.types.name(params[i]!.type)} ${param}`);
    lines.origin = undefined;
    lines.braces(`${module.types.name(result)} ${name}(${list.join(', ')})`, () => {
      printer.printBody(body);
      // Not every compiler sees that both branches of an `if` return.
      if (body.at(-1)?.op !== 'return') lines.add(`return ${module.types.zero(result)};`);
    });
    lines.add('');
  });
}
