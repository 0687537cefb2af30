// Races in buffers, which reach beyond a group: what no barrier orders.
import {
  array,
  atomics,
  For,
  f32,
  groupKernel,
  If,
  kernel,
  read,
  readWrite,
  struct,
  u32,
  vec3f,
  vec4f,
  write,
} from '@heddle/core';
import { type Case, race } from './case.ts';

const Particle = struct('Particle', { position: vec3f, age: u32, trail: array(u32, 4) });

export const storage: readonly Case[] = [
  {
    name: 'WAW: all invocations write one element',
    expected: race({
      argument: 'out',
      element: 2,
      by: ['0', '1'],
      lines: ['out.at(2).$ = index;', 'out.at(2).$ = index;'],
      remedy: /^Split the kernel into two launches/,
    }),
    launch(accelerator) {
      const all = kernel({
        name: 'all',
        params: { out: write(u32) },
        body({ out }, { index }) {
          out.at(2).$ = index;
        },
      });
      accelerator.launch(all, 4, { out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'RAW: the left neighbour, which has been written',
    expected: race({
      argument: 'y',
      element: 1,
      by: ['1', '2'],
      lines: ['y.at(index).$ = before.add(1);', 'const before = y.at(index.sub(1)).$;'],
    }),
    launch(accelerator) {
      const left = kernel({
        name: 'left',
        params: { y: readWrite(f32) },
        body({ y }, { index }) {
          If(index.gt(0), () => {
            const before = y.at(index.sub(1)).$;
            y.at(index).$ = before.add(1);
          });
        },
      });
      accelerator.launch(left, 4, { y: accelerator.allocate(f32, 4) });
    },
  },
  {
    name: 'WAR: the right neighbour, which is written later',
    expected: race({
      argument: 'y',
      element: 1,
      by: ['0', '1'],
      lines: ['const after = y.at(index.add(1)).$;', 'y.at(index).$ = after;'],
    }),
    launch(accelerator) {
      const shift = kernel({
        name: 'shift',
        params: { y: readWrite(f32) },
        body({ y }, { index }) {
          const after = y.at(index.add(1)).$;
          y.at(index).$ = after;
        },
      });
      accelerator.launch(shift, 3, { y: accelerator.allocate(f32, [1, 2, 3, 4]) });
    },
  },
  {
    name: 'a look-alike: the neighbour of another buffer',
    expected: 'none',
    launch(accelerator) {
      const shift = kernel({
        name: 'shift',
        params: { x: read(f32), y: write(f32) },
        body({ x, y }, { index }) {
          y.at(index).$ = x.at(index.add(1)).$;
        },
      });
      const x = accelerator.allocate(f32, [1, 2, 3, 4]);
      accelerator.launch(shift, 3, { x, y: accelerator.allocate(f32, 3) });
    },
  },
  {
    name: 'a look-alike: each its own element, read and written again',
    expected: 'none',
    launch(accelerator) {
      const own = kernel({
        name: 'own',
        params: { y: readWrite(f32) },
        body({ y }, { index }) {
          For(3, () => {
            y.at(index).$ = y.at(index).$.add(1);
          });
        },
      });
      accelerator.launch(own, 64, { y: accelerator.allocate(f32, 64) });
    },
  },
  {
    name: 'a look-alike: a permutation by an index buffer',
    expected: 'none',
    launch(accelerator) {
      const scatter = kernel({
        name: 'scatter',
        params: { to: read(u32), out: write(u32) },
        body({ to, out }, { index }) {
          out.at(to.at(index).$).$ = index;
        },
      });
      const to = accelerator.allocate(u32, [2, 0, 3, 1]);
      accelerator.launch(scatter, 4, { to, out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'the same kernel, with an index twice',
    expected: race({
      argument: 'out',
      element: 3,
      by: ['1', '3'],
      lines: ['out.at(to.at(index).$).$ = index;', 'out.at(to.at(index).$).$ = index;'],
    }),
    launch(accelerator) {
      const scatter = kernel({
        name: 'scatter',
        params: { to: read(u32), out: write(u32) },
        body({ to, out }, { index }) {
          out.at(to.at(index).$).$ = index;
        },
      });
      const to = accelerator.allocate(u32, [2, 3, 0, 3]);
      accelerator.launch(scatter, 4, { to, out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'a look-alike: atomics on one counter',
    expected: 'none',
    launch(accelerator) {
      const count = kernel({
        name: 'count',
        params: { total: atomics(u32) },
        body({ total }, { index }) {
          total.at(0).add(index);
          total.at(1).max(total.at(0).load());
          total.at(2).compareExchange(0, index);
        },
      });
      accelerator.launch(count, 64, { total: accelerator.allocate(u32, 3) });
    },
  },
  {
    name: 'a look-alike: a slot of its own, handed out by an atomic',
    expected: 'none',
    launch(accelerator) {
      const compact = kernel({
        name: 'compact',
        params: { x: read(u32), next: atomics(u32), out: write(u32) },
        body({ x, next, out }, { index }) {
          const value = x.at(index).$;
          If(value.ne(0), () => {
            out.at(next.at(0).add(1)).$ = value;
          });
        },
      });
      const x = accelerator.allocate(u32, [5, 0, 7, 0, 9]);
      accelerator.launch(compact, 5, {
        x,
        next: accelerator.allocate(u32, 1),
        out: accelerator.allocate(u32, 5),
      });
    },
  },
  {
    name: 'a slot out of a plain counter',
    expected: race({
      argument: 'next',
      element: 0,
      by: ['0', '1'],
      lines: ['next.at(0).$ = slot.add(1);', 'const slot = next.at(0).$;'],
    }),
    launch(accelerator) {
      const compact = kernel({
        name: 'compact',
        params: { next: readWrite(u32), out: write(u32) },
        body({ next, out }, { index }) {
          const slot = next.at(0).$;
          next.at(0).$ = slot.add(1);
          out.at(slot).$ = index;
        },
      });
      accelerator.launch(compact, 5, {
        next: accelerator.allocate(u32, 1),
        out: accelerator.allocate(u32, 5),
      });
    },
  },
  {
    name: 'a read whose value nobody uses is a read',
    expected: race({
      argument: 'y',
      element: 1,
      by: ['0', '1'],
      lines: ['void y.at(index.add(1)).$;', 'y.at(index).$ = 2;'],
    }),
    launch(accelerator) {
      const unused = kernel({
        name: 'unused',
        params: { y: readWrite(f32) },
        body({ y }, { index }) {
          void y.at(index.add(1)).$;
          y.at(index).$ = 2;
        },
      });
      accelerator.launch(unused, 3, { y: accelerator.allocate(f32, 4) });
    },
  },
  {
    name: 'a nested place: one component of a field',
    expected: race({
      argument: 'particles',
      element: 1,
      path: '.position.y',
      by: ['0', '1'],
      lines: ['particles.at(1).position.y.$ = f32(index);', 'particles.at(1).position.y.$ = f32(index);'],
    }),
    launch(accelerator) {
      const move = kernel({
        name: 'move',
        params: { particles: readWrite(Particle) },
        body({ particles }, { index }) {
          particles.at(1).position.y.$ = f32(index);
        },
      });
      accelerator.launch(move, 2, { particles: accelerator.allocate(Particle, 2) });
    },
  },
  {
    name: 'a nested place: an element of an array in a struct',
    expected: race({
      argument: 'particles',
      element: 1,
      path: '.trail.at(2)',
      by: ['0', '1'],
      lines: ['particles.at(1).trail.at(n).$ = index;', 'particles.at(1).trail.at(n).$ = index;'],
    }),
    launch(accelerator) {
      const trace = kernel({
        name: 'trace',
        params: { n: u32, particles: readWrite(Particle) },
        body({ n, particles }, { index }) {
          particles.at(1).trail.at(n).$ = index;
        },
      });
      accelerator.launch(trace, 2, { n: 2, particles: accelerator.allocate(Particle, 2) });
    },
  },
  {
    name: 'a whole struct is written, at an index that is not known before, and one field of it by another',
    expected: race({
      argument: 'particles',
      element: 1,
      path: '.age',
      by: ['0', '1'],
      lines: ['particles.at(to.at(0).$).age.$ = 7;', 'particles.at(to.at(1).$).$ = particles.at(2).$;'],
    }),
    launch(accelerator) {
      const replace = kernel({
        name: 'replace',
        params: { to: read(u32), particles: readWrite(Particle) },
        body({ to, particles }, { index }) {
          If(index.eq(0), () => {
            particles.at(to.at(0).$).age.$ = 7;
          }).Else(() => {
            particles.at(to.at(1).$).$ = particles.at(2).$;
          });
        },
      });
      const to = accelerator.allocate(u32, [1, 1]);
      accelerator.launch(replace, 2, { to, particles: accelerator.allocate(Particle, 3) });
    },
  },
  {
    name: 'a look-alike: elements of an array in a struct, one each',
    expected: 'none',
    launch(accelerator) {
      const trace = kernel({
        name: 'trace',
        params: { particles: readWrite(Particle) },
        body({ particles }, { index }) {
          particles.at(0).trail.at(index).$ = index;
        },
      });
      accelerator.launch(trace, 4, { particles: accelerator.allocate(Particle, 1) });
    },
  },
  {
    name: 'a look-alike: one kernel writes ages and reads positions of neighbours',
    expected: 'none',
    launch(accelerator) {
      const age = kernel({
        name: 'age',
        params: { particles: readWrite(Particle) },
        body({ particles }, { index, extent }) {
          const next = particles.at(index.add(1).rem(extent)).position.x.$;
          particles.at(index).age.$ = u32(next);
        },
      });
      accelerator.launch(age, 8, { particles: accelerator.allocate(Particle, 8) });
    },
  },
  {
    name: 'a look-alike: the end of a vec3f and what stands in its padding',
    expected: 'none',
    launch(accelerator) {
      const pad = kernel({
        name: 'pad',
        params: { particles: write(Particle) },
        body({ particles }, { index }) {
          If(index.eq(0), () => {
            particles.at(0).position.$ = vec3f(1, 2, 3);
          }).Else(() => {
            particles.at(0).age.$ = index;
          });
        },
      });
      accelerator.launch(pad, 2, { particles: accelerator.allocate(Particle, 1) });
    },
  },
  {
    name: 'a look-alike: vectors side by side',
    expected: 'none',
    launch(accelerator) {
      const colours = kernel({
        name: 'colours',
        params: { out: write(vec4f) },
        body({ out }, { index }) {
          out.at(index).$ = vec4f(1, 2, 3, f32(index));
        },
      });
      accelerator.launch(colours, 5, { out: accelerator.allocate(vec4f, 5) });
    },
  },
  {
    name: 'a look-alike: sub-views of one buffer, one read and one written',
    expected: 'none',
    launch(accelerator) {
      const halves = kernel({
        name: 'halves',
        params: { x: read(u32), y: readWrite(u32) },
        body({ x, y }, { index }) {
          y.at(index).$ = x.at(index).$.add(x.at(0).$);
        },
      });
      const all = accelerator.allocate(u32, 16);
      accelerator.launch(halves, 8, { x: all.subView(0, 8), y: all.subView(8, 8) });
    },
  },
  {
    name: 'a look-alike: strided views, interleaved',
    expected: 'none',
    launch(accelerator) {
      const both = kernel({
        name: 'both',
        params: { even: readWrite(u32), odd: write(u32) },
        body({ even, odd }, { index }) {
          odd.at(index).$ = even.at(index).$;
          even.at(index).$ = index;
        },
      });
      const all = accelerator.allocate(u32, 16);
      accelerator.launch(both, 8, { even: all.strided(2), odd: all.strided(2, 1) });
    },
  },
  {
    name: 'a strided sub-view: the element is that of the view',
    expected: race({
      argument: 'odd',
      element: 3,
      by: ['0', '1'],
      lines: ['odd.at(3).$ = index;', 'odd.at(3).$ = index;'],
    }),
    launch(accelerator) {
      const one = kernel({
        name: 'one',
        params: { odd: write(u32) },
        body({ odd }, { index }) {
          odd.at(3).$ = index;
        },
      });
      accelerator.launch(one, 2, { odd: accelerator.allocate(u32, 32).subView(4).strided(2, 1) });
    },
  },
  {
    name: 'a look-alike: one launch writes what the one before has read and written',
    expected: 'none',
    launch(accelerator) {
      const next = kernel({
        name: 'next',
        params: { by: u32, y: readWrite(u32) },
        body({ by, y }, { index, extent }) {
          y.at(index.add(by).rem(extent)).$ = index;
        },
      });
      const y = accelerator.allocate(u32, 8);
      for (const by of [0, 1, 2]) accelerator.launch(next, 8, { by, y });
    },
  },
  {
    name: 'two groups: a barrier orders nothing between them',
    expected: race({
      argument: 'y',
      element: 1,
      by: ['1 (group 0, local 1)', '2 (group 1, local 0)'],
      lines: ['y.at(globalIndex).$ = globalIndex;', 'const before = y.at(globalIndex.sub(1)).$;'],
      remedy: /^Split the kernel into two launches/,
    }),
    launch(accelerator) {
      const edge = groupKernel({
        name: 'edge',
        params: { y: readWrite(u32), out: write(u32) },
        groupSize: 2,
        body({ y, out }, { barrier, globalIndex }) {
          y.at(globalIndex).$ = globalIndex;
          barrier();
          If(globalIndex.gt(0), () => {
            const before = y.at(globalIndex.sub(1)).$;
            out.at(globalIndex).$ = before;
          });
        },
      });
      accelerator.launch(
        edge,
        { groups: 2 },
        { y: accelerator.allocate(u32, 4), out: accelerator.allocate(u32, 4) },
      );
    },
  },
  {
    name: 'a look-alike: a buffer as the memory of a group, behind barriers',
    expected: 'none',
    launch(accelerator) {
      const reverse = groupKernel({
        name: 'reverse',
        params: { y: readWrite(u32) },
        groupSize: 4,
        body({ y }, { barrier, localIndex, groupIndex }) {
          const first = groupIndex.mul(4);
          const mirror = first.add(localIndex.neg().add(3));
          y.at(first.add(localIndex)).$ = localIndex;
          barrier();
          const other = y.at(mirror).$;
          barrier();
          y.at(first.add(localIndex)).$ = other;
        },
      });
      accelerator.launch(reverse, { groups: 3 }, { y: accelerator.allocate(u32, 12) });
    },
  },
  {
    name: 'the first group read it, a later one writes it, and in between others',
    expected: race({
      argument: 'y',
      element: 0,
      by: ['0 (group 0, local 0)', '4 (group 2, local 0)'],
      lines: ['out.at(globalIndex).$ = y.at(0).$;', 'y.at(0).$ = 5;'],
    }),
    launch(accelerator) {
      const late = groupKernel({
        name: 'late',
        params: { y: readWrite(u32), out: write(u32) },
        groupSize: 2,
        body({ y, out }, { barrier, globalIndex, groupIndex, localIndex }) {
          out.at(globalIndex).$ = y.at(0).$;
          barrier();
          If(groupIndex.eq(2).and(localIndex.eq(0)), () => {
            y.at(0).$ = 5;
          });
        },
      });
      accelerator.launch(
        late,
        { groups: 3 },
        { y: accelerator.allocate(u32, 1), out: accelerator.allocate(u32, 6) },
      );
    },
  },
  {
    name: 'a write of an earlier phase is ordered, one of this phase by another lane is not',
    expected: race({
      argument: 'y',
      element: 0,
      by: ['1 (group 0, local 1)', '2 (group 0, local 2)'],
      lines: ['y.at(0).$ = 6;', 'out.at(localIndex).$ = y.at(0).$;'],
    }),
    launch(accelerator) {
      const phases = groupKernel({
        name: 'phases',
        params: { y: readWrite(u32), out: write(u32) },
        groupSize: 3,
        body({ y, out }, { barrier, localIndex }) {
          If(localIndex.eq(0), () => {
            y.at(0).$ = 5;
          });
          barrier();
          If(localIndex.eq(1), () => {
            y.at(0).$ = 6;
          });
          If(localIndex.eq(2), () => {
            out.at(localIndex).$ = y.at(0).$;
          });
        },
      });
      accelerator.launch(
        phases,
        { groups: 1 },
        { y: accelerator.allocate(u32, 1), out: accelerator.allocate(u32, 3) },
      );
    },
  },
  {
    name: 'two dimensions: both invocations by both coordinates',
    expected: race({
      argument: 'image',
      element: 1,
      by: ['(1, 0)', '(1, 1)'],
      lines: ['image.at(x, 0).$ = index;', 'image.at(x, 0).$ = index;'],
    }),
    launch(accelerator) {
      const column = kernel({
        name: 'column',
        dimensions: 2,
        params: { image: write(u32) },
        body({ image }, { index: { x, y }, extent }) {
          const index = y.mul(extent.x).add(x);
          If(x.eq(1), () => {
            image.at(x, 0).$ = index;
          });
        },
      });
      const image = accelerator.allocate(u32, 12).as2D({ width: 4, height: 3 });
      accelerator.launch(column, { width: 4, height: 3 }, { image });
    },
  },
  {
    name: 'a look-alike: two dimensions, each its own pixel',
    expected: 'none',
    launch(accelerator) {
      const fill = kernel({
        name: 'fill',
        dimensions: 2,
        params: { image: readWrite(u32) },
        body({ image }, { index: { x, y } }) {
          image.at(x, y).$ = image.at(x, y).$.add(x);
        },
      });
      const image = accelerator.allocate(u32, 12).as2D({ width: 4, height: 3 });
      accelerator.launch(fill, { width: 4, height: 3 }, { image });
    },
  },
  {
    name: 'three dimensions: layers write one plane',
    expected: race({
      argument: 'plane',
      element: 0,
      by: ['(0, 0, 0)', '(0, 0, 1)'],
      lines: ['plane.at(y.mul(extent.x).add(x)).$ = z;', 'plane.at(y.mul(extent.x).add(x)).$ = z;'],
    }),
    launch(accelerator) {
      const project = kernel({
        name: 'project',
        dimensions: 3,
        params: { plane: write(u32) },
        body({ plane }, { index: { x, y, z }, extent }) {
          plane.at(y.mul(extent.x).add(x)).$ = z;
        },
      });
      const plane = accelerator.allocate(u32, 4);
      accelerator.launch(project, { width: 2, height: 2, depth: 2 }, { plane });
    },
  },
  {
    name: 'a look-alike: many invocations read one element, and write elsewhere',
    expected: 'none',
    launch(accelerator) {
      const broadcast = kernel({
        name: 'broadcast',
        params: { y: readWrite(u32) },
        body({ y }, { index }) {
          y.at(index.add(1)).$ = y.at(0).$;
        },
      });
      accelerator.launch(broadcast, 7, { y: accelerator.allocate(u32, 8) });
    },
  },
  {
    name: 'a look-alike: what a condition keeps from happening',
    expected: 'none',
    launch(accelerator) {
      const first = kernel({
        name: 'first',
        params: { out: write(u32) },
        body({ out }, { index }) {
          If(index.eq(0), () => {
            out.at(0).$ = index.add(1);
          });
        },
      });
      accelerator.launch(first, 100, { out: accelerator.allocate(u32, 1) });
    },
  },
];
