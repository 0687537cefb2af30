import type {
  CheckedProgram,
  HeddleError,
  Instruction,
  KernelAccess,
  KernelInvocation,
  LaunchOperation,
  Local,
  MemoryType,
  OpName,
  Place,
  Program,
  Type,
  ValueId,
} from '@heddle/core/backend';
import {
  accuracy,
  KernelBoundsError,
  KernelLintError,
  KernelRaceError,
  layout,
  leaves,
  members,
  typeName,
  walk,
} from '@heddle/core/backend';
import type { Access } from './accesses.ts';
import { excerpt } from './excerpt.ts';
import type { Finding } from './findings.ts';
import { memberName, pathTo } from './place.ts';

type Race = Extract<Finding, { what: 'race' }>;
type Bounds = Extract<Finding, { what: 'bounds' }>;
type Arithmetic = Extract<Finding, { operands: readonly number[] }>;

/** Turns the findings of a launch into errors in the terms of the source. */
export class Report {
  readonly #launch: LaunchOperation;
  readonly #first: number;
  readonly #compiled: ReadonlyMap<number, number>;
  readonly #sites: readonly Site[];

  /**
   * `compiled` is the program whose ids the findings have. Programs of one hash share their code: their
   * instructions are in the same order, but each program has its own ids and source lines. `first` is the
   * first invocation.
   */
  constructor(compiled: CheckedProgram, launch: LaunchOperation, first: number) {
    this.#launch = launch;
    this.#first = first;
    this.#compiled = new Map(sitesOf(compiled.program).map(({ id }, order) => [id, order]));
    this.#sites = sitesOf(launch.program.program);
  }

  /**
   * One error that contains the others. A race comes before an index out of bounds, and both come before the
   * findings of a lint.
   */
  error(found: readonly Finding[]): HeddleError {
    const [first, ...others] = [...found].sort((a, b) => rankOf(a) - rankOf(b));
    return this.#error(
      first!,
      others.map(finding => this.#error(finding, [])),
    );
  }

