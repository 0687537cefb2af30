// Shaders written by hand, as a person would who had no Heddle, that a WGSL compiler refuses for their
// uniformity; each beside the kernel that means the same. They do not depend on what the emitter makes of a
// kernel.
import { Break, Continue, For, If, Loop, Return, type U32, u32, variable, While } from '@heddle/core';
import type { Row, Scene } from '../../programs/uniformity-scene.ts';

export interface HandWritten {
  readonly wgsl: string;
  readonly kernel: Row;
}

const shader = (body: string, functions = ''): string => `
@group(0) @binding(0) var<storage, read> r: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<u32>;
@group(0) @binding(2) var<storage, read_write> a: array<atomic<u32>>;
var<workgroup> tile: array<u32, 4>;
${functions}
@compute @workgroup_size(4)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u) {
  let n = arrayLength(&r);
  ${body}
}
`;

const pair = (name: string, wgsl: string, body: (scene: Scene) => void): HandWritten => ({
  wgsl: shader(wgsl),
  kernel: [name, body],
});

export const handWritten: readonly HandWritten[] = [
  pair('the first half waits', 'if (lane < 2) { workgroupBarrier(); }', ({ g }) =>
    If(g.localIndex.lt(2), () => g.barrier()),
  ),
  pair('the guard of the extent', 'if (id.x >= n) { return; } workgroupBarrier();', ({ g, r }) => {
    If(g.globalIndex.ge(r.length), () => Return());
    g.barrier();
  }),
  pair(
    'each side has its own barrier',
    'if (lane % 2 == 0) { tile[lane] = 1; workgroupBarrier(); } else { workgroupBarrier(); }',
    ({ g, tile }) =>
      If(g.localIndex.rem(2).eq(0), () => {
        tile.at(g.localIndex).$ = 1;
        g.barrier();
      }).Else(() => g.barrier()),
  ),
  pair(
    'a halving loop by a count from storage',
    'for (var half = y[0]; half > 0; half >>= 1) { workgroupBarrier(); }',
    ({ g, y }) => {
      const half = variable(u32, y.at(0).$);
      While(
        () => half.$.gt(0),
        () => {
          g.barrier();
          half.$ = half.$.shr(1);
        },
      );
    },
  ),
  pair('as many turns as the lane says', 'for (var i = 0u; i < lane; i++) { storageBarrier(); }', ({ g }) =>
    For(g.localIndex, () => g.barrier()),
  ),
  pair(
    'a ticket from an atomic',
    'let ticket = atomicAdd(&a[0], 1); if (ticket == 0) { workgroupBarrier(); }',
    ({ g, a }) => {
      const ticket = a.at(0).add(1);
      If(ticket.eq(0), () => g.barrier());
    },
  ),
  pair(
    'a vote in shared memory',
    'workgroupBarrier(); if (tile[0] == 1) { workgroupBarrier(); }',
    ({ g, tile }) => {
      g.barrier();
      If(tile.at(0).$.eq(1), () => g.barrier());
    },
  ),
  pair(
    'a search that stops when found',
    'loop { if (r[lane] == 0) { break; } workgroupBarrier(); }',
    ({ g, r }) =>
      Loop(() => {
        If(r.at(g.localIndex).$.eq(0), () => Break());
        g.barrier();
      }),
  ),
  pair(
    'a barrier at the end of a body that some cut short',
    'for (var i = 0u; i < n; i++) { if (i == lane) { continue; } workgroupBarrier(); }',
    ({ g, r }) =>
      For(r.length, i => {
        If(i.eq(g.localIndex), () => Continue());
        g.barrier();
      }),
  ),
  pair('a break behind the last barrier', 'loop { workgroupBarrier(); if (lane > 1) { break; } }', ({ g }) =>
    Loop(() => {
      g.barrier();
      If(g.localIndex.gt(1), () => Break());
    }),
  ),
  pair(
    'a return out of two loops',
    'for (var i = 0u; i < n; i++) { for (var j = 0u; j < n; j++) { if (y[j] == lane) { return; } } } workgroupBarrier();',
    ({ g, r, y }) => {
      For(r.length, () => {
        For(r.length, j => If(y.at(j).$.eq(g.localIndex), () => Return()));
      });
      g.barrier();
    },
  ),
  pair(
    'a flag set by some',
    'var flag = 0u; if (lane == 3) { flag = 1; } if (flag == 0) { workgroupBarrier(); }',
    ({ g }) => {
      const flag = variable(u32);
      If(g.localIndex.eq(3), () => {
        flag.$ = 1;
      });
      If(flag.$.eq(0), () => g.barrier());
    },
  ),
  pair(
    'a variable that another made differ, a turn ago',
    'var p = 0u; var q = 0u; for (var i = 0u; i < n; i++) { if (p == 0) { workgroupBarrier(); } p = q; q = lane; }',
    ({ g, r }) => {
      const [p, q] = [variable(u32), variable(u32)];
      For(r.length, () => {
        If(p.$.eq(0), () => g.barrier());
        p.$ = q.$;
        q.$ = g.localIndex;
      });
    },
  ),
  pair(
    'a count of turns that differ',
    'var turns = 0u; loop { turns++; if (turns > lane) { break; } } if (turns == 1) { workgroupBarrier(); }',
    ({ g }) => {
      const turns = variable(u32);
      Loop(() => {
        turns.$ = turns.$.add(1);
        If(turns.$.gt(g.localIndex), () => Break());
      });
      If(turns.$.eq(1), () => g.barrier());
    },
  ),
  pair(
    'a uniform load in a branch',
    'if (id.x == 0) { y[0] = workgroupUniformLoad(&tile[0]); }',
    ({ g, y, tile }) =>
      If(g.globalIndex.eq(0), () => {
        y.at(0).$ = g.uniformLoad(tile.at(0));
      }),
  ),
  pair(
    'a uniform load of an own element',
    'y[id.x] = workgroupUniformLoad(&tile[lane]);',
    ({ g, y, tile }) => {
      y.at(g.globalIndex).$ = g.uniformLoad(tile.at(g.localIndex));
    },
  ),
  {
    wgsl: shader(
      'if (doubled(lane) == 2) { workgroupBarrier(); }',
      'fn doubled(x: u32) -> u32 { if (x > 2) { return 7; } return x * 2; }',
    ),
    kernel: ['a function of the lane', ({ g }) => If(twice(g.localIndex).eq(2), () => g.barrier())],
  },
  {
    wgsl: shader('if (lane == 0) { synchronize(); }', 'fn synchronize() { workgroupBarrier(); }'),
    kernel: [
      'a barrier in a function that some call',
      ({ g }) => {
        const synchronize = () => g.barrier();
        If(g.localIndex.eq(0), synchronize);
      },
    ],
  },
];

const twice = (x: U32): U32 => x.mul(2);
