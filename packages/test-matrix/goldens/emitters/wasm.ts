import { lowerMath } from '@heddle/core/backend';
import { emitWasm } from '../../../wasm/src/emit/emit.ts';
import { piecesOf, run } from '../../../wasm/src/emit/run.test-support.ts';
import type { Emitter } from '../emitter.ts';
import { disassembled } from '../text-format.ts';

export const emitter: Emitter = {
  extension: 'wat',
  comment: ';;',
  lacks: [],
  emit: (program, form) => disassembled(emitWasm(program, form, true).bytes),
  prepare: program => lowerMath(program),
  /** In one go, in pieces as workers take them, one by one; in memory that is shared and that is not. */
  run(program, form, launch) {
    const [x, y, z] = launch.extent;
    const whole = x * y * z;
    const each = Array.from({ length: whole }, (_, i) => i);
    return [true, false].flatMap(shared =>
      [[], [0, 1], [whole >> 1, whole - 1], each].map(cuts =>
        run(program, form, launch, piecesOf(launch, cuts), shared),
      ),
    );
  },
};
