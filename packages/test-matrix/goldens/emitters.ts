import { type CheckedProgram, type Form, lowerMath } from '@heddle/core/backend';
import { emitJavaScript } from '../../cpu/src/emit/emit.ts';
import { run as runJavaScript } from '../../cpu/src/emit/run.test-support.ts';
import { emitWasm } from '../../wasm/src/emit/emit.ts';
import { piecesOf, run as runWasm, type TestLaunch } from '../../wasm/src/emit/run.test-support.ts';
import { emitWgsl } from '../../webgpu/src/emit/emit.ts';
import { disassembled } from './text-format.ts';

export interface Emitter {
  /** Its golden files are in the folder of this name. */
  readonly backend: string;
  readonly extension: string;
  /** What begins a comment. */
  readonly comment: string;
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
    emit: (program, form) => emitJavaScript(program, form).source,
    run: (program, form, launch) => [runJavaScript(program, form, launch)],
  },
  {
    backend: 'wasm',
    extension: 'wat',
    comment: ';;',
    emit: (program, form) => disassembled(emitWasm(program, form, true).bytes),
    prepare: program => lowerMath(program),
    run: runInPieces,
  },
  {
    backend: 'webgpu',
    extension: 'wgsl',
    comment: '//',
    emit: (program, form) => emitWgsl(program, form).code,
  },
];

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
