// Every shape of control flow, with conditions that differ from one invocation to the next, against a replay in plain
// JavaScript. Each runs in a range kernel, in a function, and in a group kernel behind a barrier.
import {
  array,
  Break,
  Continue,
  fn,
  For,
  groupKernel,
  If,
  kernel,
  Loop,
  read,
  Return,
  u32,
  type U32,
  variable,
  While,
  write,
} from '@heddle/core';
import { describe, expect, type Fixtures, suite, test } from '../src/conformance.ts';
import {
  build,
  type DeviceWorld,
  randomProgram,
  replay as replayRandom,
  type ReplayWorld,
} from '../src/random-control-flow.ts';

interface Shape {
  readonly name: string;
  device(i: U32, world: DeviceWorld): void;
  replay(i: number, world: ReplayWorld): void;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

const shapes: readonly Shape[] = [
  {
    name: 'a break leaves the inner loop only',
    device: (i, { log }) =>
      For(4, a => {
        For(5, b => {
          If(b.mul(3).gt(i), () => Break());
          log(a.mul(10).add(b));
        });
        log(a);
      }),
    replay: (i, { log }) => {
      for (const a of range(4)) {
        for (const b of range(5)) {
          if (b * 3 > i) break;
          log(a * 10 + b);
        }
        log(a);
      }
    },
  },
  {
    name: 'a break in each of three nested loops, of three kinds',
    device: (i, { log }) => {
      const c = variable(u32);
      Loop(() => {
        c.$ = c.$.add(1);
        If(c.$.gt(i.rem(5)), () => Break());
        For(6, b => {
          If(b.add(c.$).eq(i), () => Break());
          const d = variable(u32, b);
          While(
            () => d.$.lt(8),
            () => {
              If(d.$.mul(c.$).gt(i), () => {
                log(d.$);
                Break();
              });
              d.$ = d.$.add(2);
            },
          );
          log(b.add(d.$));
        });
      });
      log(c.$);
    },
    replay: (i, { log }) => {
      let c = 0;
      for (;;) {
        c++;
        if (c > i % 5) break;
        for (const b of range(6)) {
          if (b + c === i) break;
          let d = b;
          while (d < 8) {
            if (d * c > i) {
              log(d);
              break;
            }
            d += 2;
          }
          log(b + d);
        }
      }
      log(c);
    },
  },
  {
    name: 'a return from inside of nested loops and ifs',
    device: (i, { log, leave }) => {
      For(4, a => {
        const b = variable(u32);
        Loop(() => {
          If(b.$.ge(4), () => Break()).ElseIf(
            () => a.mul(4).add(b.$).eq(i),
            () => {
              log(1000);
              If(i.rem(2).eq(0), () => leave());
              log(2000);
            },
          );
          b.$ = b.$.add(1);
        });
        log(b.$);
      });
      log(7);
    },
    replay: (i, { log }) => {
      for (const a of range(4)) {
        let b = 0;
        for (; b < 4; b++) {
          if (a * 4 + b !== i) continue;
          log(1000);
          if (i % 2 === 0) return;
          log(2000);
        }
        log(b);
      }
      log(7);
    },
  },
  {
    name: 'assignments before a break, a continue and a return are made',
    device: (i, { log, leave }) => {
      const [x, y] = [variable(u32, 1), variable(u32, 2)];
      For(10, k => {
        If(k.eq(i), () => {
          x.$ = k.add(100);
          Break();
        });
        If(k.rem(3).eq(1), () => {
          y.$ = y.$.add(x.$);
          Continue();
        });
        x.$ = x.$.add(k);
        If(x.$.gt(40), () => {
          y.$ = 500;
          log(y.$);
          leave();
        });
      });
      log(x.$);
      log(y.$);
    },
    replay: (i, { log }) => {
      let [x, y] = [1, 2];
      for (const k of range(10)) {
        if (k === i) {
          x = k + 100;
          break;
        }
        if (k % 3 === 1) {
          y += x;
          continue;
        }
        x += k;
        if (x > 40) {
          log(500);
          return;
        }
      }
      log(x);
      log(y);
    },
  },
  {
    name: 'continue in For, Loop and While: the next index, the next turn, the condition anew',
    device: (i, { log }) => {
      For({ from: 1, to: 12, step: 2 }, k => {
        If(k.rem(i.rem(4).add(1)).eq(0), () => Continue());
        log(k);
      });
      const n = variable(u32);
      Loop(() => {
        n.$ = n.$.add(1);
        If(n.$.gt(9), () => Break());
        If(n.$.add(i).rem(3).ne(0), () => Continue());
        log(n.$);
      });
      While(
        () => n.$.lt(i.add(20)),
        () => {
          n.$ = n.$.add(3);
          If(n.$.rem(2).eq(0), () => Continue());
          log(n.$);
        },
      );
    },
    replay: (i, { log }) => {
      for (let k = 1; k < 12; k += 2) if (k % ((i % 4) + 1) !== 0) log(k);
      let n = 0;
      while (++n <= 9) if ((n + i) % 3 === 0) log(n);
      while (n < i + 20) {
        n += 3;
        if (n % 2 !== 0) log(n);
      }
    },
  },
  {
    name: 'sibling loops, one in each side of an if, and loops that make no trip',
    device: (i, { log }) => {
      For(i.rem(3), k => log(k));
      For(i.rem(2), k => log(k.add(50)));
      If(i.gt(5), () => For({ from: 8, to: i }, k => log(k))).Else(() => {
        While(
          () => i.gt(100),
          () => log(1),
        );
        For(0, k => log(k));
        For({ from: i, to: 3 }, k => log(k));
      });
      Loop(() => {
        log(9);
        Break();
      });
    },
    replay: (i, { log }) => {
      range(i % 3).forEach(log);
      range(i % 2).forEach(k => log(k + 50));
      if (i > 5) for (let k = 8; k < i; k++) log(k);
      else for (let k = i; k < 3; k++) log(k);
      log(9);
    },
  },
  {
    name: 'more than 100 000 iterations',
    device: (i, { log }) => {
      const [n, sum] = [variable(u32), variable(u32)];
      Loop(() => {
        n.$ = n.$.add(1);
        sum.$ = sum.$.xor(n.$.mul(i));
        If(n.$.ge(120_000), () => Break());
      });
      log(sum.$);
    },
    replay: (i, { log }) => {
      let sum = 0;
      for (let n = 1; n <= 120_000; n++) sum ^= Math.imul(n, i);
      log(sum >>> 0);
    },
  },
  {
    name: 'an if chain whose later conditions read memory and leave traces, only when reached',
    device: (i, { log, peek }) => {
      const seen = variable(u32);
      const reads = (at: U32, mark: number): U32 => {
        seen.$ = seen.$.add(mark);
        return peek(at);
      };
      If(reads(i, 1).lt(4), () => log(1))
        .ElseIf(
          () => reads(i.add(1), 10).lt(6),
          () => log(2),
        )
        .ElseIf(
          () => reads(i.add(2), 100).lt(8),
          () => {
            seen.$ = 5;
            log(3);
          },
        )
        .Else(() => log(4));
      log(seen.$);
    },
    replay: (i, { log, peek }) => {
      let seen = 0;
      const reads = (at: number, mark: number): number => {
        seen += mark;
        return peek(at);
      };
      if (reads(i, 1) < 4) log(1);
      else if (reads(i + 1, 10) < 6) log(2);
      else if (reads(i + 2, 100) < 8) {
        seen = 5;
        log(3);
      } else log(4);
      log(seen);
    },
  },
  {
    name: 'both operands of and and or happen',
    device: (i, { log, peek }) => {
      const seen = variable(u32);
      const reads = (at: U32, mark: number) => {
        seen.$ = seen.$.add(mark);
        return peek(at).lt(8);
      };
      If(reads(i, 1).and(reads(i.add(1), 2)), () => log(1));
      If(reads(i, 4).or(reads(i.add(2), 8)), () => log(2));
      log(seen.$);
    },
    replay: (i, { log, peek }) => {
      if (peek(i) < 8 && peek(i + 1) < 8) log(1);
      if (peek(i) < 8 || peek(i + 2) < 8) log(2);
      log(15);
    },
  },
  {
    name: 'variables assigned in several branches of a loop, and read after it',
    device: (i, { log, peek }) => {
      const [a, b, c] = [variable(u32, i), variable(u32, 1), variable(u32)];
      While(
        () => a.$.ne(1).and(c.$.lt(30)),
        () => {
          const before = a.$;
          If(a.$.rem(2).eq(0), () => {
            a.$ = a.$.div(2);
            If(b.$.gt(6), () => {
              b.$ = a.$;
            }).Else(() => {
              c.$ = c.$.add(1);
            });
          }).Else(() => {
            [a.$, b.$] = [a.$.mul(3).add(1), b.$.add(before)];
          });
          c.$ = c.$.add(1);
          log(b.$.sub(before).add(peek(c.$)));
        },
      );
      for (const x of [a, b, c]) log(x.$);
    },
    replay: (i, { log, peek }) => {
      let [a, b, c] = [i, 1, 0];
      while (a !== 1 && c < 30) {
        const before = a;
        if (a % 2 === 0) {
          a /= 2;
          if (b > 6) b = a;
          else c++;
        } else [a, b] = [a * 3 + 1, b + before];
        c++;
        log((b - before + peek(c)) >>> 0);
      }
      for (const x of [a, b, c]) log(x);
    },
  },
  {
    name: 'what follows a break, a continue or a return in its block is never reached',
    device: (i, { log, leave }) => {
      For(5, k => {
        If(k.eq(i.rem(4)), () => {
          log(k);
          Break();
          log(111);
        }).ElseIf(
          () => k.eq(1),
          () => {
            Continue();
            log(222);
            Break();
          },
        );
        If(k.eq(2), () => {
          If(i.gt(7), () => leave()).Else(() => Break());
          log(333);
        });
        log(k.add(10));
      });
      log(5);
    },
    replay: (i, { log }) => {
      for (const k of range(5)) {
        if (k === i % 4) {
          log(k);
          break;
        }
        if (k === 1) continue;
        if (k === 2) {
          if (i > 7) return;
          break;
        }
        log(k + 10);
      }
      log(5);
    },
  },
  {
    name: 'deep nesting: fourteen ifs, and six loops with a way out of each',
    device: (i, { log, leave }) => {
      const nested = (depth: number): void => {
        if (depth === 14) return log(14);
        If(
          i
            .shr(depth % 5)
            .and(1)
            .eq(depth & 1),
          () => log(depth),
        ).Else(() => nested(depth + 1));
        log(depth + 100);
      };
      nested(0);
      const loops = (depth: number, sum: U32): void => {
        if (depth === 6) return log(sum);
        For(3, k => {
          If(k.add(sum).rem(7).eq(i.rem(7)), () => (depth % 2 ? Break() : Continue()));
          If(sum.gt(40), () => leave());
          loops(depth + 1, sum.mul(2).add(k));
        });
      };
      loops(0, i);
    },
    replay: (i, { log }) => {
      const nested = (depth: number): void => {
        if (depth === 14) return log(14);
        if (((i >> (depth % 5)) & 1) === (depth & 1)) log(depth);
        else nested(depth + 1);
        log(depth + 100);
      };
      nested(0);
      const loops = (depth: number, sum: number): boolean => {
        if (depth === 6) {
          log(sum);
          return true;
        }
        for (const k of range(3)) {
          if ((k + sum) % 7 === i % 7) {
            if (depth % 2) break;
            continue;
          }
          if (sum > 40 || !loops(depth + 1, sum * 2 + k)) return false;
        }
        return true;
      };
      loops(0, i);
    },
  },
  ...range(40).map((seed): Shape => {
    const program = randomProgram(1000 + seed);
    return {
      name: `made at random, ${seed}`,
      device: (i, world) => build(program, i, world),
      replay: (i, world) => replayRandom(program, i, world),
    };
  }),
];

const COUNT = 24;
const data = range(COUNT + 2).map(k => (k * 7 + 3) % 11);
const Data = array(u32, data.length);

/** The order of what was logged, in one number. */
const mixed = (log: number, value: number): number => (Math.imul(log, 31) + value + 1) >>> 0;
function expected(shape: Shape): number[] {
  return range(COUNT).map(i => {
    let log = 0;
    shape.replay(i, {
      log: value => {
        log = mixed(log, value);
      },
      peek: at => data[at] ?? 0,
    });
    return log;
  });
}

/** Runs the shape with a log of its own. `leave` has the log to hand on. */
function traced(shape: Shape, i: U32, peek: DeviceWorld['peek'], leave: (log: U32) => void): U32 {
  const log = variable(u32);
  shape.device(i, {
    log: value => {
      log.$ = log.$.mul(31).add(value).add(1);
    },
    peek,
    leave: () => leave(log.$),
  });
  return log.$;
}

const settings: Record<string, (shape: Shape, fixtures: Fixtures) => Promise<Uint32Array>> = {
  'in a range kernel': async (shape, { accelerator }) => {
    const out = accelerator.allocate(u32, COUNT);
    const ranged = kernel({
      name: 'ranged',
      params: { data: read(u32), out: write(u32) },
      body({ data, out }, { index }) {
        const leave = (log: U32): void => {
          out.at(index).$ = log;
          Return();
        };
        out.at(index).$ = traced(shape, index, at => data.at(at).$, leave);
      },
    });
    accelerator.launch(ranged, COUNT, { data: accelerator.allocate(u32, data), out });
    return out.copyToCPUAsync();
  },
  'in a function': async (shape, { accelerator }) => {
    const out = accelerator.allocate(u32, COUNT);
    const called = fn('called', [u32, Data], u32, (i, values) =>
      traced(
        shape,
        i,
        at => values.at(at),
        log => Return(log),
      ),
    );
    const calling = kernel({
      name: 'calling',
      params: { data: Data, out: write(u32) },
      body({ data, out }, { index }) {
        out.at(index).$ = called(index, data);
      },
    });
    accelerator.launch(calling, COUNT, { data, out });
    return out.copyToCPUAsync();
  },
  'in a group kernel, behind a barrier': async (shape, { accelerator }) => {
    const out = accelerator.allocate(u32, COUNT);
    const grouped = groupKernel({
      name: 'grouped',
      groupSize: COUNT / 3,
      params: { data: read(u32), out: write(u32) },
      body({ data, out }, g) {
        const tile = g.shared(u32, COUNT + 2);
        For({ from: g.localIndex, to: COUNT + 2, step: g.groupSize }, k => {
          tile.at(k).$ = data.at(k).$;
        });
        const index = g.globalIndex;
        g.barrier();
        const leave = (log: U32): void => {
          out.at(index).$ = log;
          Return();
        };
        out.at(index).$ = traced(shape, index, at => tile.at(at).$, leave);
      },
    });
    accelerator.launch(grouped, { groups: 3 }, { data: accelerator.allocate(u32, data), out });
    return out.copyToCPUAsync();
  },
};

suite('control-flow', () => {
  for (const [setting, run] of Object.entries(settings)) {
    describe(setting, () => {
      for (const shape of shapes) {
        test(shape.name, { needs: setting.includes('group') ? ['groups'] : [] }, async fixtures => {
          expect([...(await run(shape, fixtures))]).toEqual(expected(shape));
        });
      }
    });
  }
});