  #error(finding: Finding, others: readonly HeddleError[]): HeddleError {
    switch (finding.what) {
      case 'race':
        return this.#race(finding, others);
      case 'bounds':
        return this.#bounds(finding, others);
      case 'unwritten': {
        const { argument, element, path } = this.#element(finding.by.site, finding.at);
        return new KernelLintError({
          kernel: this.#kernel,
          lint: 'init',
          does: `reads ${argument}.at(${element})${path}, which was never written`,
          access: this.#access(finding.by, 'reads'),
          remedy: 'It is zero, by definition. Write it before, or allocate with data.',
          others,
        });
      }
      default:
        return this.#arithmetic(finding, others);
    }
  }

  #race({ at, earlier, later }: Race, others: readonly HeddleError[]): KernelRaceError {
    const accesses = [this.#access(earlier, earlier.kind), this.#access(later, later.kind)] as const;
    const [one, other] = accesses.map(({ invocation }) => invocation.group);
    const orders =
      one !== undefined && one === other
        ? 'Put a barrier between the two'
        : 'Split the kernel into two launches between the two';
    return new KernelRaceError({
      kernel: this.#kernel,
      ...this.#element(later.site, at),
      accesses,
      others,
      remedy: `${orders}, give each invocation an element of its own, or use atomics.`,
    });
  }

  #bounds({ by, indices }: Bounds, others: readonly HeddleError[]): KernelBoundsError {
    const instruction = this.#instruction(by.site);
    const kernel = this.#kernel;
    const access = this.#access(
      by,
      instruction.op === 'store' || instruction.op === 'atomic' ? 'writes' : 'reads',
    );
    if (!('place' in instruction)) {
      const type = this.#valueOf(instruction);
      const [index, { length }] = [indices[0]!, members(type)];
      return new KernelBoundsError({ kernel, argument: typeName(type), index, length, access, others });
    }
    return new KernelBoundsError({ kernel, ...this.#outside(instruction, indices), access, others });
  }

  #arithmetic({ what, by, operands }: Arithmetic, others: readonly HeddleError[]): KernelLintError {
    const instruction = this.#instruction(by.site);
    const name = instruction.op === 'compute' ? instruction.name : instruction.op;
    const call = `${name}(${operands.join(', ')})`;
    const [does, remedy] = {
      overflow: [`computes ${call}, which wraps`, withoutWrapping(name, isUnsigned(instruction))],
      division: [`computes ${call}, which divides by zero`, 'Put the division into an If on the divisor.'],
      nan: [`computes ${call}, which is not a number`, 'Put the operation into an If on its domain.'],
      domain: [
        `computes ${call}, outside of the domain of ${name}: ${domainOf(name)}`,
        'The result on a GPU is unspecified. Limit the argument, or put the operation into an If on its domain.',
      ],
    }[what] as [string, string];
    return new KernelLintError({
      kernel: this.#kernel,
      lint: what,
      does,
      access: this.#access(by, 'computes'),
      remedy,
      others,
    });
  }

  get #kernel(): string {
    return this.#launch.program.program.name;
  }

  #instruction(site: number): Site {
    return this.#sites[this.#compiled.get(site)!]!;
  }

  #access({ invocation, site }: Access, access: KernelAccess['access']): KernelAccess {
    const location = this.#launch.program.location(this.#instruction(site).id);
    return { access, invocation: this.#invocation(invocation), location, source: excerpt(location) };
  }

  #invocation(id: number): KernelInvocation {
    const index = id - this.#first;
    const { kind, groupSize, dimensions } = this.#launch.program.program;
    if (kind === 'group')
      return { global: [index], group: Math.floor(index / groupSize), local: index % groupSize };
    const [width, height] = this.#launch.shape.extent;
    const axes = [index % width, Math.floor(index / width) % height, Math.floor(index / (width * height))];
    return { global: dimensions === 1 ? [index] : axes.slice(0, dimensions) };
  }

  /** The element of a view or of shared memory that contains this word. */
  #element(site: number, at: number): { argument: string; element: number; path: string } {
    const found = this.#instruction(site);
    if (!('place' in found)) throw new Error(`'${found.op}' has no element`);
    const { root } = found.place;
    const type = this.#typeOf(found, root);
    const stride = layout(type).stride / 4;
    const element = Math.floor(at / stride);
    const argument = this.#nameOf(root, type);
    const path = pathTo(type, at % stride);
    if (root.kind !== 'param') return { argument, element, path };
    const { offset, step } = this.#launch.views.find(view => view.param === root.index)!;
    return { argument, element: (element - offset) / step, path };
  }

  /** The first index of a path that is out of bounds, and the indexed object. */
  #outside(
    site: Site & { readonly place: Place },
    indices: readonly number[],
  ): { argument: string; index: number | undefined; length: number } {
    const { root, path } = site.place;
    let type = this.#typeOf(site, root);
    let argument = this.#nameOf(root, type);
    let isElement = root.kind !== 'local';
    const left = [...indices];
    for (const step of path) {
      if ('member' in step) {
        argument += `.${memberName(type, step.member)}`;
        type = members(type)[step.member]!;
        continue;
      }
      const index = left.shift()!;
      const length = isElement ? this.#lengthOf(root) : members(type).length;
      if (index < 0 || index >= length)
        return {
          argument,
          index: isElement && this.#isOfAxes(step.element, index) ? undefined : index,
          length,
        };
      argument += `.at(${index})`;
      if (!isElement) type = members(type)[0]!;
      isElement = false;
    }
    throw new Error(`an index of '${argument}' was reported as out of bounds, but is in bounds`);
  }

  /** True if `at(x, y)` has made this index from a position outside a view of two or three dimensions. */
  #isOfAxes(id: ValueId, index: number): boolean {
    if (index !== OUTSIDE) return false;
    const made = this.#sites.find(site => site.id === id);
    const otherwise = made?.op === 'compute' && made.name === 'select' ? made.args[2] : undefined;
    const value = this.#sites.find(site => site.id === otherwise);
    return value?.op === 'const' && value.bits === OUTSIDE;
  }

  #nameOf({ kind, index }: Place['root'], type: MemoryType): string {
    const { params, shared } = this.#launch.program.program;
    if (kind === 'param') return params[index]!.name;
    return kind === 'local'
      ? `variable(${typeName(type)})`
      : `shared(${typeName(type)}, ${shared[index]!.length})`;
  }

  #typeOf({ locals }: Site, { kind, index }: Place['root']): MemoryType {
    const { params, shared } = this.#launch.program.program;
    return { param: params, shared, local: locals }[kind][index]!.type;
  }

  #valueOf(element: Site): MemoryType {
    const { functions } = this.#launch.program.program;
    const values = [...this.#sites, ...functions.flatMap(({ params }) => params)];
    const array = values.find(({ id }) => element.op === 'element' && id === element.value)!;
    return (array as { readonly type: Type }).type;
  }

  #lengthOf({ kind, index }: Place['root']): number {
    return kind === 'param'
      ? this.#launch.shape.views[index]!.length
      : this.#launch.program.program.shared[index]!.length;
  }
}

/** The remedy for wrapping, which cannot be a wider type: the language has no wider integers. */
function withoutWrapping(name: string, isUnsigned: boolean): string {
  if (isUnsigned && (name === 'sub' || name === 'neg'))
    return 'A u32 does not go below zero: count in i32, as i32(a).sub(i32(b)), or put it into an If that compares first.';
  if (name === 'neg' || name === 'abs') return 'i32 has no 2147483648: exclude -2147483648 with an If.';
  return 'Keep the operands smaller, or compute in f32, which is exact up to 2^24.';
}

const isUnsigned = (instruction: Instruction): boolean =>
  'type' in instruction && leaves(instruction.type as Type)[0] === 'u32';

const domainOf = (name: string): string => accuracy[name as OpName]?.domain.doc ?? '';

const rankOf = ({ what }: Finding): number => (what === 'race' ? 0 : what === 'bounds' ? 1 : 2);

const OUTSIDE = 2 ** 32 - 1;

/** An instruction, with the variables of the body or function that contains it. */
type Site = Instruction & { readonly locals: readonly Local[] };

const sitesOf = ({ functions, locals, body }: Program): readonly Site[] =>
  [...functions, { locals, body }].flatMap(code =>
    [...walk(code.body)].map(instruction => ({ ...instruction, locals: code.locals })),
  );
