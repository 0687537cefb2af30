import type { Block, FunctionNode, Instruction, Place, ValueId } from '../../ir/ir.ts';

/** The new numbers in a program for a function that was traced in another one. */
export interface Renumbering {
  /** A new id. */
  fresh(): ValueId;
  /** The number of a function that it calls. */
  callee(number: number): number;
}

/** A copy of a function, with the ids and calls of another program. */
export function renumbered(
  { name, params, result, locals, body }: FunctionNode,
  { fresh, callee }: Renumbering,
): FunctionNode {
  const ids = new Map<ValueId, ValueId>();
  const define = (id: ValueId): ValueId => {
    const own = fresh();
    ids.set(id, own);
    return own;
  };
  const value = (id: ValueId): ValueId => ids.get(id)!;
  const optional = (id: ValueId | undefined): ValueId | undefined => (id === undefined ? id : value(id));
  const place = ({ root, path, type }: Place): Place => ({
    root,
    path: path.map(step => ('element' in step ? { element: value(step.element) } : step)),
    type,
  });
  // Instructions are mapped in order, so each comes after its operands.
  const block = (inner: Block): Block => inner.map(instruction);

  function instruction(old: Instruction): Instruction {
    const id = define(old.id);
    switch (old.op) {
      case 'const':
      case 'break':
      case 'continue':
        return { ...old, id };
      case 'compute':
      case 'construct':
        return { ...old, id, args: old.args.map(value) };
      case 'call':
        return { ...old, id, args: old.args.map(value), callee: callee(old.callee) };
      case 'extract':
        return { ...old, id, value: value(old.value) };
      case 'element':
        return { ...old, id, value: value(old.value), index: value(old.index) };
      case 'load':
        return { ...old, id, place: place(old.place) };
      case 'store':
        return { ...old, id, place: place(old.place), value: value(old.value) };
      case 'variable':
        return { ...old, id, initial: optional(old.initial) };
      case 'return':
        return { ...old, id, value: optional(old.value) };
      case 'if':
        return {
          ...old,
          id,
          condition: value(old.condition),
          then: block(old.then),
          else: block(old.else),
        };
      case 'loop':
        return { ...old, id, body: block(old.body) };
      case 'for':
        return {
          ...old,
          id,
          from: value(old.from),
          to: value(old.to),
          step: value(old.step),
          body: block(old.body),
        };
      default:
        throw new Error(`a function has no '${old.op}'`);
    }
  }

  const parameters = params.map(({ id, type }) => ({ id: define(id), type }));
  return { name, params: parameters, result, locals, body: block(body) };
}
