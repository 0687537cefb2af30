// Shapes of control flow that are about branches: what is assigned and read in them, and what is never
// reached.
import { Break, Continue, For, If, type U32, u32, variable, While } from '@heddle/core';
import type { Shape } from './control-shape.ts';

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

export const branchShapes: readonly Shape[] = [
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
];
