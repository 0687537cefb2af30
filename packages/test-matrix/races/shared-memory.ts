// compute-sanitizer's racecheck, and its synccheck: hazards of shared memory between two barriers.
import {
  atomic,
  atomics,
  Break,
  For,
  f32,
  groupKernel,
  If,
  Loop,
  read,
  struct,
  u32,
  vec2u,
  vec4f,
  write,
} from '@heddle/core';
import { type Case, race, refused } from './case.ts';

const Pair = struct('Pair', { left: u32, right: u32 });
const remedy = /^Put a barrier between the two/;

export const sharedMemory: readonly Case[] = [
  {
    name: 'WAW: all lanes write slot 0',
    expected: race({
      argument: 'shared(u32, 4)',
      element: 0,
      by: ['0 (group 0, local 0)', '1 (group 0, local 1)'],
      lines: ['tile.at(0).$ = lane;', 'tile.at(0).$ = lane;'],
      remedy,
    }),
    launch(accelerator) {
      const all = groupKernel({
        name: 'all',
        params: { out: write(u32) },
        groupSize: 4,
        body({ out }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 4);
          tile.at(0).$ = lane;
          barrier();
          out.at(lane).$ = tile.at(0).$;
        },
      });
      accelerator.launch(all, { groups: 1 }, { out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'WAW: two branches write one slot',
    expected: race({
      argument: 'shared(u32, 2)',
      element: 1,
      by: ['0 (group 0, local 0)', '3 (group 0, local 3)'],
      lines: ['tile.at(1).$ = 7;', 'tile.at(1).$ = 8;'],
    }),
    launch(accelerator) {
      const branches = groupKernel({
        name: 'branches',
        params: { out: write(u32) },
        groupSize: 4,
        body({ out }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 2);
          If(lane.eq(0), () => {
            tile.at(1).$ = 7;
          });
          If(lane.eq(3), () => {
            tile.at(1).$ = 8;
          });
          barrier();
          out.at(lane).$ = tile.at(1).$;
        },
      });
      accelerator.launch(branches, { groups: 1 }, { out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'RAW: a neighbour is read without a barrier after the write, lower lane',
    expected: race({
      argument: 'shared(u32, 4)',
      element: 0,
      by: ['0 (group 0, local 0)', '1 (group 0, local 1)'],
      lines: ['tile.at(lane).$ = lane;', 'out.at(lane).$ = tile.at(lane.sub(1)).$'],
    }),
    launch(accelerator) {
      const left = groupKernel({
        name: 'left',
        params: { out: write(u32) },
        groupSize: 4,
        body({ out }, { shared, localIndex: lane }) {
          const tile = shared(u32, 4);
          tile.at(lane).$ = lane;
          If(lane.gt(0), () => {
            out.at(lane).$ = tile.at(lane.sub(1)).$;
          });
        },
      });
      accelerator.launch(left, { groups: 1 }, { out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'WAR: a neighbour overwrites what was read, upper lane',
    expected: race({
      argument: 'shared(u32, 4)',
      element: 1,
      by: ['0 (group 0, local 0)', '1 (group 0, local 1)'],
      lines: ['const next = tile.at(lane.add(1).and(3)).$;', 'tile.at(lane).$ = next;'],
      remedy,
    }),
    launch(accelerator) {
      const rotate = groupKernel({
        name: 'rotate',
        params: { x: read(u32), out: write(u32) },
        groupSize: 4,
        body({ x, out }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 4);
          tile.at(lane).$ = x.at(lane).$;
          barrier();
          const next = tile.at(lane.add(1).and(3)).$;
          tile.at(lane).$ = next;
          barrier();
          out.at(lane).$ = tile.at(lane).$;
        },
      });
      accelerator.launch(
        rotate,
        { groups: 1 },
        { x: accelerator.allocate(u32, [1, 2, 3, 4]), out: accelerator.allocate(u32, 4) },
      );
    },
  },
  {
    name: 'a look-alike: rotation with a barrier between read and write',
    expected: 'none',
    launch(accelerator) {
      const rotate = groupKernel({
        name: 'rotate',
        params: { out: write(u32) },
        groupSize: 4,
        body({ out }, { shared, barrier, localIndex: lane, globalIndex }) {
          const tile = shared(u32, 4);
          tile.at(lane).$ = lane;
          barrier();
          const next = tile.at(lane.add(1).and(3)).$;
          barrier();
          tile.at(lane).$ = next;
          barrier();
          out.at(globalIndex).$ = tile.at(lane).$;
        },
      });
      accelerator.launch(rotate, { groups: 3 }, { out: accelerator.allocate(u32, 12) });
    },
  },
  {
    name: 'RAW: a tree reduction that leaves out one barrier',
    expected: race({
      argument: 'shared(f32, 8)',
      element: 2,
      by: ['0 (group 0, local 0)', '2 (group 0, local 2)'],
      lines: ['const other = tile.at(lane.add(half)).$;', 'tile.at(lane).$ = tile.at(lane).$.add(other);'],
    }),
    launch(accelerator) {
      const tree = groupKernel({
        name: 'tree',
        params: { x: read(f32), out: write(f32) },
        groupSize: 8,
        body({ x, out }, { shared, barrier, localIndex: lane, globalIndex, groupIndex }) {
          const tile = shared(f32, 8);
          tile.at(lane).$ = x.at(globalIndex).$;
          for (let half = 4; half > 0; half >>= 1) {
            if (half !== 2) barrier();
            If(lane.lt(half), () => {
              const other = tile.at(lane.add(half)).$;
              tile.at(lane).$ = tile.at(lane).$.add(other);
            });
          }
          If(lane.eq(0), () => {
            out.at(groupIndex).$ = tile.at(0).$;
          });
        },
      });
      accelerator.launch(
        tree,
        { groups: 2 },
        { x: accelerator.allocate(f32, 16), out: accelerator.allocate(f32, 2) },
      );
    },
  },
  {
    name: 'a look-alike: a tree reduction with every barrier',
    expected: 'none',
    launch(accelerator) {
      const tree = groupKernel({
        name: 'tree',
        params: { x: read(f32), out: write(f32) },
        groupSize: 8,
        body({ x, out }, { shared, barrier, localIndex: lane, globalIndex, groupIndex }) {
          const tile = shared(f32, 8);
          tile.at(lane).$ = x.at(globalIndex).$;
          for (let half = 4; half > 0; half >>= 1) {
            barrier();
            If(lane.lt(half), () => {
              tile.at(lane).$ = tile.at(lane).$.add(tile.at(lane.add(half)).$);
            });
          }
          If(lane.eq(0), () => {
            out.at(groupIndex).$ = tile.at(0).$;
          });
        },
      });
      accelerator.launch(
        tree,
        { groups: 2 },
        { x: accelerator.allocate(f32, 16), out: accelerator.allocate(f32, 2) },
      );
    },
  },
  {
    name: 'WAR: a buffer used twice in a loop, one barrier a trip',
    expected: race({
      argument: 'shared(u32, 4)',
      element: 0,
      by: ['3 (group 0, local 3)', '0 (group 0, local 0)'],
      lines: ['sum.at(lane).$ = tile.at(lane.add(1).and(3)).$;', 'tile.at(lane).$ = lane.add(trip);'],
    }),
    launch(accelerator) {
      const trips = groupKernel({
        name: 'trips',
        params: { sum: write(u32) },
        groupSize: 4,
        body({ sum }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 4);
          For(3, trip => {
            tile.at(lane).$ = lane.add(trip);
            barrier();
            sum.at(lane).$ = tile.at(lane.add(1).and(3)).$;
          });
        },
      });
      accelerator.launch(trips, { groups: 1 }, { sum: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'a look-alike: double buffering, one barrier a trip',
    expected: 'none',
    launch(accelerator) {
      const trips = groupKernel({
        name: 'trips',
        params: { sum: write(u32) },
        groupSize: 4,
        body({ sum }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 8);
          For(5, trip => {
            const half = trip.and(1).mul(4);
            tile.at(half.add(lane)).$ = lane.add(trip);
            barrier();
            sum.at(lane).$ = tile.at(half.add(lane.add(1).and(3))).$;
          });
        },
      });
      accelerator.launch(trips, { groups: 1 }, { sum: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'a look-alike: reuse between two barriers a trip',
    expected: 'none',
    launch(accelerator) {
      const trips = groupKernel({
        name: 'trips',
        params: { sum: write(u32) },
        groupSize: 4,
        body({ sum }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 4);
          For(3, trip => {
            tile.at(lane).$ = lane.add(trip);
            barrier();
            sum.at(lane).$ = tile.at(lane.add(1).and(3)).$;
            barrier();
          });
        },
      });
      accelerator.launch(trips, { groups: 1 }, { sum: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'a race only on the way around a loop: the last read before the first write of the next trip',
    expected: race({
      argument: 'shared(u32, 1)',
      element: 0,
      by: ['1 (group 0, local 1)', '0 (group 0, local 0)'],
      lines: ['out.at(lane).$ = flag.at(0).$;', 'flag.at(0).$ = trip.add(5);'],
    }),
    launch(accelerator) {
      const signal = groupKernel({
        name: 'signal',
        params: { out: write(u32) },
        groupSize: 2,
        body({ out }, { shared, barrier, localIndex: lane }) {
          const flag = shared(u32, 1);
          For(2, trip => {
            If(lane.eq(0), () => {
              flag.at(0).$ = trip.add(5);
            });
            barrier();
            out.at(lane).$ = flag.at(0).$;
          });
        },
      });
      accelerator.launch(signal, { groups: 1 }, { out: accelerator.allocate(u32, 2) });
    },
  },
  {
    name: 'a barrier in a branch that all take does not order what stands before it with itself',
    expected: race({
      argument: 'shared(u32, 4)',
      element: 0,
      by: ['0 (group 0, local 0)', '1 (group 0, local 1)'],
      lines: ['tile.at(lane).$ = 3;', 'const seen = tile.at(0).$;'],
    }),
    launch(accelerator) {
      const branch = groupKernel({
        name: 'branch',
        params: { on: u32, out: write(u32) },
        groupSize: 4,
        body({ on, out }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 4);
          tile.at(lane).$ = 3;
          If(on.eq(1), () => {
            const seen = tile.at(0).$;
            barrier();
            out.at(lane).$ = seen;
          });
        },
      });
      accelerator.launch(branch, { groups: 1 }, { on: 1, out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'a look-alike: the barrier in the branch before the read',
    expected: 'none',
    launch(accelerator) {
      const branch = groupKernel({
        name: 'branch',
        params: { on: u32, out: write(u32) },
        groupSize: 4,
        body({ on, out }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 4);
          tile.at(lane).$ = 3;
          If(on.eq(1), () => {
            barrier();
            out.at(lane).$ = tile.at(0).$;
          });
        },
      });
      accelerator.launch(branch, { groups: 1 }, { on: 1, out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'the third of three lanes: the reader that comes last is not the only one',
    expected: race({
      argument: 'shared(u32, 1)',
      element: 0,
      by: ['0 (group 0, local 0)', '2 (group 0, local 2)'],
      lines: ['out.at(lane).$ = tile.at(0).$;', 'tile.at(0).$ = 9;'],
    }),
    launch(accelerator) {
      const third = groupKernel({
        name: 'third',
        params: { out: write(u32) },
        groupSize: 3,
        body({ out }, { shared, localIndex: lane }) {
          const tile = shared(u32, 1);
          out.at(lane).$ = tile.at(0).$;
          If(lane.eq(2), () => {
            tile.at(0).$ = 9;
          });
        },
      });
      accelerator.launch(third, { groups: 1 }, { out: accelerator.allocate(u32, 3) });
    },
  },
  {
    name: 'a reader that also read first itself hides nobody',
    expected: race({
      argument: 'shared(u32, 1)',
      element: 0,
      by: ['1 (group 0, local 1)', '0 (group 0, local 0)'],
      lines: ['out.at(lane).$ = tile.at(0).$;', 'tile.at(0).$ = 9;'],
    }),
    launch(accelerator) {
      const first = groupKernel({
        name: 'first',
        params: { on: u32, out: write(u32) },
        groupSize: 2,
        body({ on, out }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 1);
          out.at(lane).$ = tile.at(0).$;
          // splits the code of the lanes here, but no lane waits for another
          If(on.eq(1), () => barrier());
          If(lane.eq(0), () => {
            tile.at(0).$ = 9;
          });
        },
      });
      accelerator.launch(first, { groups: 1 }, { on: 0, out: accelerator.allocate(u32, 2) });
    },
  },
  {
    name: 'a look-alike: one writer a slot, read by itself',
    expected: 'none',
    launch(accelerator) {
      const own = groupKernel({
        name: 'own',
        params: { out: write(u32) },
        groupSize: 4,
        body({ out }, { shared, localIndex: lane }) {
          const tile = shared(u32, 4);
          tile.at(lane).$ = lane.mul(2);
          tile.at(lane).$ = tile.at(lane).$.add(1);
          out.at(lane).$ = tile.at(lane).$;
        },
      });
      accelerator.launch(own, { groups: 1 }, { out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'a look-alike: a broadcast that is only read',
    expected: 'none',
    launch(accelerator) {
      const broadcast = groupKernel({
        name: 'broadcast',
        params: { x: read(u32), out: write(u32) },
        groupSize: 4,
        body({ x, out }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 1);
          If(lane.eq(0), () => {
            tile.at(0).$ = x.at(0).$;
          });
          barrier();
          out.at(lane).$ = tile.at(0).$.add(x.at(0).$);
        },
      });
      accelerator.launch(
        broadcast,
        { groups: 1 },
        { x: accelerator.allocate(u32, [5]), out: accelerator.allocate(u32, 4) },
      );
    },
  },
  {
    name: 'a look-alike: a uniform load between its two barriers',
    expected: 'none',
    launch(accelerator) {
      const count = groupKernel({
        name: 'count',
        params: { out: write(u32) },
        groupSize: 4,
        body({ out }, { shared, uniformLoad, localIndex: lane }) {
          const left = shared(u32, 1);
          If(lane.eq(0), () => {
            left.at(0).$ = 3;
          });
          Loop(() => {
            const now = uniformLoad(left.at(0));
            If(now.eq(0), () => Break());
            out.at(lane).$ = now;
            If(lane.eq(0), () => {
              left.at(0).$ = now.sub(1);
            });
          });
        },
      });
      accelerator.launch(count, { groups: 1 }, { out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'a look-alike: padding, so that columns are written by one lane each',
    expected: 'none',
    launch(accelerator) {
      const transpose = groupKernel({
        name: 'transpose',
        params: { out: write(u32) },
        groupSize: 4,
        body({ out }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 20);
          For(4, row => {
            tile.at(row.mul(5).add(lane)).$ = lane.add(row.mul(4));
          });
          barrier();
          For(4, column => {
            out.at(lane.mul(4).add(column)).$ = tile.at(lane.mul(5).add(column)).$;
          });
        },
      });
      accelerator.launch(transpose, { groups: 1 }, { out: accelerator.allocate(u32, 16) });
    },
  },
  {
    name: 'rows that are one too short: the last column of one is the first of the next',
    expected: race({
      argument: 'shared(u32, 20)',
      element: 3,
      by: ['0 (group 0, local 0)', '1 (group 0, local 1)'],
      lines: ['tile.at(lane.mul(3).add(column)).$ = lane;', 'tile.at(lane.mul(3).add(column)).$ = lane;'],
    }),
    launch(accelerator) {
      const rows = groupKernel({
        name: 'rows',
        params: { out: write(u32) },
        groupSize: 4,
        body({ out }, { shared, barrier, localIndex: lane }) {
          const tile = shared(u32, 20);
          For(4, column => {
            tile.at(lane.mul(3).add(column)).$ = lane;
          });
          barrier();
          out.at(lane).$ = tile.at(lane).$;
        },
      });
      accelerator.launch(rows, { groups: 1 }, { out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'a look-alike: two fields of one struct, a lane each',
    expected: 'none',
    launch(accelerator) {
      const fields = groupKernel({
        name: 'fields',
        params: { out: write(u32) },
        groupSize: 2,
        body({ out }, { shared, localIndex: lane }) {
          const tile = shared(Pair, 1);
          If(lane.eq(0), () => {
            tile.at(0).left.$ = 1;
          }).Else(() => {
            tile.at(0).right.$ = 2;
            out.at(0).$ = tile.at(0).right.$;
          });
        },
      });
      accelerator.launch(fields, { groups: 1 }, { out: accelerator.allocate(u32, 1) });
    },
  },
  {
    name: 'a whole struct is read while a lane writes one field of it',
    expected: race({
      argument: 'shared(Pair, 2)',
      element: 1,
      path: '.right',
      by: ['0 (group 0, local 0)', '1 (group 0, local 1)'],
      lines: ['tile.at(1).right.$ = 2;', 'const whole = tile.at(1).$;'],
    }),
    launch(accelerator) {
      const fields = groupKernel({
        name: 'fields',
        params: { out: write(u32) },
        groupSize: 2,
        body({ out }, { shared, localIndex: lane }) {
          const tile = shared(Pair, 2);
          If(lane.eq(0), () => {
            tile.at(1).right.$ = 2;
          }).Else(() => {
            const whole = tile.at(1).$;
            out.at(0).$ = whole.left;
          });
        },
      });
      accelerator.launch(fields, { groups: 1 }, { out: accelerator.allocate(u32, 1) });
    },
  },
  {
    name: 'a look-alike: four components of one vector, a lane each',
    expected: 'none',
    launch(accelerator) {
      const components = groupKernel({
        name: 'components',
        params: { out: write(vec4f) },
        groupSize: 4,
        body({ out }, { shared, barrier, localIndex: lane }) {
          const tile = shared(vec4f, 1);
          If(lane.eq(0), () => {
            tile.at(0).x.$ = 1;
          });
          If(lane.eq(1), () => {
            tile.at(0).y.$ = 2;
          });
          If(lane.eq(2), () => {
            tile.at(0).z.$ = 3;
          });
          If(lane.eq(3), () => {
            tile.at(0).w.$ = 4;
          });
          barrier();
          If(lane.eq(0), () => {
            out.at(0).$ = tile.at(0).$;
          });
        },
      });
      accelerator.launch(components, { groups: 1 }, { out: accelerator.allocate(vec4f, 1) });
    },
  },
  {
    name: 'one component by two lanes',
    expected: race({
      argument: 'shared(vec2u, 3)',
      element: 2,
      path: '.y',
      by: ['0 (group 0, local 0)', '1 (group 0, local 1)'],
      lines: ['tile.at(2).y.$ = lane;', 'tile.at(2).y.$ = lane;'],
    }),
    launch(accelerator) {
      const component = groupKernel({
        name: 'component',
        params: { out: write(u32) },
        groupSize: 2,
        body({ out }, { shared, localIndex: lane }) {
          const tile = shared(vec2u, 3);
          tile.at(2).y.$ = lane;
          out.at(lane).$ = lane;
        },
      });
      accelerator.launch(component, { groups: 1 }, { out: accelerator.allocate(u32, 2) });
    },
  },
  {
    name: 'a look-alike: atomics of all lanes on one slot, read after a barrier',
    expected: 'none',
    launch(accelerator) {
      const counting = groupKernel({
        name: 'counting',
        params: { out: atomics(u32) },
        groupSize: 4,
        body({ out }, { shared, barrier, localIndex: lane }) {
          const total = shared(atomic(u32), 1);
          total.at(0).add(lane);
          barrier();
          If(lane.eq(0), () => {
            out.at(0).add(total.at(0).load());
          });
        },
      });
      accelerator.launch(counting, { groups: 5 }, { out: accelerator.allocate(u32, 1) });
    },
  },
  {
    name: 'a look-alike: groups use the same slots of shared memory, each of its own',
    expected: 'none',
    launch(accelerator) {
      const own = groupKernel({
        name: 'own',
        params: { out: write(u32) },
        groupSize: 1,
        body({ out }, { shared, groupIndex }) {
          const tile = shared(u32, 1);
          tile.at(0).$ = tile.at(0).$.add(groupIndex);
          out.at(groupIndex).$ = tile.at(0).$;
        },
      });
      accelerator.launch(own, { groups: 4 }, { out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'synccheck: a barrier that not all lanes reach is refused by core',
    expected: refused({ says: /barrier/, line: 'If(lane.lt(2), () => barrier());' }),
    launch(accelerator) {
      const some = groupKernel({
        name: 'some',
        params: { out: write(u32) },
        groupSize: 4,
        body({ out }, { barrier, localIndex: lane }) {
          If(lane.lt(2), () => barrier());
          out.at(lane).$ = lane;
        },
      });
      accelerator.launch(some, { groups: 1 }, { out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'atomic against plain: a plain read of an atomic place is refused by core',
    expected: refused({ says: /atomic/, line: '(total.at(0) as any).$;' }),
    launch(accelerator) {
      const mixed = groupKernel({
        name: 'mixed',
        params: { out: write(u32) },
        groupSize: 4,
        body({ out }, { shared, localIndex: lane }) {
          const total = shared(atomic(u32), 1);
          total.at(0).add(lane);
          out.at(lane).$ = (total.at(0) as any).$;
        },
      });
      accelerator.launch(mixed, { groups: 1 }, { out: accelerator.allocate(u32, 4) });
    },
  },
];
