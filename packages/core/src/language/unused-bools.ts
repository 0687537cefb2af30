import type { Block, FunctionNode, Instruction, Param, Traced, ValueId } from '../ir/ir.ts';
import type { Type } from '../ir/types.ts';
import { BOOL, sameType } from '../ir/types.ts';
import { walk } from '../ir/walk.ts';
import { isBoolVector } from './bool-vector.ts';

/**
 * Reports each Bool that nothing uses. Usually it was the condition of an `if`, a `while`, a `?:` or an `&&` of
 * JavaScript, where an object counts as true. Three mistakes cannot be found here: `a || b`, whose result is `a`, an
 * `if` on a number, and a Bool that has another use. docs/language.md names lint rules that find them.
 */
export function unusedBools(
  { name, params, functions }: UsedIn,
  body: Block,
  used: ReadonlySet<ValueId>,
  location: Traced['location'],
): string[] {
  return [body, ...functions.map(f => f.body)]
    .flatMap(block => [...walk(block)])
    .filter(instruction => isBool(instruction) && !used.has(instruction.id))
    .map(instruction => {
      const what =
        instruction.op === 'param'
          ? `the parameter '${params[instruction.param]!.name}'`
          : instruction.op === 'compute'
            ? `the result of ${instruction.name}`
            : instruction.op === 'call'
              ? `the result of ${functions[instruction.callee]!.name}`
              : instruction.op === 'load'
                ? 'a Bool that was read'
                : instruction.op === 'construct'
                  ? 'a comparison of vectors'
                  : 'a member that is a Bool';
      const where = location(instruction.id);
      return `kernel '${name}': nothing uses ${what}${where ? `\n  at ${where}` : ''}
  Was it part of a JavaScript if, while, &&, ! or ?: ? Write If(a, () => ...), While(() => a, ...), a.and(b), a.not(), select(a, b, c).`;
    });
}

interface UsedIn {
  readonly name: string;
  readonly params: readonly Param[];
  readonly functions: readonly FunctionNode[];
}

const VALUES: ReadonlySet<Instruction['op']> = new Set([
  'param',
  'compute',
  'call',
  'load',
  'extract',
  'element',
  'construct',
]);

/** True if the only effect of the instruction is to yield a Bool. A `uniformLoad` is also a barrier. */
const isBool = (instruction: Instruction): boolean =>
  VALUES.has(instruction.op) && isMask((instruction as { readonly type: Type }).type);
const isMask = (type: Type): boolean => sameType(type, BOOL) || isBoolVector(type);
