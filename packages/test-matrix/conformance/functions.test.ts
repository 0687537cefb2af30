// `fn`: real functions of values, against the same functions in plain JavaScript.
import {
  array,
  Break,
  bool,
  For,
  f32,
  fn,
  groupKernel,
  HeddleRangeError,
  If,
  i32,
  Loop,
  type Operator,
  op,
  Return,
  struct,
  type U32,
  u32,
  variable,
  vec2f,
  write,
} from '@heddle/core';
import { computed } from '../harness/computed.ts';
import { expect, suite, test } from '../harness/conformance.ts';
import { refusal } from '../harness/refusal.ts';

const COUNT = 40;
const indices = Array.from({ length: COUNT }, (_, i) => i);
const Pair = struct('Pair', { low: u32, high: u32 });
const Box = struct('Box', { corner: vec2f, sizes: array(f32, 2), open: bool });

/** Early returns from within a loop, within ifs, and one at the end. */
const steps = fn('steps', [u32, u32], u32, (start, limit) => {
  const at = variable(u32, start);
  If(start.eq(0), () => Return(77));
  For(limit, k => {
    If(at.$.eq(1), () => Return(k));
    If(at.$.rem(2).eq(0), () => {
      at.$ = at.$.div(2);
    }).Else(() => {
      at.$ = at.$.mul(3).add(1);
      If(at.$.gt(100), () => Return(k.add(5000)));
    });
  });
  return limit;
});
function stepsReplay(start: number, limit: number): number {
  if (start === 0) return 77;
  let at = start;
  for (let k = 0; k < limit; k++) {
    if (at === 1) return k;
    if (at % 2 === 0) at /= 2;
    else {
      at = at * 3 + 1;
      if (at > 100) return k + 5000;
    }
  }
  return limit;
}

