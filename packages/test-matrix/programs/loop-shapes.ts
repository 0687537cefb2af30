// Shapes of control flow that are about loops: where they end, and what goes on.
import { Break, Continue, For, If, Loop, type U32, u32, variable, While } from '@heddle/core';
import type { Shape } from './control-shape.ts';

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

export const loopShapes: readonly Shape[] = [
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
      for (const k of range(i % 2)) log(k + 50);
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
];
