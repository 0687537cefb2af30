// Kernels with a barrier, or a uniformLoad, that core accepts and refuses, for conformance/uniformity.test.ts
// and, beside the verdicts of two WGSL compilers, tooling/uniformity.
import { Break, Continue, For, If, Loop, Return, u32, variable, While } from '@heddle/core';
import { Both, doubled, type Refused, type Row, uniform, varying } from './uniformity-scene.ts';

/** Kernels with a barrier in uniform control flow. */
export const accepted: readonly Row[] = [
  ['under a parameter', ({ g, n }) => If(n.gt(1), () => g.barrier())],
  ['under a length', ({ g, y }) => If(y.length.gt(1), () => g.barrier())],
  [
    'under the group index and count',
    ({ g }) => If(g.groupIndex.add(1).eq(g.groupCount), () => g.barrier()).Else(() => g.barrier()),
  ],
  [
    'under a read view at a uniform index',
    ({ g, r, n }) => If(r.at(g.groupIndex.add(n)).$.gt(1), () => g.barrier()),
  ],
  [
    'under a uniformLoad of a shared place',
    ({ g, tile }) => If(g.uniformLoad(tile.at(1)).eq(0), () => g.barrier()),
  ],
  ['under a function of uniform values', ({ g, n }) => If(doubled(n).lt(5), () => g.barrier())],
  [
    'under a variable that every store keeps uniform',
    ({ g, n }) => {
      const v = variable(u32, n);
      If(uniform(g), () => {
        v.$ = v.$.add(g.groupCount);
      });
      If(v.$.gt(1), () => g.barrier());
    },
  ],
  [
    'after a varying if',
    ({ g, y }) => {
      If(varying(g), () => {
        y.at(g.globalIndex).$ = 1;
      });
      g.barrier();
    },
  ],
  [
    'after a loop that invocations leave one by one',
    ({ g }) => {
      For(9, k => If(k.eq(g.localIndex), () => Break()));
      g.barrier();
    },
  ],
  [
    'in a loop, after an inner one that they leave one by one',
    ({ g, n }) =>
      For(n, () => {
        For(g.localIndex, k => If(k.eq(2), () => Continue()));
        g.barrier();
      }),
  ],
  [
    'in a loop with a uniform break, continue and condition',
    ({ g, n }) => {
      const turn = variable(u32);
      While(
        () => turn.$.lt(5),
        () => {
          turn.$ = turn.$.add(1);
          If(turn.$.eq(n), () => Continue());
          If(turn.$.eq(4), () => Break());
          g.barrier();
        },
      );
    },
  ],
  [
    'after a uniform return',
    ({ g }) => {
      If(uniform(g), () => Return());
      g.barrier();
    },
  ],
  [
    'before a varying return',
    ({ g }) => {
      g.barrier();
      If(varying(g), () => Return());
    },
  ],
  [
    'under a uniform condition within a uniform loop within a uniform if',
    ({ g, n }) => If(uniform(g), () => For(n, k => If(k.rem(2).eq(0), () => g.barrier()))),
  ],
  [
    'a uniformLoad at a uniform index, in a loop',
    ({ g, n, tile }) =>
      For(n, k => {
        g.uniformLoad(tile.at(k));
      }),
  ],
];

