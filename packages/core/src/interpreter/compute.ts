import type { OpName } from '../ir/ir.ts';
import { type Evaluate, evaluator, ops } from '../ir/ops/index.ts';
import { leafCount, type Scalar, type Type } from '../ir/types.ts';
import type { Machine, Run } from './machine.ts';
import type { Slots } from './registers.ts';

/** Compiles an operation, by its definition in the operation table. A vector is computed by component. */
export function compute(
  machine: Machine,
  name: OpName,
  types: readonly Type[],
  args: readonly Slots[],
  result: Type,
  to: Slots,
): Run {
  const { registers } = machine;
  if (name === 'select') return select(registers.u32, args[0]![0]!, args[1]!, args[2]!, to);
  const on = elementOf(types[0]!);
  const scalars = ops[name].operands?.(on) ?? Array<Scalar>(ops[name].arity).fill(on);
  const evaluate = evaluator(name, on);
  const target = registers.as(elementOf(result));
  const sources = scalars.map(scalar => registers.as(scalar));
  const component = (i: number): Run => {
    const slots = args.map(arg => arg[i]!);
    switch (args.length) {
      case 1:
        return unary(evaluate, target, to[i]!, sources[0]!, slots[0]!);
      case 2:
        return binary(evaluate, target, to[i]!, sources[0]!, slots[0]!, sources[1]!, slots[1]!);
      default:
        return ternary(evaluate, target, to[i]!, sources, slots);
    }
  };
  if (leafCount(result) === 1) return component(0);
  const components = to.map((_, i) => component(i));
  return (active, count) => {
    for (const run of components) run(active, count);
  };
}

const elementOf = (type: Type): Scalar => {
  if (type.kind === 'scalar') return type.scalar;
  if (type.kind === 'vec') return type.elem.scalar;
  throw new Error(`the interpreter cannot compute with a ${type.kind}`);
};

type Row = Float32Array | Int32Array | Uint32Array;

const unary =
  (evaluate: Evaluate, target: Row, to: number, x: Row, a: number): Run =>
  (active, count) => {
    for (let k = 0; k < count; k++) {
      const lane = active[k]!;
      target[to + lane] = evaluate(x[a + lane]!, 0, 0);
    }
  };

const binary =
  (evaluate: Evaluate, target: Row, to: number, x: Row, a: number, y: Row, b: number): Run =>
  (active, count) => {
    for (let k = 0; k < count; k++) {
      const lane = active[k]!;
      target[to + lane] = evaluate(x[a + lane]!, y[b + lane]!, 0);
    }
  };

const ternary = (
  evaluate: Evaluate,
  target: Row,
  to: number,
  sources: readonly Row[],
  slots: readonly number[],
): Run => {
  const [x, y, z] = sources as [Row, Row, Row];
  const [a, b, c] = slots as [number, number, number];
  return (active, count) => {
    for (let k = 0; k < count; k++) {
      const lane = active[k]!;
      target[to + lane] = evaluate(x[a + lane]!, y[b + lane]!, z[c + lane]!);
    }
  };
};

/** Compiles a select. It copies bits, so that a NaN keeps its payload. */
const select =
  (u32: Uint32Array, condition: number, whenTrue: Slots, whenFalse: Slots, to: Slots): Run =>
  (active, count) => {
    for (let i = 0; i < to.length; i++) {
      const [yes, no, target] = [whenTrue[i]!, whenFalse[i]!, to[i]!];
      for (let k = 0; k < count; k++) {
        const lane = active[k]!;
        u32[target + lane] = u32[(u32[condition + lane] !== 0 ? yes : no) + lane]!;
      }
    }
  };

/**
 * An element of an array value, chosen at run time. The rows of an array are those of its first element, then those of
 * the second, and so on.
 */
export function element(
  machine: Machine,
  array: Slots,
  index: number,
  to: Slots,
  outOfBounds: (lane: number) => void,
): Run {
  const { u32 } = machine.registers;
  const length = array.length / to.length;
  return (active, count) => {
    for (let k = 0; k < count; k++) {
      const lane = active[k]!;
      const chosen = u32[index + lane]!;
      const inside = chosen < length;
      if (!inside && machine.observer) outOfBounds(lane);
      for (let leaf = 0; leaf < to.length; leaf++) {
        u32[to[leaf]! + lane] = inside ? u32[array[chosen * to.length + leaf]! + lane]! : 0;
      }
    }
  };
}
