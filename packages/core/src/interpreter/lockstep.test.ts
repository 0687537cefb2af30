import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Block, PlaceRoot, Program, ValueId } from '../ir/ir.ts';
import { evaluate } from '../ir/ops/index.ts';
import { U32 } from '../ir/types.ts';
import { IrBuilder, runProgram } from './program.test-support.ts';

/**
 * Runs one invocation alone, by recursion and exceptions. Lockstep must have the same
 * results.
 */
function alone({ functions, body }: Program, index: number, out: Uint32Array): void {
  type Left = undefined | 'break' | 'continue' | { value: number };
  const run = (block: Block, values: Map<ValueId, number>, variables: number[]): Left => {
    const get = (id: ValueId): number => values.get(id)!;
    for (const node of block) {
      let left: Left;
      switch (node.op) {
        case 'const':
          values.set(node.id, node.bits);
          break;
        case 'builtin':
          values.set(node.id, index);
          break;
        case 'compute':
          values.set(node.id, evaluate(node.name, 'u32', get(node.args[0]!), get(node.args[1]!)));
          break;
        case 'variable':
          variables[node.local] = node.initial === undefined ? 0 : get(node.initial);
          break;
        case 'load':
          values.set(node.id, variables[node.place.root.index]!);
          break;
        case 'store':
          if (node.place.root.kind === 'local') variables[node.place.root.index] = get(node.value);
          else out[index] = get(node.value);
          break;
        case 'call': {
          const callee = functions[node.callee]!;
          const args = new Map(callee.params.map(({ id }, i) => [id, get(node.args[i]!)]));
          const result = run(callee.body, args, []);
          values.set(node.id, typeof result === 'object' ? result.value : Number.NaN);
          break;
        }
        case 'if':
          left = run(get(node.condition) !== 0 ? node.then : node.else, values, variables);
          break;
        case 'loop':
          do left = run(node.body, values, variables);
          while (left === undefined || left === 'continue');
          if (left === 'break') left = undefined;
          break;
        case 'for': {
          const [from, to, step] = [get(node.from), get(node.to), get(node.step)];
          for (let k = from; step > 0 && k < to && (left === undefined || left === 'continue'); k += step) {
            values.set(node.id, k);
            left = run(node.body, values, variables);
          }
          if (left === 'break' || left === 'continue') left = undefined;
          break;
        }
        case 'break':
        case 'continue':
          return node.op;
        case 'return':
          return { value: node.value === undefined ? 0 : get(node.value) };
        default:
          throw new Error(node.op);
      }
      if (left !== undefined) return left;
    }
    return undefined;
  };
  run(body, new Map(), []);
}

/**
 * Generates a program with all kinds of control flow from a stream of choices. It ends,
 * because each loop has a limit of iterations.
 */
function grow(choices: Iterator<number>): Program {
  const choose = (n: number): number => (choices.next().value ?? 0) % n;
  const b = new IrBuilder();
  const out = b.view(U32);
  const grown = (index: ValueId, state: PlaceRoot, finish: (() => void) | undefined, callees: number) => {
    const add = (value: ValueId) =>
      b.store(b.compute('add', b.compute('mul', b.load(state), b.u32(3)), value), state);
    const divergent = (): ValueId =>
      b.compute(
        'lt',
        b.compute('rem', b.compute('add', index, b.load(state)), b.u32(2 + choose(5))),
        b.u32(1 + choose(3)),
      );
    const leave = (how: () => void): ValueId =>
      choose(2) === 0 ? b.if(divergent(), how) : b.if(divergent(), () => {}, how);
    const block = (depth: number, inLoop: boolean): void => {
      for (let left = 1 + choose(4); left > 0; left--) {
        const kind = choose(depth > 0 ? 9 : 3);
        if (kind === 0) add(b.u32(choose(100)));
        else if (kind === 1) add(index);
        else if (kind === 2 && callees > 0) add(b.call(choose(callees), b.load(state)));
        else if (kind === 3 && inLoop) leave(() => b.break());
        else if (kind === 4 && inLoop) leave(() => b.continue());
        else if (kind === 5 && finish && choose(3) === 0) leave(finish);
        else if (kind === 6)
          b.if(
            divergent(),
            () => block(depth - 1, inLoop),
            () => block(depth - 1, inLoop),
          );
        else if (kind === 7) {
          const fuel = b.variable(U32);
          b.loop(() => {
            b.if(b.compute('ge', b.load(fuel), b.compute('rem', index, b.u32(2 + choose(4)))), () =>
              b.break(),
            );
            b.store(b.compute('add', b.load(fuel), b.u32(1)), fuel);
            block(depth - 1, true);
          });
        } else if (kind === 8) {
          const to = b.compute('rem', b.load(state), b.u32(1 + choose(6)));
          b.for(b.u32(choose(2)), to, b.u32(choose(3)), k => {
            add(k);
            block(depth - 1, true);
          });
        }
      }
    };
    block(3, false);
  };
  for (let callees = 0; callees < 2; callees++) {
    b.fn('f', [U32], U32, x => {
      const state = b.variable(U32, x);
      grown(x, state, () => b.return(b.load(state)), callees);
      b.return(b.load(state));
    });
  }
  const index = b.builtin('index.x');
  const state = b.variable(U32, index);
  const write = (): void => void b.store(b.load(state), out, { at: index });
  grown(
    index,
    state,
    () => {
      write();
      b.return();
    },
    2,
  );
  write();
  return b.program().program;
}

it('is not to be told from one invocation after the other', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(1000)), choices => {
      const program = grow(choices);
      const [together, apart] = [new Uint32Array(37), new Uint32Array(37)];
      runProgram({ program } as never, 37, [together]);
      for (let i = 0; i < 37; i++) alone(program, i, apart);
      expect(together).toEqual(apart);
    }),
    { numRuns: 100 },
  );
});
