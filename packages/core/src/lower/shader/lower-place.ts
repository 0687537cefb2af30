import type { Place, Program, Step, ValueId } from '../../ir/ir.ts';
import { type MemoryType, members, type Type } from '../../ir/types.ts';
import type { ShaderBuilder } from './shader-builder.ts';
import { isBool, withoutBools } from './without-bools.ts';

export interface LoweredPlace {
  readonly place: Place;
  /**
   * The condition that all indices are in bounds. It is `false` if one is known to be out of bounds, and undefined if
   * all are known to be in bounds.
   */
  readonly ok: ValueId | undefined | false;
}

/** An index that is out of bounds of every view. */
const NOWHERE = 0xffffffff;

/** The treatment of indices. With `clamped` they are clamped to their bounds in addition to the check. */
export interface Bounds {
  readonly isChecked: boolean;
  readonly clamped?: boolean;
}

/**
 * Lowers a place, and yields the condition under which it is in bounds. `value` lowers the index of an element step.
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
    // An i32 index is compared as u32, so that a negative one is out of bounds.
    const unsigned = code.compute('toU32', code.elementOf(index), index);
    const inside = code.compute('lt', 'u32', unsigned, length);
    ok = ok === undefined ? inside : code.compute('and', 'bool', ok, inside);
    code.hints.set(ok, 'inside');
    return clamped
      ? code.compute('min', 'u32', unsigned, code.compute('sub', 'u32', length, code.u32(1)))
      : index;
  };

  /**
   * The index `i` of `condition ? i : -1`, which `at(x, y)` contains. The place is in bounds only if the condition
   * holds.
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
  // A bool has the type bool only if it is a whole variable. In memory and in composites it is a u32.
  const isOwn = root.kind === 'local' && path.length === 0 && isBool(type);
  return { place: { root, path: lowered, type: isOwn ? type : withoutBools(type) }, ok };
}
