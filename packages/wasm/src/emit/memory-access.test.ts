import {
  array,
  bool,
  f32,
  kernel,
  read,
  readWrite,
  select,
  struct,
  u32,
  variable,
  vec2f,
  vec3f,
  write,
} from '@heddle/core';
import { describe, expect, it } from 'vitest';
import { counted, type TestLaunch, words, zeros } from '../../../core/src/interpreter/launch.test-support.ts';
import { both } from './run.test-support.ts';

describe('memory', () => {
  const Big = struct('Big', { head: array(u32, 20), flag: bool, tail: array(vec2f, 4) });

  it('reads zeros and drops writes beyond a view, far into an element too', () => {
    const beyond = kernel({
      name: 'beyond',
      params: { big: readWrite(Big), flags: write(bool), out: write(u32), at: u32 },
      body({ big, flags, out, at }, { index }) {
        const element = big.at(at.add(index));
        const tail = element.tail.at(3);
        out.at(index).$ = element.head.at(19).$.add(select(element.flag.$, u32(100), u32(0)));
        flags.at(index).$ = tail.y.$.ne(0);
        tail.y.$ = tail.y.$.add(1);
        element.head.at(index.add(18)).$ = 5;
        element.flag.$ = index.eq(0);
      },
    });
    const memory = words(...counted(60, i => i + 1));
    for (const at of [0, 1, 2, 2 ** 30, 2 ** 32 - 1]) {
      both(beyond, {
        extent: [4, 1, 1],
        words: words(at, 0, 0, 0).words,
        views: [memory, zeros(4), { ...zeros(4), length: 3 }],
      });
    }
  });

  it('sees strided views where they are, in words, floats and structs', () => {
    const Pair = struct('Pair', { count: u32, weight: f32 });
    const strided = kernel({
      name: 'strided',
      params: { pairs: readWrite(Pair), out: write(vec3f) },
      body({ pairs, out }, { index }) {
        const pair = pairs.at(index).$;
        pairs.at(index).$ = Pair({ count: pair.count.add(1), weight: pair.weight.mul(2) });
        out.at(index).$ = vec3f(pair.weight, f32(pair.count), f32(pairs.length));
      },
    });
    const launch: TestLaunch = {
      extent: [3, 1, 1],
      views: [
        { words: words(...counted(16, i => (i % 2 ? 0x3f800000 + (i << 20) : i))).words, offset: 1, step: 3 },
        { ...zeros(24), offset: 1, step: 2 },
      ],
    };
    expect(both(strided, launch)).toEqual(both(strided, launch, 'proven'));
  });

  it('takes for true whatever is not 0', () => {
    const truth = kernel({
      name: 'truth',
      params: { flag: bool, flags: readWrite(bool), out: write(u32) },
      body({ flag, flags, out }, { index }) {
        const isOne = flag.and(index.ge(0)).eq(flags.at(index).$);
        out.at(index).$ = select(isOne, u32(1), u32(0));
        flags.at(index).$ = flags.at(index).$.xor(flag);
      },
    });
    const launch: TestLaunch = {
      extent: [3, 1, 1],
      words: words(6, 0, 0, 0).words,
      views: [words(4, 0, 1), zeros(3)],
    };
    expect(both(truth, launch)).toEqual([Uint32Array.of(0, 1, 0), Uint32Array.of(1, 0, 1)]);
  });

  it('keeps the payload of a NaN', () => {
    const move = kernel({
      name: 'move',
      params: { x: read(f32), y: write(f32) },
      body({ x, y }, { index }) {
        const list = variable(array(f32, 2));
        list.at(index.rem(2)).$ = select(index.lt(9), x.at(index).$, 1);
        y.at(index).$ = list.at(index.rem(2)).$;
      },
    });
    const nans = words(0x7f800001, 0xffc12345, 0x7fffffff);
    expect([...both(move, { extent: [3, 1, 1], views: [nans, zeros(3)] })[1]!]).toEqual([...nans.words]);
  });
});
