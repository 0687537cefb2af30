import type { PlaceRoot, ValueId } from '../ir/ir.ts';
import { walk } from '../ir/walk.ts';
import { type Inlining, inlineIn } from '../lower/inline.ts';
import type { ShaderBlock, ShaderInstruction } from '../lower/shader/shader.ts';
import { isShaderPure, shaderOperands } from '../lower/shader/shader-walk.ts';

export interface InlinedValues {
  /** The values that are printed at their only use. */
  readonly inlined: ReadonlySet<ValueId>;
  /** The number of times that each value is printed. */
  readonly uses: ReadonlyMap<ValueId, number>;
}

/** The values of a body that can be printed at their only use. */
export function inlineShader(body: ShaderBlock): InlinedValues {
  const uses = new Map<ValueId, number>();
  for (const instruction of walk(body))
    for (const id of printedOperands(instruction)) uses.set(id, (uses.get(id) ?? 0) + 1);
  const named = (instruction: ShaderInstruction): readonly ValueId[] => {
    switch (instruction.op) {
      // The condition of a `for` is evaluated before every iteration.
      case 'for':
        return [instruction.to, instruction.step];
      // A component with two uses is printed twice, so its vector needs a name.
      case 'extract':
        return (uses.get(instruction.id) ?? 0) > 1 ? [instruction.value] : [];
      // It is printed as a loop, which retries until the exchange succeeds or the values differ.
      case 'atomic':
        return instruction.name === 'compareExchange' ? shaderOperands(instruction) : [];
      default:
        return [];
    }
  };
  return { inlined: inlineIn(body, shaderInlining, { named }), uses };
}

/** The printed operands. A vector whose components are all one scalar prints it once. */
function printedOperands(instruction: ShaderInstruction): readonly ValueId[] {
  return instruction.op === 'construct' && isSplat(instruction.args)
    ? instruction.args.slice(0, 1)
    : shaderOperands(instruction);
}

export const isSplat = (args: readonly ValueId[]): boolean => args.every(arg => arg === args[0]);

const rootKey = ({ kind, index }: PlaceRoot): string => `${kind} ${index}`;

const shaderInlining: Inlining<ShaderInstruction> = {
  operands: printedOperands,
  candidate: instruction =>
    isShaderPure(instruction) || instruction.op === 'load' || instruction.op === 'call'
      ? instruction.id
      : undefined,
  read: instruction => (instruction.op === 'load' ? rootKey(instruction.place.root) : undefined),
  writes: instruction => {
    switch (instruction.op) {
      case 'variable':
        return [`local ${instruction.local}`];
      case 'store':
      case 'atomic':
        return [rootKey(instruction.place.root)];
      case 'barrier':
      case 'uniformLoad':
        // Other invocations may have written memory that they share with this one.
        return ['param', 'shared'];
      default:
        return [];
    }
  },
};
