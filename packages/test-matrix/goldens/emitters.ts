import type { Capability } from '@heddle/core';
import { type CheckedProgram, type Form, lowerMath } from '@heddle/core/backend';
import type { TestLaunch } from '../../core/src/interpreter/launch.test-support.ts';
import { emitJavaScript } from '../../cpu/src/emit/emit.ts';
import { run as runJavaScript } from '../../cpu/src/emit/run.test-support.ts';
import { emitWasm } from '../../wasm/src/emit/emit.ts';
import { piecesOf, run as runWasm } from '../../wasm/src/emit/run.test-support.ts';
import { emitGlsl } from '../../webgl/src/emit/emit.ts';
import { planPasses } from '../../webgl/src/emit/pass-plan.ts';
import { emitWgsl } from '../../webgpu/src/emit/emit.ts';
import { disassembled } from './text-format.ts';

export interface Emitter {
  /** Its golden files are in the folder of this name. */
  readonly backend: string;
  readonly extension: string;
  /** What begins a comment. */
  readonly comment: string;
  /** Of a kernel that needs one of these there is no code: to emit it throws. */
  readonly lacks: readonly Capability[];
  emit(program: CheckedProgram, form: Form): string | Promise<string>;
  /** What the backend makes of a program before it emits it. */
  readonly prepare?: (program: CheckedProgram) => CheckedProgram;
  /**
   * The words of every view after the launch, once for each way to run it. Absent where that takes a device:
   * there the conformance suites do.
   */
  readonly run?: (
    program: CheckedProgram,
    form: Form,
    launch: TestLaunch,
  ) => readonly (readonly Uint32Array[])[];
}

export const emitters: readonly Emitter[] = [
  {
    backend: 'cpu',
    extension: 'js',
    comment: '//',
    lacks: [],
    emit: (program, form) => emitJavaScript(program, form).source,
    run: (program, form, launch) => [runJavaScript(program, form, launch)],
  },
  {
    backend: 'wasm',
    extension: 'wat',
    comment: ';;',
    lacks: [],
    emit: (program, form) => disassembled(emitWasm(program, form, true).bytes),
    prepare: program => lowerMath(program),
    run: runInPieces,
  },
  {
    backend: 'webgpu',
    extension: 'wgsl',
    comment: '//',
    lacks: [],
    emit: (program, form) => emitWgsl(program, form).code,
  },
  {
    backend: 'webgl',
    extension: 'glsl',
    comment: '//',
    lacks: ['groups', 'atomics', 'scatter'],
    emit: emitPasses,
  },
];

/** The shader of each pass, where every device can run it and the launch has all its views at one place. */
function emitPasses(program: CheckedProgram, form: Form): string {
  const passes = planPasses(program, 4, () => true).map(
    outputs => emitGlsl(program, form, { outputs }).fragment,
  );
  if (passes.length === 1) return passes[0]!;
  return passes.map((code, i) => `\n// pass ${i + 1} of ${passes.length}\n${code}`).join('');
}

/** In one go, in pieces as workers take them, one by one; in memory that is shared and that is not. */
function runInPieces(program: CheckedProgram, form: Form, launch: TestLaunch) {
  const [x, y, z] = launch.extent;
  const whole = x * y * z;
  const each = Array.from({ length: whole }, (_, i) => i);
  return [true, false].flatMap(shared =>
    [[], [0, 1], [whole >> 1, whole - 1], each].map(cuts =>
      runWasm(program, form, launch, piecesOf(launch, cuts), shared),
    ),
  );
}
