import {
  array,
  bool,
  For,
  f32,
  fn,
  If,
  kernel,
  Return,
  select,
  struct,
  u32,
  variable,
  write,
} from '@heddle/core';
import { describe, expect, it } from 'vitest';
import {
  checked,
  floats,
  runInterpreted,
  type TestLaunch,
  zeros,
} from '../../../core/src/interpreter/launch.test-support.ts';
import { both, run } from './run.test-support.ts';

describe('functions', () => {
  const Three = struct('Three', { a: u32, b: f32, c: bool });
  const three = fn('run', [u32], Three, x => {
    If(x.eq(0), () => Return(Three({ a: 7, b: 0.5, c: true })));
    return Three({ a: x.mul(x), b: f32(x), c: x.gt(2) });
  });
  /** The function's memory is its own, and zeroed at every call. */
  const mark = fn('mark', [u32, u32], u32, (at, value) => {
    const list = variable(array(u32, 4));
    list.at(at).$ = list.at(at).$.add(value);
    return list.at(0).$.add(list.at(1).$).add(list.at(2).$).add(list.at(3).$);
  });
  const twice = fn('twice', [u32], u32, x => {
    const list = variable(array(u32, 4));
    list.at(x.rem(4)).$ = 1000;
    const sum = mark(x, mark(x.add(1), 1));
    return sum.add(list.at(0).$);
  });

  it('yield several results, have memories of their own and call each other', () => {
    const calls = kernel({
      name: 'calls',
      params: { out: write(u32) },
      body({ out }, { index }) {
        const { a, b, c } = three(index);
        const own = variable(array(u32, 4));
        own.at(index).$ = 5;
        out.at(index).$ = a.add(u32(b.mul(100))).add(select(c, u32(10_000), u32(0)));
        out.at(index.add(4)).$ = twice(index).add(own.at(index).$).add(three(index).a);
      },
    });
    const expected = [10_057, 101, 204, 10_309, 1013, 7, 10, 14];
    expect([...both(calls, { extent: [4, 1, 1], views: [zeros(8)] })[0]!]).toEqual(expected);
  });
});

describe('functions of more values than an engine passes', () => {
  const List = array(u32, 1100);
  const raise = fn('raise', [List, u32], List, (list, at) => {
    const copy = variable(List, list);
    copy.at(at).$ = copy
      .at(at)
      .$.add(list.at(at.add(1)))
      .add(1);
    return copy.$;
  });
  const last = fn('last', [List, u32, f32], f32, (list, at, x) => f32(list.at(at)).mul(x));

  it('take and yield them through memory, a call in a call too', () => {
    const calls = kernel({
      name: 'many',
      params: { out: write(u32), x: f32 },
      body({ out, x }, { index }) {
        const list = variable(List);
        For(1100, i => {
          list.at(i).$ = i.mul(index.add(1));
        });
        const once = raise(list.$, index.add(1098));
        const raised = raise(once, index.add(1097));
        const factor = last(once, index.add(1), x);
        out.at(index).$ = raised.at(index.add(1097)).add(u32(last(raised, index.add(2), factor)));
      },
    });
    const launch: TestLaunch = {
      extent: [3, 1, 1],
      words: floats(3, 0, 0, 0).words,
      views: [zeros(3)],
    };
    const program = checked(calls);
    const results = runInterpreted(program, launch);
    expect(run(program, 'checked', launch)).toEqual(results);
    expect(results[0]![0]).toBe(1097 + (1098 + 1099 + 1) + 1 + 2 * 3);
  });
});
