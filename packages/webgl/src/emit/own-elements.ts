import {
  BOOL,
  type CheckedProgram,
  mapBlocks,
  type Place,
  pruneShader,
  type ShaderBlock,
  type ShaderInstruction,
  type ShaderLocal,
  type ShaderProgram,
  shaderOperands,
  type Type,
  U32,
  type ValueId,
  walk,
} from '@heddle/core/backend';
import { deadParts } from './live-fields.ts';
import type { PassOutput } from './pass-plan.ts';
import { isWrittenFirst } from './written-first.ts';

/** The element of a written view that has the invocation's own index: a variable while the body runs. */
export interface OwnElement {
  readonly param: number;
  readonly local: number;
  /** The value that is the element's number in the buffer, if the body uses it. */
  readonly address: ValueId | undefined;
  /** True if the pass writes it to a texture; else the program only reads it. */
  readonly isOutput: boolean;
  /** True if it is initialised with the buffer's old value. */
  readonly isOldFirst: boolean;
}

export interface OwnElements {
  /** Its body stores to no view, and its loads from views yield the contents from before the launch. */
  readonly shader: ShaderProgram;
  readonly elements: readonly OwnElement[];
}

/**
 * The program with a local for the own element of each view that it writes. A read at an index that may equal
 * the own index chooses at run time between that local and the buffer, if a write may have preceded it. Views
 * that the pass neither writes nor reads are omitted.
 */
export function withOwnElements(
  { access }: CheckedProgram,
  shader: ShaderProgram,
  passOutputs: readonly PassOutput[],
): OwnElements {
  const outputs = new Set(passOutputs.map(({ param }) => param));
  const needed = withoutUnread(shader, deadParts(shader, passOutputs));
  const rewriting = new Rewriting({ ...shader, ...needed }, outputs);
  for (const [param, { reads, readsOwnIndex }] of access.params.entries())
    if (reads && readsOwnIndex) rewriting.ownReads.add(param);
  const rewritten = rewriting.block(needed.body);
  const { locals, body } = pruneShader({ locals: rewriting.locals, body: rewritten });
  const accessed = new Set(accessedLocals(body));
  const used = new Set([...walk(body)].flatMap(instruction => shaderOperands(instruction)));
  return {
    shader: { ...shader, locals, body, types: rewriting.types, origins: rewriting.origins },
    elements: [...rewriting.elements].flatMap(([param, { local, address }]) => {
      const isOutput = outputs.has(param);
      if (!isOutput && !accessed.has(local)) return [];
      return {
        param,
        local,
        address: used.has(address) ? address : undefined,
        isOutput,
        isOldFirst: !isWrittenFirst(body, local, isOutput),
      };
    }),
  };
}

/** Removes stores to views, and to parts of their elements, that this pass neither writes nor reads, until none is left. */
function withoutUnread(
  shader: ShaderProgram,
  isDead: (place: Place) => boolean,
): { readonly locals: readonly ShaderLocal[]; readonly body: ShaderBlock } {
  let { locals, body }: { locals: readonly ShaderLocal[]; body: ShaderBlock } = shader;
  for (let count = -1, next = stores(body); count !== next; count = next, next = stores(body)) {
    const read = new Set(paramsOf(body, 'load'));
    const isUnread = (place: Place): boolean =>
      place.root.kind === 'param' && !read.has(place.root.index) && isDead(place);
    const kept = mapped(body, instruction =>
      instruction.op === 'store' && isUnread(instruction.place) ? [] : [instruction],
    );
    ({ locals, body } = pruneShader({ locals, body: kept }));
  }
  return { locals, body };
}

const stores = (body: ShaderBlock): number => [...paramsOf(body, 'store')].length;

function* paramsOf(body: ShaderBlock, op: 'load' | 'store'): Generator<number, void, undefined> {
  for (const instruction of walk(body))
    if (instruction.op === op && instruction.place.root.kind === 'param') yield instruction.place.root.index;
}

function* accessedLocals(body: ShaderBlock): Generator<number, void, undefined> {
  for (const instruction of walk(body))
    if ((instruction.op === 'load' || instruction.op === 'store') && instruction.place.root.kind === 'local')
      yield instruction.place.root.index;
}

/** Applies `replace` to every instruction in order, to those of nested blocks first. */
function mapped(block: ShaderBlock, replace: (instruction: ShaderInstruction) => ShaderBlock): ShaderBlock {
  return block.flatMap(instruction => replace(mapBlocks(instruction, inner => mapped(inner, replace))));
}

type Access = Extract<ShaderInstruction, { op: 'load' | 'store' }>;

