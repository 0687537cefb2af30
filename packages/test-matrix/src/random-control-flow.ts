// Programs made at random of nothing but control flow, as a kernel's body and as the replay of it: what a
// table of shapes forgets. Programs end, because each iteration costs fuel.
import { Break, Continue, For, If, Loop, type U32, u32, variable, While } from '@heddle/core';
import { randomWords } from './random.ts';

/** What a shape of control flow may do, on the device and in its replay. */
export interface World<N> {
  /** Leaves a trace of having been here, in order. */
  log(value: N | number): void;
  /** Reads memory: an element of `data`, 0 beyond its end. */
  peek(at: N | number): N;
  /** Ends the invocation, after having written its log. */
  leave(): void;
}
export type DeviceWorld = World<U32>;
/** In a replay JavaScript's own `return` leaves. */
export type ReplayWorld = Omit<World<number>, 'leave'>;

/** A piece of control flow, whose conditions differ from one invocation to the next. */
export interface Shape {
  readonly name: string;
  device(i: U32, world: DeviceWorld): void;
  replay(i: number, world: ReplayWorld): void;
}

interface Condition {
  readonly variable: number;
  readonly modulus: number;
  readonly equal: number;
  readonly peeks: boolean;
}
type Statement =
  | { readonly kind: 'log' | 'break' | 'continue' | 'leave'; readonly variable: number }
  | {
      readonly kind: 'set';
      readonly variable: number;
      readonly from: number;
      readonly factor: number;
      readonly plus: number;
    }
  | {
      readonly kind: 'if';
      readonly sides: readonly (readonly [Condition, Program])[];
      readonly otherwise: Program;
    }
  | {
      readonly kind: 'for';
      readonly variable: number;
      readonly from: number;
      readonly step: number;
      readonly body: Program;
    }
  | { readonly kind: 'loop'; readonly body: Program }
  | { readonly kind: 'while'; readonly condition: Condition; readonly body: Program };
export type Program = readonly Statement[];

const VARIABLES = 3;
const FUEL = 60;

export function randomProgram(seed: number): Program {
  const words = randomWords(10_000, seed);
  let used = 0;
  const below = (n: number): number => words[used++ % words.length]! % n;
  const condition = (): Condition => ({
    variable: below(VARIABLES),
    modulus: 2 + below(3),
    equal: below(2),
    peeks: below(3) === 0,
  });
  const block = (depth: number, inLoop: boolean): Program =>
    Array.from({ length: 1 + below(4) }, () => statement(depth, inLoop));
  const statement = (depth: number, inLoop: boolean): Statement => {
    const kind = below(depth > 0 ? 11 : 3);
    if (kind < 2) return { kind: 'log', variable: below(VARIABLES) };
    if (kind < 5)
      return {
        kind: 'set',
        variable: below(VARIABLES),
        from: below(VARIABLES),
        factor: 1 + below(3),
        plus: below(4),
      };
    if (kind < 8) {
      const sides = Array.from(
        { length: 1 + below(3) },
        () => [condition(), ending(depth - 1, inLoop)] as const,
      );
      return { kind: 'if', sides, otherwise: below(2) ? ending(depth - 1, inLoop) : [] };
    }
    if (kind === 8)
      return {
        kind: 'for',
        variable: below(VARIABLES),
        from: below(2),
        step: 1 + below(2),
        body: block(depth - 1, true),
      };
    if (kind === 9) return { kind: 'loop', body: block(depth - 1, true) };
    return { kind: 'while', condition: condition(), body: block(depth - 1, true) };
  };
  /** The side of an if, with which a loop or everything may end. */
  const ending = (depth: number, inLoop: boolean): Program => {
    const end = below(inLoop ? 5 : 12);
    const kind =
      inLoop && end < 2 ? (end === 0 ? 'break' : 'continue') : end === 2 && below(4) === 0 ? 'leave' : 'log';
    return [...block(depth, inLoop), { kind, variable: 0 }];
  };
  return Array.from({ length: 4 + below(3) }, () => statement(3, false));
}

export function build(program: Program, index: U32, { log, peek, leave }: DeviceWorld): void {
  const variables = Array.from({ length: VARIABLES }, (_, v) => variable(u32, index.add(v)));
  const fuel = variable(u32, FUEL);
  const burn = (): void => {
    If(fuel.$.eq(0), leave);
    fuel.$ = fuel.$.sub(1);
  };
  const test = (c: Condition) => {
    const value = variables[c.variable]!.$;
    return (c.peeks ? peek(value) : value).rem(c.modulus).eq(c.equal);
  };
  const run = (block: Program): void => block.forEach(one);
  const one = (s: Statement): void => {
    switch (s.kind) {
      case 'log':
        return log(variables[s.variable]!.$);
      case 'set':
        variables[s.variable]!.$ = variables[s.from]!.$.mul(s.factor).add(s.plus).rem(64);
        return;
      case 'if': {
        const [[condition, body], ...others] = s.sides as [(typeof s.sides)[number], ...typeof s.sides];
        let chain = If(test(condition), () => run(body));
        for (const [condition, body] of others)
          chain = chain.ElseIf(
            () => test(condition),
            () => run(body),
          );
        if (s.otherwise.length > 0) chain.Else(() => run(s.otherwise));
        return;
      }
      case 'for':
        return For({ from: s.from, to: variables[s.variable]!.$.rem(6), step: s.step }, k => {
          burn();
          log(k);
          run(s.body);
        });
      case 'loop':
        return Loop(() => {
          burn();
          run(s.body);
        });
      case 'while':
        return While(
          () => test(s.condition),
          () => {
            burn();
            run(s.body);
          },
        );
      case 'break':
        return Break();
      case 'continue':
        return Continue();
      case 'leave':
        return leave();
    }
  };
  run(program);
}

type End = 'break' | 'continue' | 'leave' | undefined;

export function replay(program: Program, index: number, { log, peek }: ReplayWorld): void {
  const variables = Array.from({ length: VARIABLES }, (_, v) => index + v);
  let fuel = FUEL;
  const test = (c: Condition): boolean =>
    (c.peeks ? peek(variables[c.variable]!) : variables[c.variable]!) % c.modulus === c.equal;
  const run = (block: Program): End => {
    for (const s of block) {
      const end = one(s);
      if (end) return end;
    }
    return undefined;
  };
  /** Yields whether the loop goes on, or that everything ends. */
  const iterate = (body: Program, before?: () => void): End => {
    if (fuel === 0) return 'leave';
    fuel--;
    before?.();
    const end = run(body);
    return end === 'continue' ? undefined : end;
  };
  const loop = (goesOn: () => boolean, body: Program, before?: () => void): End => {
    while (goesOn()) {
      const end = iterate(body, before);
      if (end) return end === 'break' ? undefined : end;
    }
    return undefined;
  };
  const one = (s: Statement): End => {
    switch (s.kind) {
      case 'log':
        log(variables[s.variable]!);
        return undefined;
      case 'set':
        variables[s.variable] = (variables[s.from]! * s.factor + s.plus) % 64;
        return undefined;
      case 'if':
        return run(s.sides.find(([condition]) => test(condition))?.[1] ?? s.otherwise);
      case 'for': {
        const to = variables[s.variable]! % 6;
        let next = s.from;
        return loop(
          () => next < to,
          s.body,
          () => {
            log(next);
            next += s.step;
          },
        );
      }
      case 'loop':
        return loop(() => true, s.body);
      case 'while':
        return loop(() => test(s.condition), s.body);
      default:
        return s.kind;
    }
  };
  run(program);
}
