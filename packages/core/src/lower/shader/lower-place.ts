import type { Place, Program, Step, ValueId } from '../../ir/ir.ts';
import { type MemoryType, members, type Type } from '../../ir/types.ts';
import type { ShaderBuilder } from './shader-builder.ts';
import { isBool, withoutBools } from './without-bools.ts';

export interface LoweredPlace {
  readonly place: Place;
  /**
   * Whether all its indices are in bounds; `false` if one is known not to be,
   * undefined if all are known to be.
   */
  readonly ok: ValueId | undefined | false;
}

/** No view has an element of this number. */
const NOWHERE = 0xffffffff;

/** `clamped`: the indices are limited to their bounds besides. */
export interface Bounds {
  readonly isChecked: boolean;
  readonly clamped?: boolean;
}

/**
 * A place as the shader IR has it, with the condition under which it is there. `value`: of an element step.
 */
export function lowerPlace(
  code: ShaderBuilder,
  program: Program,
  locals: readonly Type[],
  { root, path, type }: Place,
  value: (id: ValueId) => ValueId,
  { isChecked, clamped = false }: Bounds,
): LoweredPlace {
  let ok = undefined as ValueId | undefined | false;
  const lowered: Step[] = [];
  const element = (index: ValueId, length: ValueId): ValueId => {
    const bits = code.bitsOf(index);
    const bound = code.bitsOf(length);
    if (bits !== undefined && bound !== undefined) {
      if (bits >= bound) ok = false;
      return index;
    }
    if (!isChecked || ok === false) return index;
    // An i32 is compared as u32, so that a negative one is out of bounds.
    const unsigned = code.compute('toU32', code.elementOf(index), index);
    const inside = code.compute('lt', 'u32', unsigned, length);
    ok = ok === undefined ? inside : code.compute('and', 'bool', ok, inside);
    code.hints.set(ok, 'inside');
    return clamped
      ? code.compute('min', 'u32', unsigned, code.compute('sub', 'u32', length, code.u32(1)))
      : index;
  };

  /**
   * Where an index is `condition ? i : -1`, as in `at(x, y)`, there is an element
   * only if the condition holds.
   */
  const chosen = (index: ValueId): ValueId => {
    const made = code.definition(index);
    if (made?.op !== 'compute' || made.name !== 'select' || code.bitsOf(made.args[2]!) !== NOWHERE)
      return index;
    if (isChecked && ok !== false)
      ok = ok === undefined ? made.args[0] : code.compute('and', 'bool', ok, made.args[0]!);
    return chosen(made.args[1]!);
  };

  let inner: MemoryType = {
    local: locals,
    shared: program.shared.map(shared => shared.type),
    param: program.params.map(param => param.type),
  }[root.kind][root.index]!;
  for (const [i, step] of path.entries()) {
    if ('member' in step) {
      lowered.push(step);
      inner = members(inner)[step.member]!;
      continue;
    }
    let index = value(step.element);
    if (i === 0 && root.kind === 'param') {
      index = chosen(index);
      element(index, code.length(root.index, 'length'));
      lowered.push({
        element: code.address(root.index, code.compute('toU32', code.elementOf(index), index)),
      });
    } else if (i === 0 && root.kind === 'shared') {
      lowered.push({ element: element(index, code.u32(program.shared[root.index]!.length)) });
    } else {
      if (inner.kind !== 'array') throw new Error('an element step leads into an array');
      lowered.push({ element: element(index, code.u32(inner.length)) });
      inner = inner.elem;
    }
  }
  // A bool is one only as a variable of its own.
  const isOwn = root.kind === 'local' && path.length === 0 && isBool(type);
  return { place: { root, path: lowered, type: isOwn ? type : withoutBools(type) }, ok };
}