class Rewriting {
  readonly locals: ShaderLocal[];
  readonly types: Map<ValueId, Type>;
  readonly origins: Map<ValueId, ValueId>;
  readonly elements: Map<number, { readonly local: number; readonly address: ValueId }> = new Map();
  /** Parameters that are read only at the own index. */
  readonly ownReads: Set<number> = new Set();
  readonly #shader: ShaderProgram;
  /** Addresses of own elements, as the program computes them. */
  readonly #own = new Set<ValueId>();
  /** Parameters that may have been written so far. */
  readonly #written = new Set<number>();
  #next: ValueId;

  constructor(shader: ShaderProgram, outputs: ReadonlySet<number>) {
    this.#shader = shader;
    this.locals = [...shader.locals];
    this.types = new Map(shader.types);
    this.origins = new Map(shader.origins);
    // Every value has an origin. Not a spread, because a long program would overflow the stack.
    this.#next = 0;
    for (const id of shader.origins.keys()) this.#next = Math.max(this.#next, id + 1);
    // An output needs a local even if no store to it is left.
    for (const param of new Set([...outputs, ...paramsOf(shader.body, 'store')])) {
      const local = this.locals.push({ type: shader.params[param]!.type, isResult: outputs.has(param) }) - 1;
      this.elements.set(param, { local, address: this.#define(U32) });
    }
    for (const instruction of walk(shader.body)) {
      if (instruction.op === 'address' && this.#isIndex(instruction.index)) this.#own.add(instruction.id);
      if (instruction.op === 'store' && instruction.place.root.kind === 'param')
        this.#own.add(addressOf(instruction.place));
    }
  }

  block(block: ShaderBlock): ShaderBlock {
    return block.flatMap((instruction): ShaderBlock => {
      if (instruction.op === 'load' || instruction.op === 'store') return this.#access(instruction);
      if (instruction.op === 'loop' || instruction.op === 'for') {
        // The next trip reads the writes of this one.
        for (const param of paramsOf(instruction.body, 'store')) this.#written.add(param);
      }
      return [mapBlocks<ShaderInstruction>(instruction, inner => this.block(inner))];
    });
  }

  #access(instruction: Access): ShaderInstruction[] {
    const { place } = instruction;
    const param = place.root.index;
    const element = place.root.kind === 'param' ? this.elements.get(param) : undefined;
    if (!element) return [instruction];
    const own: Place = { ...place, root: { kind: 'local', index: element.local }, path: place.path.slice(1) };
    if (instruction.op === 'store') {
      this.#written.add(param);
      return [{ ...instruction, place: own }];
    }
    const address = addressOf(place);
    if (this.ownReads.has(param) || this.#own.has(address)) return [{ ...instruction, place: own }];
    return this.#written.has(param)
      ? this.#eitherOf(instruction, own, address, element.address)
      : [instruction];
  }

  /** Reads the local if the address is that of the own element, else the buffer. */
  #eitherOf(
    load: Extract<Access, { op: 'load' }>,
    own: Place,
    address: ValueId,
    ownAddress: ValueId,
  ): ShaderInstruction[] {
    const { id: origin, type, place } = load;
    const local = this.locals.push({ type, isFinal: true }) - 1;
    const chosen: Place = { root: { kind: 'local', index: local }, path: [], type };
    const isOwn = this.#define(BOOL, origin);
    const read = (from: Place): ShaderInstruction[] => {
      const value = this.#define(type, origin);
      return [
        { op: 'load', id: value, type, place: from },
        { op: 'store', id: this.#define(undefined, origin), place: chosen, value },
      ];
    };
    return [
      { op: 'variable', id: this.#define(undefined, origin), local },
      { op: 'compute', id: isOwn, type: BOOL, name: 'eq', args: [address, ownAddress] },
      {
        op: 'if',
        id: this.#define(undefined, origin),
        condition: isOwn,
        // biome-ignore lint/suspicious/noThenProperty: the IR's own name
        then: read(own),
        else: read(place),
      },
      { op: 'load', id: origin, type, place: chosen },
    ];
  }

  /** True if the value is the unmodified index of a 1-D range kernel. */
  #isIndex(id: ValueId): boolean {
    const input = this.#shader.inputs.get(id);
    return this.#shader.dimensions === 1 && input?.op === 'builtin' && input.builtin === 'index.x';
  }

  #define(type?: Type, beside?: ValueId): ValueId {
    const id = this.#next++;
    const origin = beside === undefined ? undefined : this.#shader.origins.get(beside);
    if (origin !== undefined) this.origins.set(id, origin);
    if (type) this.types.set(id, type);
    return id;
  }
}

/** The address of an access to a view. */
function addressOf({ path: [first] }: Place): ValueId {
  if (!first || !('element' in first)) throw new Error('the first step into a view is its element');
  return first.element;
}
