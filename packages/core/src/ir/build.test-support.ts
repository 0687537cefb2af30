import { InstructionWriter } from './instruction-writer.test-support.ts';
import type { Block, Param, Place, Program, Shared, Step, SubgroupName, Traced, ValueId } from './ir.ts';
import { type MemoryType, members, type ScalarNode, type Type, U32 } from './types.ts';

/** Builds programs by hand, for tests of the passes after the tracer. Every instruction is at `k.ts:<id>:1`. */
export interface Options {
  readonly name?: string;
  readonly groupSize?: number;
  readonly dimensions?: 1 | 2 | 3;
  readonly params?: { readonly [name: string]: Type | readonly [Param['access'], Type] };
  readonly shared?: readonly Shared[];
}

export function build(options: Options, body: (b: Builder) => void): Traced {
  const b = new Builder(options);
  const block = b.block(() => body(b));
  return traced(b.program(block));
}

export const traced = (program: Program): Traced => ({ program, location: id => `k.ts:${id}:1` });

/** A writer for which memory is declared beforehand. It refers to parameters by their names. */
export class Builder extends InstructionWriter {
  readonly params: readonly Param[];
  readonly shared: readonly Shared[];
  #options: Options;

  constructor(options: Options) {
    super();
    this.#options = options;
    this.shared = options.shared ?? [];
    this.params = Object.entries(options.params ?? {}).map(([name, param]) =>
      'kind' in param
        ? { name, access: 'value' as const, type: param }
        : { name, access: param[0], type: param[1] },
    );
  }

  program(body: Block): Program {
    const { name = 'k', groupSize = 0, dimensions = 1 } = this.#options;
    const { params, shared, locals, functions } = this;
    return {
      name,
      kind: groupSize > 0 ? 'group' : 'range',
      dimensions,
      groupSize,
      precision: 'native',
      params,
      shared,
      locals,
      functions,
      body,
    };
  }

  // ---- values
  param(name: string): ValueId {
    const param = this.#param(name);
    return this.raw({ op: 'param', type: this.params[param]!.type, param });
  }
  length(name: string, axis: 'length' | 'width' | 'height' | 'depth' = 'length'): ValueId {
    return this.raw({ op: 'length', type: U32, param: this.#param(name), axis });
  }
  load(place: Place): ValueId {
    return this.raw({ op: 'load', type: place.type as Type, place });
  }
  uniformLoad(place: Place): ValueId {
    return this.raw({ op: 'uniformLoad', type: place.type as Type, place });
  }
  subgroup(name: SubgroupName, type: Type, ...args: readonly ValueId[]): ValueId {
    return this.raw({ op: 'subgroup', type, name, args });
  }

  // ---- places
  at(name: string, index: ValueId, ...path: readonly Step[]): Place {
    const param = this.#param(name);
    const { access, type } = this.params[param]!;
    const element: MemoryType = access === 'atomics' ? { kind: 'atomic', elem: type as ScalarNode } : type;
    return {
      root: { kind: 'param', index: param },
      path: [{ element: index }, ...path],
      type: along(element, path),
    };
  }
  sharedAt(shared: number, index: ValueId, ...path: readonly Step[]): Place {
    return {
      root: { kind: 'shared', index: shared },
      path: [{ element: index }, ...path],
      type: along(this.shared[shared]!.type, path),
    };
  }
  local(local: number, ...path: readonly Step[]): Place {
    return { root: { kind: 'local', index: local }, path, type: along(this.locals[local]!.type, path) };
  }

  // ---- instructions that do something
  /** Declares a variable and returns its number. */
  variable(type: Type, initial?: ValueId): number {
    return this.declare(type, initial);
  }
  store(place: Place, value: ValueId): ValueId {
    return this.raw({ op: 'store', place, value });
  }

  #param(name: string): number {
    return this.params.findIndex(param => param.name === name);
  }
}

function along(type: MemoryType, path: readonly Step[]): MemoryType {
  return path.reduce<MemoryType>((inner, step) => members(inner)['member' in step ? step.member : 0]!, type);
}
