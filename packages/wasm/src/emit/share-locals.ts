import { type Code, type Instruction, opensBlock, type ValueType } from './instructions.ts';

export interface VirtualLocal {
  readonly type: ValueType;
  readonly name: string | undefined;
}
export interface SharedLocals {
  readonly code: Code;
  readonly locals: readonly ValueType[];
  readonly names: ReadonlyMap<number, string>;
}

/**
 * Gives every local its index. Locals without a name share an index with others of their type whose lifetimes
 * do not overlap: an unrolled kernel has tens of thousands of values, and an engine accepts 50 000 locals and
 * compiles every one of them.
 *
 * A lifetime is the stretch of code from the first to the last instruction that names the local. If it begins
 * before a loop and reaches into it, it extends to the end of that loop. If it begins in a loop, it begins
 * anew on every trip, because no local is read before it is written.
 */
export function shareLocals(code: Code, params: number, locals: readonly VirtualLocal[]): SharedLocals {
  const { first, last } = lives(code);
  const ends = new Map<number, number[]>();
  const index = new Map<number, number>();
  const types: ValueType[] = [];
  const names = new Map<number, string>();
  const free = new Map<ValueType, number[]>();
  for (let i = 0; i < params; i++) {
    index.set(i, i);
    const { name } = locals[i]!;
    if (name !== undefined) names.set(i, name);
  }
  const renumbered = code.map((instruction, at): Instruction => {
    const local = localOf(instruction);
    for (const dead of ends.get(at) ?? []) free.get(locals[dead]!.type)!.push(index.get(dead)!);
    if (local === undefined) return instruction;
    if (first.get(local) === at && !index.has(local)) begin(local);
    return [instruction[0], index.get(local)!];
  });
  return { code: renumbered, locals: types, names };

  function begin(local: number): void {
    const { type, name } = locals[local]!;
    const known = name === undefined ? free.get(type)?.pop() : undefined;
    index.set(local, known ?? params + types.push(type) - 1);
    if (name !== undefined) {
      names.set(index.get(local)!, name);
      return;
    }
    if (!free.has(type)) free.set(type, []);
    // The index is free from the next instruction on.
    const end = last.get(local)! + 1;
    const others = ends.get(end);
    if (others) others.push(local);
    else ends.set(end, [local]);
  }
}

function lives(code: Code): { first: ReadonlyMap<number, number>; last: ReadonlyMap<number, number> } {
  const endOf = loopEnds(code);
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  const open: (number | undefined)[] = [];
  for (const [at, instruction] of code.entries()) {
    const [name] = instruction;
    if (opensBlock(name)) open.push(name === 'loop' ? at : undefined);
    else if (name === 'end') open.pop();
    const local = localOf(instruction);
    if (local === undefined) continue;
    const begun = first.get(local);
    if (begun === undefined) first.set(local, at);
    // The outermost loop into which the lifetime reaches from before.
    const loop = begun === undefined ? undefined : open.find(start => start !== undefined && start > begun);
    last.set(local, Math.max(last.get(local) ?? at, loop === undefined ? at : endOf.get(loop)!));
  }
  return { first, last };
}

function loopEnds(code: Code): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const [at, [name]] of code.entries()) {
    if (opensBlock(name)) open.push(at);
    else if (name === 'end') ends.set(open.pop()!, at);
  }
  return ends;
}

function localOf([name, local]: Instruction): number | undefined {
  return name === 'local.get' || name === 'local.set' || name === 'local.tee' ? local : undefined;
}
