import { expect, it } from 'vitest';
import { type Builder, build, type Options } from '../../ir/build.test-support.ts';
import type { Block, ComputeNode, Instruction, ValueId } from '../../ir/ir.ts';
import { evaluate } from '../../ir/ops/index.ts';
import { I32, type ScalarNode, type Type, U32 } from '../../ir/types.ts';
import type { AccessSummary, LaunchShape } from '../checked.ts';
import { accessOf } from './access.ts';
import { launchIsProven } from './launch-proof.ts';

/**
 * Runs random programs of integer arithmetic, conditions and loops, and verifies that each access with a proof is in
 * bounds: with `always` in every launch, with `launch` in the launches that `launchIsProven` accepts.
 */
const ARRAY: Type = { kind: 'array', elem: U32, length: 16 };
const params: Options['params'] = { n: U32, s: I32, x: ['read', U32] };
const SEEDS = 300;
const WORDS = [0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 64, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1];

/** A seeded random number generator (xorshift), so that a failing seed can be run again. */
function random(seed: number): (below: number) => number {
  let state = (seed * 2654435761) | 1;
  return below => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

type Dice = ReturnType<typeof random>;
interface Pool {
  readonly u32: ValueId[];
  readonly i32: ValueId[];
}

function generate(b: Builder, dice: Dice, isGroup: boolean): void {
  const pick = <T>(list: readonly T[]): T => list[dice(list.length)]!;
  const array = b.variable(ARRAY);
  const compare = (pool: Pool): ValueId => {
    const kind = pick(['u32', 'u32', 'i32'] as const);
    return b.compute(
      pick(['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'lt', 'ge'] as const),
      pick(pool[kind]),
      pick(pool[kind]),
    );
  };
  const condition = (pool: Pool): ValueId => {
    const first = compare(pool);
    const shape = dice(6);
    if (shape < 2) return first;
    if (shape === 2) return b.compute('not', first);
    return b.compute(shape === 3 ? 'or' : 'and', first, compare(pool));
  };
  const value = (pool: Pool): void => {
    const kind = pick(['u32', 'u32', 'i32'] as const);
    const list = pool[kind];
    const shape = dice(12);
    if (shape === 0) pool.i32.push(b.compute('toI32', pick(pool.u32)));
    else if (shape === 1) pool.u32.push(b.compute('toU32', pick(pool.i32)));
    else if (shape === 2) list.push(b.compute('select', condition(pool), pick(list), pick(list)));
    else if (shape === 3) list.push(b.compute(pick(['shl', 'shr'] as const), pick(list), pick(pool.u32)));
    else if (shape === 4) pool.u32.push(b.load(b.at('x', pick(pool.u32))));
    else if (shape === 5) list.push(kind === 'u32' ? b.u32(dice(20)) : b.i32(dice(20) - 3));
    else
      list.push(
        b.compute(
          pick(['add', 'sub', 'mul', 'div', 'rem', 'min', 'max', 'and', 'or', 'xor'] as const),
          pick(list),
          pick(list),
        ),
      );
  };
  const statements = (outer: Pool, depth: number): void => {
    const pool: Pool = { u32: [...outer.u32], i32: [...outer.i32] };
    for (let count = 3 + dice(5); count > 0; count--) {
      const shape = dice(depth > 0 ? 9 : 6);
      if (shape < 3) value(pool);
      else if (shape < 5) b.load(b.at('x', pick(dice(4) ? pool.u32 : pool.i32)));
      else if (shape < 6) b.load(b.local(array, { element: pick(dice(3) ? pool.u32 : pool.i32) }));
      else if (shape < 8) {
        const leaves = dice(6);
        b.if(
          condition(pool),
          () => {
            statements(pool, depth - 1);
            if (leaves === 0) b.return();
          },
          () => {
            statements(pool, depth - 1);
            if (leaves === 1) b.return();
          },
        );
      } else {
        const kind = pick(['u32', 'i32'] as const);
        b.for(pick(pool[kind]), pick(pool[kind]), pick(pool[kind]), i => {
          statements({ ...pool, [kind]: [...pool[kind], i, i] }, depth - 1);
        });
      }
    }
  };
  const builtins = isGroup
    ? (['localIndex', 'globalIndex', 'groupIndex', 'groupCount'] as const)
    : (['index.x', 'extent.x'] as const);
  statements(
    {
      u32: [
        ...builtins.map(name => b.builtin(name)),
        b.param('n'),
        b.length('x'),
        b.length('x'),
        b.u32(pick(WORDS)),
        b.u32(1),
        b.u32(16),
      ],
      i32: [b.param('s'), b.i32(0), b.i32(pick([-1, 1, 8, 16])), b.i32(1), b.i32(-1)],
    },
    3,
  );
}

interface Counts {
  always: number;
  launch: number;
}

interface Given {
  readonly summary: AccessSummary;
  readonly launch: LaunchShape;
  readonly builtins: { readonly [name: string]: number };
  readonly dice: Dice;
  readonly counts: Counts;
}

/** One invocation, which reads random values from memory. */
class Invocation {
  readonly #values = new Map<ValueId, number>();
  readonly #types = new Map<ValueId, ScalarNode>();
  #steps = 2000;

  readonly #given: Given;

  constructor(given: Given) {
    this.#given = given;
  }

  /** Runs a block, and returns true if it reached the end. */
  block(block: Block): boolean {
    for (const instruction of block) if (--this.#steps < 0 || !this.#instruction(instruction)) return false;
    return true;
  }

  #set(id: ValueId, type: ScalarNode, value: number): void {
    this.#types.set(id, type);
    this.#values.set(id, type.scalar === 'i32' ? value | 0 : type.scalar === 'u32' ? value >>> 0 : value);
  }

  #instruction(instruction: Instruction): boolean {
    const value = (id: ValueId): number => this.#values.get(id)!;
    switch (instruction.op) {
      case 'const':
        this.#set(instruction.id, instruction.type, instruction.bits);
        break;
      case 'param':
        this.#set(
          instruction.id,
          instruction.type as ScalarNode,
          this.#given.launch.values[instruction.param]!,
        );
        break;
      case 'length':
        this.#set(instruction.id, instruction.type, this.#given.launch.views[instruction.param]!.length);
        break;
      case 'builtin':
        this.#set(instruction.id, instruction.type, this.#given.builtins[instruction.builtin]!);
        break;
      case 'compute':
        this.#compute(instruction);
        break;
      case 'load': {
        const step = instruction.place.path[0] as { readonly element: ValueId };
        this.#access(
          instruction.id,
          value(step.element) >>> 0,
          instruction.place.root.kind === 'local' ? 16 : this.#given.launch.views[2]!.length,
        );
        this.#set(instruction.id, U32, WORDS[this.#given.dice(WORDS.length)]!);
        break;
      }
      case 'if':
        return this.block(value(instruction.condition) ? instruction.then : instruction.else);
      case 'for': {
        const [from, to, step] = [value(instruction.from), value(instruction.to), value(instruction.step)];
        const trips = step === 0 ? 0 : Math.max(0, Math.ceil((to - from) / step));
        // The first iterations, a random one, and the last.
        for (const k of [0, 1, 2, this.#given.dice(trips + 1), trips - 1]) {
          if (k < 0 || k >= trips) continue;
          this.#set(instruction.id, instruction.type, from + k * step);
          if (!this.block(instruction.body)) return false;
        }
        break;
      }
      case 'return':
        return false;
    }
    return true;
  }

  #compute({ id, name, type, args }: ComputeNode): void {
    const on = this.#types.get(args[name === 'select' ? 1 : 0]!)!.scalar;
    const [a, b, c] = args.map(arg => this.#values.get(arg)!) as [number, number, number];
    this.#set(id, type as ScalarNode, evaluate(name, on, a, b, c));
  }

  #access(id: ValueId, index: number, length: number): void {
    const proof = this.#given.summary.bounds.get(id)!;
    if (proof === 'always') this.#given.counts.always++;
    else if (proof === 'launch' && launchIsProven(this.#given.summary, this.#given.launch))
      this.#given.counts.launch++;
    else return;
    if (index >= length)
      throw new Error(`${id} is claimed to be in bounds (${proof}): ${index} of ${length}`);
  }
}

it.each([
  ['range', 0],
  ['group', 8],
] as const)('a %s kernel keeps what its access summary promises', (kind, groupSize) => {
  const counts: Counts = { always: 0, launch: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const dice = random(seed);
    const { program } = build({ params, groupSize }, b => generate(b, dice, kind === 'group'));
    const { summary } = accessOf(program);
    for (let run = 0; run < 12; run++) {
      const extent = 1 + dice(12);
      const count = Math.max(1, extent * (groupSize || 1));
      const length = [0, 1, extent, count, count, count * 2, 1000, 2 ** 32 - 1][dice(8)]!;
      const launch: LaunchShape = {
        extent: [extent, 1, 1],
        views: [undefined, undefined, { length, width: length, height: 1, depth: 1 }],
        values: [WORDS[dice(WORDS.length)]!, WORDS[dice(WORDS.length)]! | 0, undefined],
      };
      const at = dice(count);
      const builtins = {
        'index.x': at,
        'extent.x': extent,
        globalIndex: at,
        groupCount: extent,
        localIndex: at % (groupSize || 1),
        groupIndex: Math.floor(at / (groupSize || 1)),
      };
      try {
        new Invocation({ summary, launch, builtins, dice, counts }).block(program.body);
      } catch (error) {
        throw new Error(`seed ${seed}, run ${run}`, { cause: error });
      }
    }
  }
  // The programs are useful only if many of their accesses have proofs.
  expect(counts.always).toBeGreaterThan(1000);
  expect(counts.launch).toBeGreaterThan(1000);
});
