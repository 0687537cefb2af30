import {
  type CheckedProgram,
  type Form,
  isLarge,
  Lines,
  lowerToShader,
  type ShaderFunction,
  type Type,
  type ValueId,
} from '@heddle/core/backend';
import { entryHead, workgroupSize } from './entry.ts';
import { type LaunchBlock, launchBlock } from './launch-block.ts';
import { Module } from './module.ts';
import { WgslPrinter } from './wgsl-printer.ts';

export type { LaunchBlock } from './launch-block.ts';
export { ENTRY_POINT } from './module.ts';

export interface EmittedKernel {
  readonly code: string;
  /**
   * The size of a workgroup: 64 x 1 x 1, 8 x 8 x 1 or 4 x 4 x 4 for a range kernel, and the group size for a
   * group kernel. One dispatch of x by y workgroups covers a 1-D extent or that many groups, counted along x
   * and then along y, so that it can exceed the limit of one axis; invocations beyond the extent return at
   * once. A 2-D or 3-D extent beyond the limit of an axis takes several dispatches, each with its own
   * `first`.
   */
  readonly workgroupSize: readonly [number, number, number];
  readonly block: LaunchBlock;
  /**
   * For each line of the code, from the first: the instruction that it comes from, for
   * `CheckedProgram.location`.
   */
  readonly lines: readonly (ValueId | undefined)[];
}

/** Translates a program to WGSL. */
export function emitWgsl(program: CheckedProgram, form: Form): EmittedKernel {
  const shader = lowerToShader(program, form);
  const module = new Module(shader);
  const lines = new Lines();
  lines.addAll(module.declarations);
  for (const [i, code] of shader.functions.entries())
    printFunction(module, lines, code, module.functions[i]!);
  module.names.scope(() => {
    const { head, start } = entryHead(module);
    lines.add(...head.slice(0, -1));
    lines.braces(head.at(-1)!, () => {
      lines.add(...start);
      new WgslPrinter(module, shader.locals, lines).printBody(shader.body);
    });
  });
  return {
    code: `${lines}`,
    workgroupSize: workgroupSize(shader),
    block: launchBlock(shader),
    lines: lines.origins,
  };
}

function printFunction(
  module: Module,
  lines: Lines,
  { params, result, locals, body }: ShaderFunction,
  name: string,
): void {
  const passed = (type: Type) =>
    isLarge(type) ? `ptr<function, ${module.types.name(type)}>` : module.types.name(type);
  module.names.scope(() => {
    const printer = new WgslPrinter(module, locals, lines);
    const list = printer.nameParams(params).map((param, i) => `${param}: ${passed(params[i]!.type)}`);
    const isPassed = isLarge(result);
    if (isPassed) list.push(`${printer.nameResult()}: ${passed(result)}`);
    lines.origin = undefined;
    lines.braces(`fn ${name}(${list.join(', ')})${isPassed ? '' : ` -> ${passed(result)}`}`, () =>
      printer.printBody(body),
    );
    lines.add('');
  });
}
