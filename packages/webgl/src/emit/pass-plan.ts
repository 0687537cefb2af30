import type { CheckedProgram } from '@heddle/core/backend';
import { textureOf } from './storage.ts';

/** Layers of a view that a pass writes. */
export interface PassOutput {
  readonly param: number;
  readonly layers: readonly number[];
}

/**
 * The passes of a launch with their outputs. `attachments` is the number of layers that a draw can write, at
 * least 4. `isTogether` says whether the launch has two views at the same place (equal offset, step and
 * length), so that one draw can write both.
 */
export function planPasses(
  { program: { params }, access }: CheckedProgram,
  attachments: number,
  isTogether: (a: number, b: number) => boolean,
): readonly (readonly PassOutput[])[] {
  const passes: { outputs: PassOutput[]; room: number }[] = [];
  for (const [param, { writes }] of access.params.entries()) {
    if (!writes) continue;
    const layers = Array.from({ length: textureOf(params[param]!.type).layers }, (_, i) => i);
    // A view stays whole if possible, because each pass computes the element again.
    const beside = passes.find(
      ({ outputs, room }) => room >= layers.length && isTogether(outputs[0]!.param, param),
    );
    if (beside) {
      beside.outputs.push({ param, layers });
      beside.room -= layers.length;
      continue;
    }
    for (let first = 0; first < layers.length; first += attachments) {
      const part = layers.slice(first, first + attachments);
      passes.push({ outputs: [{ param, layers: part }], room: attachments - part.length });
    }
  }
  return passes.map(({ outputs }) => outputs);
}
