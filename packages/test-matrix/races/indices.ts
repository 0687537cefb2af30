// compute-sanitizer's memcheck, and Oclgrind's: indices out of bounds of buffers, of shared memory, of
// variables and of arrays within.
import {
  array,
  atomics,
  For,
  f32,
  fn,
  groupKernel,
  If,
  i32,
  kernel,
  read,
  readWrite,
  struct,
  u32,
  variable,
  write,
} from '@heddle/core';
import { bounds, type Case } from './case.ts';

const Node = struct('Node', { bounds: array(f32, 6), left: u32 });

export const indices: readonly Case[] = [
  {
    name: 'an index that went below zero: the remedy says so, in u32',
    expected: bounds({
      argument: 'x',
      index: 2 ** 32 - 1,
      length: 4,
      by: '0',
      line: 'out.at(index).$ = x.at(index.sub(1)).$;',
      remedy: /^That is -1: the index went below zero\. Put the access into an If that compares before/,
    }),
    launch(accelerator) {
      const previous = kernel({
        name: 'previous',
        params: { x: read(u32), out: write(u32) },
        body({ x, out }, { index }) {
          out.at(index).$ = x.at(index.sub(1)).$;
        },
      });
      const [x, out] = [accelerator.allocate(u32, 4), accelerator.allocate(u32, 4)];
      accelerator.launch(previous, 4, { x, out });
    },
  },
  {
    name: 'a read one behind the end',
    expected: bounds({
      argument: 'x',
      index: 4,
      length: 4,
      by: '3',
      line: 'out.at(index).$ = x.at(index.add(1)).$;',
    }),
    launch(accelerator) {
      const next = kernel({
        name: 'next',
        params: { x: read(u32), out: write(u32) },
        body({ x, out }, { index }) {
          out.at(index).$ = x.at(index.add(1)).$;
        },
      });
      const x = accelerator.allocate(u32, [1, 2, 3, 4]);
      accelerator.launch(next, 4, { x, out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'a look-alike: the last one is left out',
    expected: 'none',
    launch(accelerator) {
      const next = kernel({
        name: 'next',
        params: { x: read(u32), out: write(u32) },
        body({ x, out }, { index }) {
          If(index.add(1).lt(x.length), () => {
            out.at(index).$ = x.at(index.add(1)).$;
          });
        },
      });
      const x = accelerator.allocate(u32, [1, 2, 3, 4]);
      accelerator.launch(next, 4, { x, out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'a read in front of the start, by a signed index',
    expected: bounds({
      argument: 'x',
      index: -1,
      length: 4,
      by: '0',
      line: 'out.at(index).$ = x.at(i32(index).sub(1)).$;',
    }),
    launch(accelerator) {
      const before = kernel({
        name: 'before',
        params: { x: read(u32), out: write(u32) },
        body({ x, out }, { index }) {
          out.at(index).$ = x.at(i32(index).sub(1)).$;
        },
      });
      const x = accelerator.allocate(u32, [1, 2, 3, 4]);
      accelerator.launch(before, 4, { x, out: accelerator.allocate(u32, 4) });
    },
  },
  {
    name: 'a write behind the end: an extent that is too large',
    expected: bounds({ argument: 'out', index: 3, length: 3, by: '3', line: 'out.at(index).$ = index;' }),
    launch(accelerator) {
      const count = kernel({
        name: 'count',
        params: { out: write(u32) },
        body({ out }, { index }) {
          out.at(index).$ = index;
        },
      });
      accelerator.launch(count, 5, { out: accelerator.allocate(u32, 3) });
    },
  },
  {
    name: 'a look-alike: the same kernel on an extent that fits',
    expected: 'none',
    launch(accelerator) {
      const count = kernel({
        name: 'count',
        params: { out: write(u32) },
        body({ out }, { index }) {
          out.at(index).$ = index;
        },
      });
      accelerator.launch(count, 3, { out: accelerator.allocate(u32, 3) });
    },
  },
  {
    name: 'beyond a sub-view, though within the buffer',
    expected: bounds({ argument: 'out', index: 3, length: 3, by: '3', line: 'out.at(index).$ = index;' }),
    launch(accelerator) {
      const count = kernel({
        name: 'count',
        params: { out: write(u32) },
        body({ out }, { index }) {
          out.at(index).$ = index;
        },
      });
      accelerator.launch(count, 4, { out: accelerator.allocate(u32, 30).subView(3, 3) });
    },
  },
  {
    name: 'an atomic out of bounds',
    expected: bounds({
      argument: 'bins',
      index: 9,
      length: 8,
      by: '2',
      line: 'bins.at(x.at(index).$).add(1);',
    }),
    launch(accelerator) {
      const histogram = kernel({
        name: 'histogram',
        params: { x: read(u32), bins: atomics(u32) },
        body({ x, bins }, { index }) {
          bins.at(x.at(index).$).add(1);
        },
      });
      const x = accelerator.allocate(u32, [1, 7, 9, 0]);
      accelerator.launch(histogram, 4, { x, bins: accelerator.allocate(u32, 8) });
    },
  },
  {
    name: 'a look-alike: a histogram with a bin for everything',
    expected: 'none',
    launch(accelerator) {
      const histogram = kernel({
        name: 'histogram',
        params: { x: read(u32), bins: atomics(u32) },
        body({ x, bins }, { index }) {
          bins.at(x.at(index).$.and(7)).add(1);
        },
      });
      const x = accelerator.allocate(u32, [1, 7, 9, 0]);
      accelerator.launch(histogram, 4, { x, bins: accelerator.allocate(u32, 8) });
    },
  },
  {
    name: "shared memory, by the group's own width",
    expected: bounds({
      argument: 'shared(f32, 4)',
      index: 4,
      length: 4,
      by: '4 (group 0, local 4)',
      line: 'tile.at(lane).$ = 1;',
    }),
    launch(accelerator) {
      const narrow = groupKernel({
        name: 'narrow',
        params: { out: write(f32) },
        groupSize: 6,
        body({ out }, { shared, localIndex: lane }) {
          const tile = shared(f32, 4);
          tile.at(lane).$ = 1;
          out.at(lane).$ = 2;
        },
      });
      accelerator.launch(narrow, { groups: 1 }, { out: accelerator.allocate(f32, 6) });
    },
  },
  {
    name: 'a halo that the last group has not',
    expected: bounds({
      argument: 'x',
      index: 8,
      length: 8,
      by: '7 (group 1, local 3)',
      line: 'const right = x.at(globalIndex.add(1)).$;',
    }),
    launch(accelerator) {
      const halo = groupKernel({
        name: 'halo',
        params: { x: read(f32), out: write(f32) },
        groupSize: 4,
        body({ x, out }, { globalIndex }) {
          const right = x.at(globalIndex.add(1)).$;
          out.at(globalIndex).$ = right;
        },
      });
      accelerator.launch(
        halo,
        { groups: 2 },
        { x: accelerator.allocate(f32, 8), out: accelerator.allocate(f32, 8) },
      );
    },
  },
  {
    name: 'a look-alike: a halo of wrapped indices',
    expected: 'none',
    launch(accelerator) {
      const halo = groupKernel({
        name: 'halo',
        params: { x: read(f32), out: write(f32) },
        groupSize: 4,
        body({ x, out }, { globalIndex }) {
          out.at(globalIndex).$ = x.at(globalIndex.add(1).rem(x.length)).$;
        },
      });
      accelerator.launch(
        halo,
        { groups: 2 },
        { x: accelerator.allocate(f32, 8), out: accelerator.allocate(f32, 8) },
      );
    },
  },
  {
    name: 'a stack of a variable that overflows',
    expected: bounds({
      argument: 'variable(array(u32, 4))',
      index: 4,
      length: 4,
      by: '5',
      line: 'stack.at(top).$ = top;',
    }),
    launch(accelerator) {
      const push = kernel({
        name: 'push',
        params: { out: write(u32) },
        body({ out }, { index }) {
          const stack = variable(array(u32, 4));
          For(index, top => {
            stack.at(top).$ = top;
          });
          out.at(index).$ = index;
        },
      });
      accelerator.launch(push, 6, { out: accelerator.allocate(u32, 6) });
    },
  },
  {
    name: 'a look-alike: a stack that is just full',
    expected: 'none',
    launch(accelerator) {
      const push = kernel({
        name: 'push',
        params: { out: write(u32) },
        body({ out }, { index }) {
          const stack = variable(array(u32, 5));
          For(index, top => {
            stack.at(top).$ = top;
          });
          out.at(index).$ = stack.at(index.min(4)).$;
        },
      });
      accelerator.launch(push, 6, { out: accelerator.allocate(u32, 6) });
    },
  },
  {
    name: 'a literal index of a variable, in a function',
    expected: bounds({
      argument: 'variable(array(u32, 3))',
      index: 3,
      length: 3,
      by: '0',
      line: 'list.at(3).$ = a;',
    }),
    launch(accelerator) {
      const third = fn('third', [u32], u32, a => {
        const list = variable(array(u32, 3));
        list.at(3).$ = a;
        return list.at(0).$;
      });
      const calls = kernel({
        name: 'calls',
        params: { out: write(u32) },
        body({ out }, { index }) {
          out.at(index).$ = third(index);
        },
      });
      accelerator.launch(calls, 2, { out: accelerator.allocate(u32, 2) });
    },
  },
  {
    name: 'an array in a struct: the path up to it',
    expected: bounds({
      argument: 'nodes.at(1).bounds',
      index: 6,
      length: 6,
      by: '1',
      line: 'out.at(index).$ = nodes.at(index).bounds.at(index.mul(6)).$;',
    }),
    launch(accelerator) {
      const corner = kernel({
        name: 'corner',
        params: { nodes: read(Node), out: write(f32) },
        body({ nodes, out }, { index }) {
          out.at(index).$ = nodes.at(index).bounds.at(index.mul(6)).$;
        },
      });
      accelerator.launch(corner, 2, {
        nodes: accelerator.allocate(Node, 2),
        out: accelerator.allocate(f32, 2),
      });
    },
  },
  {
    name: 'a look-alike: every element of an array in a struct',
    expected: 'none',
    launch(accelerator) {
      const sum = kernel({
        name: 'sum',
        params: { nodes: readWrite(Node) },
        body({ nodes }, { index }) {
          For(6, i => {
            nodes.at(index).bounds.at(i).$ = f32(i);
          });
        },
      });
      accelerator.launch(sum, 3, { nodes: accelerator.allocate(Node, 3) });
    },
  },
  {
    name: 'an array that is a value',
    expected: bounds({
      argument: 'array(f32, 3)',
      index: 3,
      length: 3,
      by: '3',
      line: 'out.at(index).$ = weights.at(index);',
    }),
    launch(accelerator) {
      const weigh = kernel({
        name: 'weigh',
        params: { weights: array(f32, 3), out: write(f32) },
        body({ weights, out }, { index }) {
          out.at(index).$ = weights.at(index);
        },
      });
      accelerator.launch(weigh, 4, { weights: [1, 2, 3], out: accelerator.allocate(f32, 4) });
    },
  },
  {
    name: 'beyond a row of an image, though within its elements',
    expected: bounds({
      argument: 'image',
      index: undefined,
      length: 12,
      by: '(3, 0)',
      line: 'out.at(y.mul(4).add(x)).$ = image.at(x.add(1), y).$;',
    }),
    launch(accelerator) {
      const right = kernel({
        name: 'right',
        dimensions: 2,
        params: { image: read(u32), out: write(u32) },
        body({ image, out }, { index: { x, y } }) {
          out.at(y.mul(4).add(x)).$ = image.at(x.add(1), y).$;
        },
      });
      const image = accelerator.allocate(u32, 12).as2D({ width: 4, height: 3 });
      accelerator.launch(right, { width: 4, height: 3 }, { image, out: accelerator.allocate(u32, 12) });
    },
  },
  {
    name: 'a switch: reads of zero beyond the end are asked for',
    checked: { bounds: false },
    expected: 'none',
    launch(accelerator) {
      const next = kernel({
        name: 'next',
        params: { x: read(u32), out: write(u32) },
        body({ x, out }, { index }) {
          out.at(index).$ = x.at(index.add(1)).$;
        },
      });
      const x = accelerator.allocate(u32, [1, 2, 3, 4]);
      accelerator.launch(next, 4, { x, out: accelerator.allocate(u32, 4) });
    },
  },
];
