import type { CheckedProgram } from '../check/checked.ts';
import { InstructionWriter } from '../ir/instruction-writer.test-support.ts';
import type { LengthNode, Param, Place, PlaceRoot, Program, Shared, Step, ValueId } from '../ir/ir.ts';
import { layout } from '../ir/layout.ts';
import { type MemoryType, members, type Type, U32 } from '../ir/types.ts';
import { type InterpreterLaunch, interpret } from './interpret.ts';

type Path = readonly (number | { readonly at: ValueId })[];

/** Builds programs by hand. Memory may be declared at any time. A number in a path is a member. */
export class IrBuilder extends InstructionWriter {
  readonly #params: Param[] = [];
  readonly #shared: Shared[] = [];

  // ---- declarations
  view(type: Type, access: 'read' | 'write' | 'readWrite' | 'atomics' = 'readWrite'): PlaceRoot {
    return { kind: 'param', index: this.#params.push({ name: `p${this.#params.length}`, access, type }) - 1 };
  }
  value(type: Type): ValueId {
    const param = this.#params.push({ name: `p${this.#params.length}`, access: 'value', type }) - 1;
    return this.raw({ op: 'param', type, param });
  }
  shared(type: MemoryType, length: number): PlaceRoot {
    return { kind: 'shared', index: this.#shared.push({ type, length }) - 1 };
  }
  variable(type: Type, initial?: ValueId): PlaceRoot {
    return { kind: 'local', index: this.declare(type, initial) };
  }

  // ---- places
  place(root: PlaceRoot, ...path: Path): Place {
    let type = this.#typeOf(root);
    const steps = path.map((step, i): Step => {
      if (typeof step === 'number') type = members(type)[step]!;
      else if (i > 0 || root.kind === 'local') type = members(type)[0]!;
      return typeof step === 'number' ? { member: step } : { element: step.at };
    });
    return { root, path: steps, type };
  }
  #typeOf({ kind, index }: PlaceRoot): MemoryType {
    if (kind === 'local') return this.locals[index]!.type;
    if (kind === 'shared') return this.#shared[index]!.type;
    const { access, type } = this.#params[index]!;
    return access === 'atomics' && type.kind === 'scalar' ? { kind: 'atomic', elem: type } : type;
  }
  length(view: PlaceRoot, axis: LengthNode['axis'] = 'length'): ValueId {
    return this.raw({ op: 'length', type: U32, param: view.index, axis });
  }
  load(root: PlaceRoot, ...path: Path): ValueId {
    const place = this.place(root, ...path);
    return this.raw({ op: 'load', type: place.type as Type, place });
  }
  uniformLoad(root: PlaceRoot, ...path: Path): ValueId {
    const place = this.place(root, ...path);
    return this.raw({ op: 'uniformLoad', type: place.type as Type, place });
  }
  store(value: ValueId, root: PlaceRoot, ...path: Path): ValueId {
    return this.raw({ op: 'store', place: this.place(root, ...path), value });
  }

  /** The program in the form of a checked one. With a group size it is a group kernel. */
  program({
    groupSize = 0,
    dimensions = 1,
  }: {
    groupSize?: number;
    dimensions?: 1 | 2 | 3;
  } = {}): CheckedProgram {
    const program: Program = {
      name: 'test',
      kind: groupSize > 0 ? 'group' : 'range',
      dimensions,
      groupSize,
      precision: 'native',
      params: this.#params,
      shared: this.#shared,
      locals: this.locals,
      functions: this.functions,
      body: this.written,
    };
    return { program } as unknown as CheckedProgram;
  }
}

/** Interprets the program. The arrays are dense views for its view parameters, in order. */
export function runProgram(
  checked: CheckedProgram,
  extent: number | readonly [number, number, number],
  arrays: readonly (Float32Array | Int32Array | Uint32Array)[],
  options: Pick<Partial<InterpreterLaunch>, 'words' | 'observer'> = {},
): void {
  const params = checked.program.params.flatMap((param, i) =>
    param.access === 'value' ? [] : [{ param, i }],
  );
  const views = arrays.map((array, k) => {
    const { param, i } = params[k]!;
    const length = array.byteLength / layout(param.type).stride;
    return {
      param: i,
      memory: array.buffer,
      byteOffset: array.byteOffset,
      offset: 0,
      step: 1,
      length,
      width: length,
      height: 1,
      depth: 1,
    };
  });
  const full = typeof extent === 'number' ? ([extent, 1, 1] as const) : extent;
  interpret(checked, {
    extent: full,
    views,
    words: options.words ?? new Uint32Array(0),
    observer: options.observer,
  });
}