/** Kernels with a barrier in control flow that is not uniform. */
export const refused: readonly Refused[] = [
  ['under the local index', ({ g, b }) => If(varying(g), () => b(() => g.barrier())), /an If.*localIndex/],
  [
    'under the global index',
    ({ g, b }) => If(g.globalIndex.eq(0), () => b(() => g.barrier())),
    /an If.*globalIndex/,
  ],
  [
    'in an else and in an else if',
    ({ g, b }) =>
      If(uniform(g), () => {})
        .ElseIf(
          () => varying(g),
          () => {},
        )
        .Else(() => b(() => g.barrier())),
    /localIndex/,
  ],
  [
    'on both sides of a varying if',
    ({ g, b }) => If(varying(g), () => b(() => g.barrier())).Else(() => g.barrier()),
    /localIndex/,
  ],
  [
    'under a readWrite view',
    ({ g, b, y, why }) => If(why(() => y.at(0).$).eq(0), () => b(() => g.barrier())),
    /readWrite parameter 'y'/,
  ],
  [
    'under a read view at a varying index',
    ({ g, b, r }) => If(r.at(g.localIndex).$.eq(0), () => b(() => g.barrier())),
    /localIndex/,
  ],
  [
    'under shared memory',
    ({ g, b, tile, why }) => If(why(() => tile.at(0).$).eq(0), () => b(() => g.barrier())),
    /shared memory/,
  ],
  [
    'under an atomic',
    ({ g, b, a, why }) => If(why(() => a.at(0).load()).eq(0), () => b(() => g.barrier())),
    /an atomic/,
  ],
  [
    'under a sum with a varying value',
    ({ g, b, n }) => If(n.add(g.localIndex).eq(0), () => b(() => g.barrier())),
    /localIndex/,
  ],
  [
    'under an `and` with a varying side',
    ({ g, b }) => If(uniform(g).and(varying(g)), () => b(() => g.barrier())),
    /localIndex/,
  ],
  [
    'under a member of a struct that has a varying one',
    ({ g, b, n }) => If(Both({ same: n, own: g.localIndex }).same.eq(0), () => b(() => g.barrier())),
    /localIndex/,
  ],
  [
    'under a function of a varying value',
    ({ g, b }) => If(doubled(g.localIndex).eq(0), () => b(() => g.barrier())),
    /localIndex/,
  ],
  [
    'under a variable that was set to a varying value',
    ({ g, b, why }) => {
      const v = variable(u32);
      why(() => {
        v.$ = g.localIndex;
      });
      If(v.$.eq(0), () => b(() => g.barrier()));
    },
    /variable set from localIndex/,
  ],
  [
    'under a variable that was set under a varying condition',
    ({ g, b, why }) => {
      const v = variable(u32);
      If(varying(g), () =>
        why(() => {
          v.$ = 1;
        }),
      );
      If(v.$.eq(0), () => b(() => g.barrier()));
    },
    /variable set from localIndex/,
  ],
  [
    'under a variable that a later turn of the loop makes varying',
    ({ g, b, n }) => {
      const v = variable(u32);
      For(n, () => {
        If(v.$.eq(0), () => b(() => g.barrier()));
        v.$ = g.localIndex;
      });
    },
    /variable set from localIndex/,
  ],
  [
    'in a for with a varying end',
    ({ g, b }) => For(g.localIndex, () => b(() => g.barrier())),
    /a For.*localIndex/,
  ],
  [
    'in a for with a varying start',
    ({ g, b }) => For({ from: g.localIndex, to: 4 }, () => b(() => g.barrier())),
    /a For.*localIndex/,
  ],
  [
    'in a while with a varying condition',
    ({ g, b }) => {
      const v = variable(u32, g.localIndex);
      While(
        () => v.$.lt(4),
        () => {
          v.$ = v.$.add(1);
          b(() => g.barrier());
        },
      );
    },
    /a Break.*localIndex/,
  ],
  [
    'in a loop, before a varying break',
    ({ g, b }) =>
      Loop(() => {
        b(() => g.barrier());
        If(varying(g), () => Break());
      }),
    /a Break.*localIndex/,
  ],
  [
    'in a loop, after a varying break',
    ({ g, b, n }) =>
      For(n, () => {
        If(varying(g), () => Break());
        b(() => g.barrier());
      }),
    /a Break.*localIndex/,
  ],
  [
    'in a loop, before a varying continue',
    ({ g, b, n }) =>
      For(n, () => {
        b(() => g.barrier());
        If(varying(g), () => Continue());
      }),
    /a Continue.*localIndex/,
  ],
  [
    'in a loop, before a varying return',
    ({ g, b, n }) =>
      For(n, () => {
        b(() => g.barrier());
        If(varying(g), () => Return());
      }),
    /a Return.*localIndex/,
  ],
  [
    'in an inner loop of one with a varying break',
    ({ g, b, n }) =>
      Loop(() => {
        For(n, () => b(() => g.barrier()));
        If(varying(g), () => Break());
      }),
    /a Break.*localIndex/,
  ],
  [
    'after a varying return',
    ({ g, b }) => {
      If(varying(g), () => Return());
      b(() => g.barrier());
    },
    /a Return.*localIndex/,
  ],
  [
    'after a varying return two conditions deep',
    ({ g, b }) => {
      If(uniform(g), () => If(varying(g), () => Return()));
      b(() => g.barrier());
    },
    /a Return.*localIndex/,
  ],
  [
    'after a loop with a varying return',
    ({ g, b, n }) => {
      For(n, k => If(k.eq(g.localIndex), () => Return()));
      b(() => g.barrier());
    },
    /a Return.*localIndex/,
  ],
  [
    'under a uniform condition within a varying one',
    ({ g, b }) => If(varying(g), () => If(uniform(g), () => b(() => g.barrier()))),
    /localIndex/,
  ],
  [
    'a uniformLoad under a varying condition',
    ({ g, b, tile }) => If(varying(g), () => b(() => g.uniformLoad(tile.at(0)))),
    /uniformLoad.*localIndex/,
  ],
  [
    'a uniformLoad at a varying index',
    ({ g, b, tile }) => b(() => g.uniformLoad(tile.at(g.localIndex))),
    /uniformLoad.*index.*localIndex/,
  ],
  [
    'under the lesser of a varying and a uniform value',
    ({ g, b }) => If(g.localIndex.min(1).eq(0), () => b(() => g.barrier())),
    /localIndex/,
  ],
];