suite('functions', () => {
  test('early returns, called more than once', async ({ accelerator }) => {
    const found = await computed(accelerator, array(u32, 3), COUNT, i => [
      steps(i, 9),
      steps(i.add(1), 20),
      steps(13, i),
    ]);
    expect(found).toEqual(indices.map(i => [stepsReplay(i, 9), stepsReplay(i + 1, 20), stepsReplay(13, i)]));
  });

  test('returns on both sides of an if, and what follows is never reached', async ({ accelerator }) => {
    const sign = fn('signOf', [i32], i32, x => {
      If(x.lt(0), () => Return(-1))
        .ElseIf(
          () => x.eq(0),
          () => Return(0),
        )
        .Else(() => Return(1));
      return 99;
    });
    const found = await computed(accelerator, i32, COUNT, i => sign(i32(i).sub(7)));
    expect(found).toEqual(indices.map(i => Math.sign(i - 7)));
  });

  test('structs in and out, literals for both', async ({ accelerator }) => {
    const sorted = fn('sorted', [Pair], Pair, ({ low, high }) => {
      If(low.le(high), () => Return({ low, high }));
      return { low: high, high: low };
    });
    const found = await computed(accelerator, array(Pair, 2), COUNT, i => [
      sorted({ low: i, high: 20 }),
      sorted(sorted({ low: 30, high: i.mul(2) })),
    ]);
    const pair = (a: number, b: number) => ({ low: Math.min(a, b), high: Math.max(a, b) });
    expect(found).toEqual(indices.map(i => [pair(i, 20), pair(30, i * 2)]));
  });

  test('nested composites in and out, changed in a variable within', async ({ accelerator }) => {
    const grown = fn('grown', [Box, u32], Box, (box, k) => {
      const own = variable(Box, box);
      own.sizes.at(k).$ = own.sizes.at(k).$.add(1);
      own.corner.y.$ = box.sizes.at(k);
      own.open.$ = box.open.not();
      return own.$;
    });
    const found = await computed(accelerator, array(Box, 2), COUNT, i => {
      const box = Box({ corner: [f32(i), 0.5], sizes: [1, 2], open: i.lt(5) });
      return [grown(grown(box, i.rem(2)), 1), box];
    });
    const replay = (box: any, k: number): any => ({
      corner: [box.corner[0], box.sizes[k]],
      sizes: box.sizes.map((size: number, j: number) => (j === k ? size + 1 : size)),
      open: !box.open,
    });
    expect(found).toEqual(
      indices.map(i => {
        const box = { corner: [i, 0.5], sizes: [1, 2], open: i < 5 };
        return [replay(replay(box, i % 2), 1), box];
      }),
    );
  });

  test('arrays in and out: a sort by value leaves its argument alone', async ({ accelerator }) => {
    const Four = array(i32, 4);
    const sort = fn('sort', [Four], Four, given => {
      const own = variable(Four, given);
      For(4, a =>
        For({ from: a.add(1), to: 4 }, b => {
          If(own.at(b).$.lt(own.at(a).$), () => {
            const [left, right] = [own.at(a).$, own.at(b).$];
            own.at(a).$ = right;
            own.at(b).$ = left;
          });
        }),
      );
      return own.$;
    });
    const found = await computed(accelerator, array(Four, 2), COUNT, i => {
      const k = i32(i);
      const given = Four([k.mul(7).rem(10), k.mul(3).rem(11), k.neg(), 5]);
      return [sort(given), given];
    });
    expect(found).toEqual(
      indices.map(i => {
        const given = [(i * 7) % 10, (i * 3) % 11, 0 - i, 5];
        return [[...given].sort((a, b) => a - b), given];
      }),
    );
  });

  test('functions that call functions, one of them from two others', async ({ accelerator }) => {
    const square = fn('square', [u32], u32, x => x.mul(x));
    const cube = fn('cube', [u32], u32, x => square(x).mul(x));
    const both = fn('both', [u32, u32], u32, (x, y) =>
      cube(x)
        .add(square(y))
        .add(square(cube(y))),
    );
    const found = await computed(accelerator, u32, COUNT, i => both(i, i.add(1)).add(square(i)));
    expect(found).toEqual(indices.map(i => i ** 3 + (i + 1) ** 2 + (i + 1) ** 6 + i ** 2));
  });

  test('called in a loop, in a condition and in an index', async ({ accelerator }) => {
    const wrap = fn('wrap', [u32, u32], u32, (x, n) => x.rem(n));
    const isOdd = fn('isOdd', [u32], bool, x => x.rem(2).eq(1));
    const found = await computed(accelerator, array(u32, 5), COUNT, i => {
      const bins = variable(array(u32, 5));
      const k = variable(u32);
      Loop(() => {
        If(wrap(k.$, 17).eq(16), () => Break());
        If(isOdd(k.$.add(i)), () => {
          const bin = bins.at(wrap(k.$.mul(i), 5));
          bin.$ = bin.$.add(k.$);
        });
        k.$ = k.$.add(1);
      });
      return bins.$;
    });
    expect(found).toEqual(
      indices.map(i => {
        const bins = [0, 0, 0, 0, 0];
        for (let k = 0; k % 17 !== 16; k++) if ((k + i) % 2 === 1) bins[(k * i) % 5]! += k;
        return bins;
      }),
    );
  });

  test('variables of a function start anew at each call', async ({ accelerator }) => {
    const counted = fn('counted', [u32], u32, times => {
      const count = variable(u32);
      For(times, () => {
        count.$ = count.$.add(1);
      });
      return count.$;
    });
    const found = await computed(accelerator, u32, COUNT, i => {
      const sum = variable(u32);
      For(i, k => {
        sum.$ = sum.$.add(counted(k));
      });
      return sum.$;
    });
    expect(found).toEqual(indices.map(i => (i * Math.max(i - 1, 0)) / 2));
  });

  test('names that are reserved words, and two functions of one name', async ({ accelerator }) => {
    const Odd = struct('while', { void: u32, sample: u32 });
    const first = fn('half', [u32], u32, x => x.div(2));
    const second = fn('half', [u32], u32, x => x.mul(2));
    const third = fn('switch', [Odd], u32, ({ void: a, sample }) => a.sub(sample));
    const found = await computed(accelerator, u32, COUNT, i =>
      third({ void: first(second(i)).add(second(second(i))), sample: first(i) }),
    );
    expect(found).toEqual(indices.map(i => 5 * i - Math.floor(i / 2)));
  });

  test('generic closures: a function over an operator, for two types and two operators', async ({
    accelerator,
  }) => {
    const twice = <T extends typeof u32>(operator: Operator<T>) =>
      fn(
        `twice_${operator.name}`,
        [operator.type, operator.type],
        operator.type,
        (a, b) => operator.combine(operator.combine(a, b), a) as never,
      );
    const added = twice(op.add(u32) as Operator<typeof u32>);
    const multiplied = twice(op.mul(u32) as Operator<typeof u32>);
    const compose = (f: (x: U32) => U32, g: (x: U32) => U32) => (x: U32) => f(g(x));
    const found = await computed(accelerator, u32, COUNT, i =>
      compose(
        x => added(x, 3),
        x => multiplied(x, i),
      )(i.add(1)),
    );
    expect(found).toEqual(indices.map(i => 2 * (i + 1) ** 2 * i + 3));
  });

  test('of 255 parameters, as many as WGSL has; one more is refused where it is made', async ({
    accelerator,
  }) => {
    const sumOf = (count: number) =>
      fn('sumOf', Array<typeof u32>(count).fill(u32), u32, (...values: U32[]) =>
        values.reduce((sum, value) => sum.add(value)),
      ) as (...values: unknown[]) => U32;
    const sum = sumOf(255);
    const found = await computed(accelerator, u32, COUNT, i =>
      sum(...Array.from({ length: 255 }, (_, k) => i.add(k))),
    );
    expect(found).toEqual(indices.map(i => 255 * i + (255 * 254) / 2));
    refusal(() => sumOf(256), HeddleRangeError, /at most 255 parameters, found 256/);
  });

  test('in a group kernel, on both sides of a barrier', { needs: ['groups'] }, async ({ accelerator }) => {
    const out = accelerator.allocate(u32, 64);
    const neighbours = groupKernel({
      name: 'neighbours',
      groupSize: 16,
      params: { out: write(u32) },
      body({ out }, g) {
        const tile = g.shared(u32, 16);
        tile.at(g.localIndex).$ = steps(g.globalIndex, 15);
        g.barrier();
        out.at(g.globalIndex).$ = steps(tile.at(g.localIndex.add(1).rem(16)).$, 15);
      },
    });
    accelerator.launch(neighbours, { groups: 4 }, { out });
    expect([...(await out.copyToCPUAsync())]).toEqual(
      Array.from({ length: 64 }, (_, i) => stepsReplay(stepsReplay(i - (i % 16) + ((i + 1) % 16), 15), 15)),
    );
  });
});
