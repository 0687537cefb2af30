// The phases between a group's barriers, and all that lives across barriers, against a replay of the whole
// group.
import {
  array,
  Break,
  bool,
  Continue,
  For,
  f32,
  If,
  Loop,
  Return,
  struct,
  u32,
  variable,
  vec3f,
} from '@heddle/core';
import { suite, test } from '../harness/conformance.ts';
import { agree, type Group, needs, range, sum } from '../programs/group-replay.ts';

const shapes: Record<string, Group> = {
  'a transpose': {
    size: 64,
    device: (g, { source, out }) => {
      const tile = g.shared(array(u32, 8), 8);
      const [x, y] = [g.localIndex.rem(8), g.localIndex.div(8)];
      tile.at(y).at(x).$ = source.at(g.globalIndex).$;
      g.barrier();
      out.at(g.globalIndex).$ = tile.at(x).at(y).$;
    },
    replay: source => source.map((_, i) => source[(i % 8) * 8 + Math.floor(i / 8)]!),
  },
  'a loop with a barrier that is left by a uniform break, and skips by a uniform continue': {
    size: 7,
    device: (g, { n, source, out }) => {
      const tile = g.shared(u32, 7);
      const [own, turn] = [variable(u32, source.at(g.globalIndex).$), variable(u32)];
      Loop(() => {
        turn.$ = turn.$.add(1);
        If(turn.$.gt(n), () => Break());
        If(turn.$.eq(2).or(turn.$.add(g.groupIndex).eq(4)), () => Continue());
        tile.at(g.localIndex).$ = own.$;
        g.barrier();
        own.$ = own.$.add(tile.at(g.localIndex.add(turn.$).rem(7)).$);
        g.barrier();
      });
      out.at(g.globalIndex).$ = own.$;
    },
    replay: (source, group, size) => {
      let own = [...source];
      for (let turn = 1; turn <= 5; turn++) {
        if (turn === 2 || turn + group === 4) continue;
        own = own.map((value, i) => value + own[(i + turn) % size]!);
      }
      return own;
    },
  },
  'barriers in both sides of a uniform if, within a for': {
    size: 5,
    device: (g, { n, source, out }) => {
      const tile = g.shared(u32, 5);
      const own = variable(u32, source.at(g.globalIndex).$);
      For(n, k => {
        If(k.add(g.groupIndex).rem(2).eq(0), () => {
          tile.at(g.localIndex).$ = own.$;
          g.barrier();
          own.$ = tile.at(g.localIndex.add(1).rem(5)).$;
          g.barrier();
        }).Else(() => {
          If(g.localIndex.eq(0), () => {
            tile.at(0).$ = own.$.mul(2);
          });
          g.barrier();
          If(g.localIndex.ne(0), () => {
            own.$ = own.$.add(tile.at(0).$);
          });
          g.barrier();
        });
      });
      out.at(g.globalIndex).$ = own.$;
    },
    replay: (source, group, size) => {
      let own = [...source];
      for (let k = 0; k < 5; k++) {
        const [first] = own;
        own =
          (k + group) % 2 === 0
            ? own.map((_, i) => own[(i + 1) % size]!)
            : own.map((value, i) => (i ? value + first! * 2 : value));
      }
      return own;
    },
  },
  'barriers in nested loops whose lengths differ from turn to turn': {
    size: 4,
    device: (g, { n, source, out }) => {
      const tile = g.shared(u32, 4);
      tile.at(g.localIndex).$ = source.at(g.globalIndex).$;
      For(n, a => {
        For(a, b => {
          g.barrier();
          const next = tile.at(g.localIndex.add(b).add(1).rem(4)).$;
          g.barrier();
          tile.at(g.localIndex).$ = tile.at(g.localIndex).$.mul(2).add(next).rem(10_007);
        });
        g.barrier();
        If(g.localIndex.eq(a.rem(4)), () => {
          tile.at(g.localIndex).$ = a;
        });
      });
      out.at(g.globalIndex).$ = tile.at(g.localIndex).$;
    },
    replay: source => {
      let tile = [...source];
      for (let a = 0; a < 5; a++) {
        for (let b = 0; b < a; b++)
          tile = tile.map((value, i) => (value * 2 + tile[(i + b + 1) % 4]!) % 10_007);
        tile[a % 4] = a;
      }
      return tile;
    },
  },
  'variables, structs, vectors, bools and arrays of each invocation live across barriers': {
    size: 9,
    device: (g, { source, out }) => {
      const State = struct('State', { point: vec3f, on: bool, list: array(vec3f, 3) });
      const state = variable(State);
      const list = variable(array(u32, 4));
      const point = vec3f(f32(g.localIndex), 2, 3);
      const isOdd = g.localIndex.rem(2).eq(1);
      state.point.$ = point;
      state.on.$ = isOdd;
      state.list.at(g.localIndex.rem(3)).y.$ = 5;
      const before = state.$;
      For(4, k => {
        list.at(k).$ = source.at(g.globalIndex).$.add(k);
      });
      g.barrier();
      state.point.z.$ = 9;
      list.at(g.localIndex.rem(4)).$ = 1;
      g.barrier();
      const total = variable(u32);
      For(4, k => {
        total.$ = total.$.add(list.at(k).$);
      });
      If(isOdd.and(before.on), () => {
        total.$ = total.$.add(10_000);
      });
      const floats = before.point.z
        .mul(state.$.point.z)
        .add(point.x)
        .add(before.list.at(g.localIndex.rem(3)).y)
        .add(state.list.at(0).x.$);
      out.at(g.globalIndex).$ = total.$.add(u32(floats).mul(100_000));
    },
    replay: source =>
      source.map((value, lane) => {
        const list = range(4).map(k => value + k);
        list[lane % 4] = 1;
        return sum(list) + (lane % 2 ? 10_000 : 0) + (3 * 9 + lane + 5) * 100_000;
      }),
  },
  'a variable is zeroed in each turn of a loop with a barrier': {
    size: 3,
    device: (g, { n, out }) => {
      const total = variable(u32);
      For(n, k => {
        const [own, list] = [variable(u32), variable(array(u32, 3))];
        own.$ = own.$.add(k).add(g.localIndex);
        list.at(k.rem(3)).$ = list.at(k.rem(3)).$.add(1);
        g.barrier();
        total.$ = total.$.add(own.$).add(list.at(0).$.mul(100));
      });
      out.at(g.globalIndex).$ = total.$;
    },
    replay: (_, __, size) => range(size).map(lane => 10 + 5 * lane + 200),
  },
  'uniformLoad: one decides for all, in the condition of a loop with barriers': {
    size: 6,
    device: (g, { source, out }) => {
      const goal = g.shared(u32, 1);
      const [own, turns] = [variable(u32, source.at(g.globalIndex).$), variable(u32)];
      Loop(() => {
        If(g.localIndex.eq(2), () => {
          goal.at(0).$ = own.$;
        });
        If(g.uniformLoad(goal.at(0)).gt(300), () => Break());
        own.$ = own.$.add(40);
        turns.$ = turns.$.add(1);
        g.barrier();
      });
      out.at(g.globalIndex).$ = own.$.mul(100).add(turns.$);
    },
    replay: source => {
      const turns = Math.floor((300 - source[2]!) / 40) + 1;
      return source.map(value => (value + 40 * turns) * 100 + turns);
    },
  },
  'some return after the last barrier, one group before the first': {
    size: 8,
    device: (g, { source, out }) => {
      const tile = g.shared(u32, 8);
      tile.at(g.localIndex).$ = source.at(g.globalIndex).$;
      If(g.groupIndex.eq(1), () => Return());
      g.barrier();
      For(8, k => {
        If(tile.at(k).$.gt(tile.at(g.localIndex).$), () => {
          out.at(g.globalIndex).$ = k.add(1);
          Return();
        });
      });
      out.at(g.globalIndex).$ = 99;
    },
    replay: (source, group) =>
      source.map(value => (group === 1 ? 0 : source.findIndex(other => other > value) + 1 || 99)),
  },
  'a snapshot of memory outlives what others write behind the barrier': {
    size: 8,
    device: (g, { source, out }) => {
      const tile = g.shared(u32, 8);
      tile.at(g.localIndex).$ = source.at(g.globalIndex).$;
      g.barrier();
      const [first, own] = [tile.at(0).$, tile.at(g.localIndex).$];
      g.barrier();
      tile.at(g.localIndex).$ = 0;
      g.barrier();
      out.at(g.globalIndex).$ = first.mul(1000).add(own).add(tile.at(1).$);
    },
    replay: source => source.map(value => source[0]! * 1000 + value),
  },
  'a uniform variable is not ahead of those who still read it': {
    size: 4,
    device: (g, { n, source, out }) => {
      const count = variable(u32, n);
      const before = count.$;
      const seen = variable(u32, count.$.mul(g.localIndex));
      count.$ = count.$.add(g.groupIndex).add(source.at(0).$);
      seen.$ = seen.$.add(before);
      g.barrier();
      seen.$ = seen.$.add(count.$.mul(100));
      count.$ = before;
      For(count.$, k => {
        seen.$ = seen.$.add(k);
        g.barrier();
        count.$ = 0;
      });
      out.at(g.globalIndex).$ = seen.$.add(count.$);
    },
    // The first element of the source is 11.
    replay: (_, group, size) => range(size).map(lane => 5 * lane + 5 + (5 + group + 11) * 100 + 10),
  },
  'loops of each invocation between barriers: breaks and continues that differ': {
    size: 10,
    device: (g, { source, out }) => {
      const tile = g.shared(u32, 10);
      const total = variable(u32);
      For(3, turn => {
        For(20, k => {
          If(k.gt(g.localIndex.add(turn)), () => Break());
          If(k.rem(2).eq(g.localIndex.rem(2)), () => Continue());
          tile.at(g.localIndex).$ = tile.at(g.localIndex).$.add(k);
        });
        g.barrier();
        total.$ = total.$.add(tile.at(source.at(g.globalIndex).$.add(turn).rem(10)).$);
        g.barrier();
      });
      out.at(g.globalIndex).$ = total.$;
    },
    replay: source => {
      const tile = Array<number>(10).fill(0);
      const total = Array<number>(10).fill(0);
      for (let turn = 0; turn < 3; turn++) {
        for (const lane of range(10))
          for (const k of range(lane + turn + 1)) if (k % 2 !== lane % 2) tile[lane]! += k;
        total.forEach((_, lane) => {
          total[lane]! += tile[(source[lane]! + turn) % 10]!;
        });
      }
      return total;
    },
  },
  'a variable that some invocations set between barriers, and others do not': {
    size: 6,
    device: (g, { source, out }) => {
      const own = variable(u32, source.at(g.globalIndex).$);
      g.barrier();
      If(g.localIndex.lt(2), () => {
        own.$ = 7;
      });
      g.barrier();
      out.at(g.globalIndex).$ = own.$;
    },
    replay: source => source.map((value, lane) => (lane < 2 ? 7 : value)),
  },
  'a return of some behind a barrier within an if: they do nothing of what follows': {
    size: 6,
    device: (g, { n, source, out }) => {
      If(n.gt(g.groupIndex), () => {
        g.barrier();
        out.at(g.globalIndex).$ = 1;
        If(g.localIndex.ge(4), () => Return());
      });
      out.at(g.globalIndex).$ = source.at(g.globalIndex).$;
    },
    replay: source => source.map((value, lane) => (lane < 4 ? value : 1)),
  },
  'shared structs with nested arrays, two of a kind, one of them unused by most': {
    size: 6,
    device: (g, { source, out }) => {
      const Cell = struct('Cell', { at: vec3f, counts: array(u32, 2) });
      const [cells, extra] = [g.shared(Cell, 6), g.shared(Cell, 2)];
      const cell = cells.at(g.localIndex);
      cell.counts.at(1).$ = source.at(g.globalIndex).$;
      cell.at.z.$ = f32(g.localIndex);
      If(g.localIndex.eq(5), () => {
        extra.at(1).$ = { at: [1, 2, 3], counts: [4, 5] };
      });
      g.barrier();
      const other = cells.at(g.localIndex.add(1).rem(6)).$;
      out.at(g.globalIndex).$ = other.counts
        .at(1)
        .mul(100)
        .add(u32(other.at.z))
        .add(extra.at(1).counts.at(0).$)
        .add(extra.at(0).counts.at(0).$);
    },
    replay: source => source.map((_, lane) => source[(lane + 1) % 6]! * 100 + ((lane + 1) % 6) + 4),
  },
};

suite('barriers', () => {
  for (const [name, shape] of Object.entries(shapes)) test(name, needs, fixtures => agree(fixtures, shape));
});
