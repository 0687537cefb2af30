import { describe, expect, it } from 'vitest';
import { type Builder, build, type Options } from '../../ir/build.test-support.ts';
import type { Place, ValueId } from '../../ir/ir.ts';
import { F32, I32, type Type, U32 } from '../../ir/types.ts';
import type { LaunchShape } from '../checked.ts';
import { accessOf } from './access.ts';
import { launchIsProven } from './launch-proof.ts';

const ARRAY: Type = { kind: 'array', elem: U32, length: 8 };
const PAIR: Type = { kind: 'struct', name: 'Pair', fields: { a: F32, list: ARRAY } };

const range: Options = {
  params: { n: U32, x: ['read', U32], y: ['readWrite', U32], p: ['read', PAIR], a: ['atomics', U32], s: I32 },
};
const plane: Options = { ...range, dimensions: 2 };
const space: Options = { ...range, dimensions: 3 };
const group: Options = {
  ...range,
  groupSize: 64,
  shared: [
    { type: U32, length: 64 },
    { type: ARRAY, length: 2 },
  ],
};

/** The proof of the place that `body` yields. */
function proof(options: Options, body: (b: Builder) => Place): string {
  let id = -1;
  const { program } = build(options, b => {
    id = b.load(body(b));
  });
  return accessOf(program).summary.bounds.get(id)!;
}

/** The proof of a read at any point of `body`. */
function proofWithin(options: Options, body: (b: Builder, read: (place: Place) => void) => void): string {
  let id = -1;
  const { program } = build(options, b =>
    body(b, place => {
      id = b.load(place);
    }),
  );
  return accessOf(program).summary.bounds.get(id)!;
}

describe('bounds that hold whatever the launch', () => {
  const cases: readonly (readonly [string, Options, (b: Builder) => Place])[] = [
    ['a constant into shared memory', group, b => b.sharedAt(0, b.u32(63))],
    ['the local index into as many', group, b => b.sharedAt(0, b.builtin('localIndex'))],
    ['a remainder', group, b => b.sharedAt(0, b.compute('rem', b.load(b.at('x', b.u32(0))), b.u32(64)))],
    ['a mask', group, b => b.sharedAt(0, b.compute('and', b.load(b.at('x', b.u32(0))), b.u32(63)))],
    ['a minimum', group, b => b.sharedAt(0, b.compute('min', b.param('n'), b.u32(63)))],
    ['a quotient', group, b => b.sharedAt(0, b.compute('div', b.builtin('localIndex'), b.u32(2)))],
    ['a shift', group, b => b.sharedAt(0, b.compute('shr', b.builtin('localIndex'), b.u32(1)))],
    [
      'the other half, by xor',
      group,
      b => b.sharedAt(0, b.compute('xor', b.builtin('localIndex'), b.u32(32))),
    ],
    ['backwards', group, b => b.sharedAt(0, b.compute('sub', b.u32(63), b.builtin('localIndex')))],
    ['an i32 of the local index', group, b => b.sharedAt(0, b.compute('toI32', b.builtin('localIndex')))],
    [
      'an i32 between two constants',
      group,
      b => b.sharedAt(0, b.compute('toI32', b.compute('rem', b.param('n'), b.u32(3)))),
    ],
    [
      'one of two constants',
      group,
      b => b.sharedAt(0, b.compute('select', b.compute('lt', b.param('n'), b.u32(3)), b.u32(0), b.u32(63))),
    ],
    [
      'a select that limits',
      group,
      b => {
        const n = b.param('n');
        return b.sharedAt(0, b.compute('select', b.compute('lt', n, b.u32(64)), n, b.u32(63)));
      },
    ],
    ['a bit count', group, b => b.sharedAt(0, b.compute('popcount', b.param('n')))],
    [
      'both indices of a path',
      group,
      b => b.sharedAt(1, b.u32(1), { element: b.compute('rem', b.param('n'), b.u32(8)) }),
    ],
  ];
  it.each(cases)('%s', (_, options, body) => expect(proof(options, body)).toBe('always'));

  it('a place without an index', () => {
    expect(proofWithin(range, (b, read) => read(b.local(b.variable(U32))))).toBe('always');
  });

  it('an index that a condition compares with the length of the view', () => {
    const index = (b: Builder): ValueId => b.load(b.at('y', b.u32(0)));
    const guarded = (condition: (b: Builder, i: ValueId) => ValueId, otherwise = false): string =>
      proofWithin(range, (b, read) => {
        const i = index(b);
        const inside = (): void => read(b.at('x', i));
        b.if(condition(b, i), otherwise ? () => {} : inside, otherwise ? inside : () => {});
      });
    expect(guarded((b, i) => b.compute('lt', i, b.length('x')))).toBe('always');
    expect(guarded((b, i) => b.compute('gt', b.length('x'), i))).toBe('always');
    expect(guarded((b, i) => b.compute('ge', i, b.length('x')), true)).toBe('always');
    expect(guarded((b, i) => b.compute('le', b.length('x'), i), true)).toBe('always');
    expect(
      guarded((b, i) => b.compute('and', b.compute('gt', i, b.u32(4)), b.compute('lt', i, b.length('x')))),
    ).toBe('always');
    expect(
      guarded(
        (b, i) => b.compute('or', b.compute('ge', i, b.length('x')), b.compute('eq', b.param('n'), b.u32(0))),
        true,
      ),
    ).toBe('always');
    expect(guarded((b, i) => b.compute('not', b.compute('lt', i, b.length('x'))), true)).toBe('always');
    expect(guarded((b, i) => b.compute('le', i, b.length('x')))).toBe('never');
    expect(guarded((b, i) => b.compute('lt', i, b.length('x')), true)).toBe('never');
    expect(
      guarded((b, i) =>
        b.compute('or', b.compute('lt', i, b.length('x')), b.compute('eq', b.param('n'), b.u32(0))),
      ),
    ).toBe('never');
    expect(
      guarded(
        (b, i) =>
          b.compute('and', b.compute('ge', i, b.length('x')), b.compute('eq', b.param('n'), b.u32(0))),
        true,
      ),
    ).toBe('never');
  });

  it('an index behind a return or a break for those out of bounds', () => {
    expect(
      proofWithin(group, (b, read) => {
        const i = b.builtin('globalIndex');
        b.if(b.compute('ge', i, b.length('x')), () => b.return());
        read(b.at('x', b.builtin('globalIndex')));
      }),
    ).toBe('always');
    expect(
      proofWithin(group, (b, read) => {
        const v = b.variable(U32);
        b.loop(() => {
          const i = b.load(b.local(v));
          b.if(
            b.compute('lt', i, b.length('x')),
            () => {},
            () => b.break(),
          );
          read(b.at('x', i));
          b.store(b.local(v), b.compute('add', i, b.u32(1)));
        });
      }),
    ).toBe('always');
    expect(
      proofWithin(group, (b, read) => {
        const i = b.load(b.at('y', b.u32(0)));
        b.if(b.compute('ge', i, b.length('x')), () => b.barrier());
        read(b.at('x', i));
      }),
    ).toBe('never');
  });

  it('a sum that the same sum was compared as', () => {
    expect(
      proofWithin(range, (b, read) => {
        const i = b.load(b.at('y', b.u32(0)));
        b.if(b.compute('lt', b.compute('add', i, b.u32(1)), b.length('x')), () =>
          read(b.at('x', b.compute('add', b.u32(1), i))),
        );
      }),
    ).toBe('always');
  });

  it('a second read of a variable is another value', () => {
    expect(
      proofWithin(range, (b, read) => {
        const v = b.variable(U32, b.load(b.at('y', b.u32(0))));
        b.if(b.compute('lt', b.load(b.local(v)), b.length('x')), () => read(b.at('x', b.load(b.local(v)))));
      }),
    ).toBe('never');
  });

  it('the partner of a lane in the lower half', () => {
    expect(
      proofWithin(group, (b, read) => {
        const lane = b.builtin('localIndex');
        const half = b.u32(32);
        b.if(b.compute('lt', lane, half), () => read(b.sharedAt(0, b.compute('add', lane, half))));
      }),
    ).toBe('always');
    expect(proof(group, b => b.sharedAt(0, b.compute('add', b.builtin('localIndex'), b.u32(32))))).toBe(
      'never',
    );
  });

  it('the index of a loop, up and down, in u32 and i32', () => {
    const looped = (
      from: (b: Builder) => ValueId,
      to: (b: Builder) => ValueId,
      step: (b: Builder) => ValueId,
    ): string =>
      proofWithin(range, (b, read) => {
        const v = b.variable(ARRAY);
        b.for(from(b), to(b), step(b), i => read(b.local(v, { element: i })));
      });
    expect(
      looped(
        b => b.u32(0),
        b => b.u32(8),
        b => b.u32(1),
      ),
    ).toBe('always');
    expect(
      looped(
        b => b.u32(0),
        b => b.u32(9),
        b => b.u32(1),
      ),
    ).toBe('never');
    expect(
      looped(
        b => b.u32(0),
        b => b.u32(8),
        b => b.param('n'),
      ),
    ).toBe('always');
    expect(
      looped(
        b => b.param('n'),
        b => b.u32(8),
        b => b.u32(3),
      ),
    ).toBe('always');
    expect(
      looped(
        b => b.i32(0),
        b => b.i32(8),
        b => b.i32(2),
      ),
    ).toBe('always');
    expect(
      looped(
        b => b.i32(-1),
        b => b.i32(8),
        b => b.i32(1),
      ),
    ).toBe('never');
    expect(
      looped(
        b => b.param('s'),
        b => b.i32(8),
        b => b.i32(1),
      ),
    ).toBe('never');
    expect(
      looped(
        b => b.i32(7),
        b => b.i32(-1),
        b => b.i32(-1),
      ),
    ).toBe('always');
    expect(
      looped(
        b => b.i32(7),
        b => b.i32(-2),
        b => b.i32(-1),
      ),
    ).toBe('never');
    expect(
      looped(
        b => b.i32(8),
        b => b.i32(0),
        b => b.i32(-1),
      ),
    ).toBe('never');
    expect(
      looped(
        b => b.i32(0),
        b => b.i32(8),
        b => b.param('s'),
      ),
    ).toBe('never');
  });

  it('an i32 that is compared with both ends', () => {
    const between = (...ends: readonly ((b: Builder, i: ValueId) => ValueId)[]): string =>
      proofWithin(range, (b, read) => {
        const v = b.variable(ARRAY);
        const i = b.param('s');
        b.if(
          ends.map(end => end(b, i)).reduce((all, end) => b.compute('and', all, end)),
          () => read(b.local(v, { element: i })),
        );
      });
    expect(
      between(
        (b, i) => b.compute('lt', i, b.i32(8)),
        (b, i) => b.compute('ge', i, b.i32(0)),
      ),
    ).toBe('always');
    expect(
      between(
        (b, i) => b.compute('lt', b.i32(-1), i),
        (b, i) => b.compute('lt', i, b.i32(8)),
      ),
    ).toBe('never');
    expect(between((b, i) => b.compute('lt', i, b.i32(8)))).toBe('never');
  });

  it('an element of an array value', () => {
    let id = -1;
    const { program } = build(range, b => {
      const v = b.variable(ARRAY);
      id = b.element(b.load(b.local(v)), b.compute('rem', b.param('n'), b.u32(8)));
    });
    expect(accessOf(program).summary.bounds.get(id)).toBe('always');
  });

  it('in functions, whose parameters are anything', () => {
    const ids: number[] = [];
    const { program } = build(range, b => {
      b.fn('f', [U32, ARRAY], U32, (i, list) => {
        ids.push(b.element(list, b.compute('min', i, b.u32(7))), b.element(list, i));
        b.return(i);
      });
    });
    expect(ids.map(id => accessOf(program).summary.bounds.get(id))).toEqual(['always', 'never']);
  });
});

const view = (length: number, width = length, height = 1, depth = 1) => ({ length, width, height, depth });
const launch = (
  extent: readonly [number, number, number],
  lengths: ReturnType<typeof view>,
  n = 0,
): LaunchShape => ({
  extent,
  views: [undefined, lengths, lengths, lengths, lengths, undefined],
  values: [n, undefined, undefined, undefined, undefined, n],
});

describe('bounds that the launch tells', () => {
  type LaunchCase = readonly [string, Options, (b: Builder) => Place, holds: LaunchShape, fails: LaunchShape];
  const line = (extent: number, length: number, n = 0): LaunchShape =>
    launch([extent, 1, 1], view(length), n);
  const cases: readonly LaunchCase[] = [
    ['the own index', range, b => b.at('x', b.builtin('index.x')), line(10, 10), line(11, 10)],
    ['a constant', range, b => b.at('x', b.u32(3)), line(1, 4), line(1, 3)],
    ['a parameter', range, b => b.at('x', b.param('n')), line(1, 4, 3), line(1, 4, 4)],
    ['an i32 parameter', range, b => b.at('x', b.param('s')), line(1, 4, 3), line(1, 4, -1)],
    [
      'an own pair',
      range,
      b => b.at('x', b.compute('add', b.compute('mul', b.builtin('index.x'), b.u32(2)), b.u32(1))),
      line(5, 10),
      line(5, 9),
    ],
    [
      'a window',
      range,
      b => b.at('x', b.compute('add', b.builtin('index.x'), b.param('n'))),
      line(5, 8, 3),
      line(5, 8, 4),
    ],
    [
      'a sum that wraps',
      range,
      b => b.at('x', b.compute('add', b.builtin('index.x'), b.param('n'))),
      line(1, 8, 7),
      line(5, 8, 2 ** 32 - 1),
    ],
    [
      'backwards',
      range,
      b => b.at('x', b.compute('sub', b.compute('sub', b.length('x'), b.u32(1)), b.builtin('index.x'))),
      line(5, 5),
      line(6, 5),
    ],
    [
      'limited to the last',
      range,
      b =>
        b.at('x', b.compute('min', b.load(b.at('y', b.u32(0))), b.compute('sub', b.length('x'), b.u32(1)))),
      line(5, 1),
      line(5, 0),
    ],
    [
      'a remainder by the length',
      range,
      b => b.at('x', b.compute('rem', b.load(b.at('y', b.u32(0))), b.length('x'))),
      line(9, 3),
      line(9, 0),
    ],
    [
      'a byte',
      range,
      b => b.at('x', b.compute('and', b.load(b.at('y', b.u32(0))), b.u32(255))),
      line(9, 256),
      line(9, 255),
    ],
    [
      'by rows',
      plane,
      b =>
        b.at(
          'x',
          b.compute(
            'add',
            b.compute('mul', b.builtin('index.y'), b.builtin('extent.x')),
            b.builtin('index.x'),
          ),
        ),
      launch([4, 3, 1], view(12)),
      launch([4, 3, 1], view(11)),
    ],
    [
      'by rows of the view',
      plane,
      b => {
        const x = b.builtin('index.x');
        const width = b.length('x', 'width');
        const linear = b.compute('add', b.compute('mul', b.builtin('index.y'), width), x);
        return b.at('x', b.compute('select', b.compute('lt', x, width), linear, b.u32(0xffffffff)));
      },
      launch([4, 3, 1], view(12, 4, 3)),
      launch([5, 2, 1], view(12, 4, 3)),
    ],
    ['the global index', group, b => b.at('x', b.builtin('globalIndex')), line(2, 128), line(2, 127)],
    ['the group index', group, b => b.at('x', b.builtin('groupIndex')), line(2, 2), line(2, 1)],
    [
      'the last group',
      group,
      b => b.at('x', b.compute('sub', b.builtin('groupCount'), b.u32(1))),
      line(2, 2),
      line(2, 1),
    ],
    [
      'an array in the element of a view',
      range,
      b => b.at('p', b.builtin('index.x'), { member: 1 }, { element: b.u32(7) }),
      line(10, 10),
      line(11, 10),
    ],
  ];
  it.each(cases)('%s', (_, options, body, holds, fails) => {
    // Except for the place's own index, no access needs a launch-time check.
    let id = -1;
    const { program } = build(options, b => {
      id = b.load(body(b));
    });
    const { summary } = accessOf(program);
    expect(summary.bounds.get(id)).toBe('launch');
    const own = { ...summary, atLaunch: summary.atLaunch.slice(-1) };
    expect(launchIsProven(own, holds)).toBe(true);
    expect(launchIsProven(own, fails)).toBe(false);
  });

  it('a stencil with its conditions', () => {
    const { program } = build(range, b => {
      const i = b.builtin('index.x');
      const last = b.compute('sub', b.length('x'), b.u32(1));
      b.if(b.compute('and', b.compute('gt', i, b.u32(0)), b.compute('lt', i, last)), () => {
        b.load(b.at('x', b.compute('sub', i, b.u32(1))));
        b.load(b.at('x', b.compute('add', i, b.u32(1))));
      });
    });
    const { summary } = accessOf(program);
    expect([...summary.bounds.values()]).toEqual(['launch', 'launch']);
    expect(launchIsProven(summary, line(100, 50))).toBe(true);
    expect(launchIsProven(summary, line(100, 0))).toBe(false);
  });

  it('another view of the same length as the one compared with', () => {
    const { program } = build(group, b => {
      const i = b.builtin('globalIndex');
      b.if(b.compute('lt', i, b.length('x')), () => {
        b.store(b.at('y', i), b.load(b.at('x', i)));
      });
    });
    const { summary } = accessOf(program);
    expect([...summary.bounds.values()]).toEqual(['always', 'launch']);
    expect(summary.atLaunch.map(({ param }) => param)).toEqual([2]);
    expect(launchIsProven(summary, line(1, 3))).toBe(true);
  });

  it('a grid-stride loop', () => {
    const { program } = build(group, b => {
      const stride = b.compute('mul', b.builtin('groupCount'), b.u32(64));
      b.for(b.builtin('globalIndex'), b.length('x'), stride, i => {
        b.load(b.at('x', i));
        b.load(b.at('y', i));
      });
    });
    expect([...accessOf(program).summary.bounds.values()]).toEqual(['always', 'launch']);
  });

  it('a row times a column', () => {
    const { program } = build(plane, b => {
      const n = b.param('n');
      b.for(b.u32(0), n, b.u32(1), k => {
        b.load(b.at('x', b.compute('add', b.compute('mul', b.builtin('index.y'), n), k)));
      });
    });
    const { summary } = accessOf(program);
    expect(launchIsProven(summary, launch([4, 3, 1], view(15), 5))).toBe(true);
    expect(launchIsProven(summary, launch([4, 3, 1], view(14), 5))).toBe(false);
  });

  it('one text, one requirement', () => {
    const { program } = build(range, b => {
      b.load(b.at('x', b.builtin('index.x')));
      b.load(b.at('x', b.builtin('index.x')));
    });
    expect(accessOf(program).summary.atLaunch).toHaveLength(1);
  });

  it('not what no ordinary launch would prove, so that it does not cost the others their proof', () => {
    expect(proof(range, b => b.at('x', b.compute('add', b.builtin('index.x'), b.u32(1))))).toBe('never');
    expect(proof(range, b => b.at('x', b.load(b.at('y', b.u32(0)))))).toBe('never');
    expect(proof(range, b => b.at('x', b.compute('shr', b.load(b.at('y', b.u32(0))), b.u32(1))))).toBe(
      'never',
    );
    expect(proof(range, b => b.at('p', b.builtin('index.x'), { member: 1 }, { element: b.u32(8) }))).toBe(
      'never',
    );
    const { program } = build(range, b => {
      b.load(b.at('p', b.builtin('index.x'), { member: 1 }, { element: b.u32(8) }));
    });
    expect(accessOf(program).summary.atLaunch).toEqual([]);
  });
});

it('does not go through every way that a chain of selects could take', () => {
  expect(
    proofWithin(range, (b, read) => {
      let at = b.u32(0);
      for (let half = 2 ** 20; half > 0; half = Math.floor(half / 2)) {
        for (let again = 0; again < 4; again++) {
          const next = b.compute('add', at, b.u32(half));
          at = b.compute('select', b.compute('lt', next, b.length('x')), next, at);
        }
      }
      read(b.at('x', at));
    }),
  ).toBe('never');
});

describe('parameters', () => {
  const flags = (options: Options, body: (b: Builder) => void): unknown[] =>
    accessOf(build(options, body).program).summary.params.map(
      ({ reads, writes, readsOwnIndex, writesOwnIndex }) =>
        `${reads ? 'r' : ''}${readsOwnIndex ? '!' : ''}${writes ? 'w' : ''}${writesOwnIndex ? '!' : ''}`,
    );

  it('are read, written, at the own index or elsewhere', () => {
    expect(
      flags(range, b => {
        const i = b.builtin('index.x');
        b.store(b.at('y', b.compute('add', i, b.u32(0))), b.load(b.at('x', i)));
        b.load(b.at('y', b.u32(0)));
        b.atomic('add', b.at('a', i), b.u32(1));
      }),
    ).toEqual(['', 'r!', 'rw!', '', 'r!w!', '']);
    expect(
      flags(range, b => {
        b.store(b.at('y', b.u32(0)), b.u32(1));
        b.atomic('load', b.at('a', b.u32(1)));
      }),
    ).toEqual(['', '', 'w', '', 'r', '']);
    expect(
      flags(range, b => {
        b.atomic('store', b.at('a', b.u32(1)), b.u32(1));
      }),
    ).toEqual(['', '', '', '', 'w', '']);
  });

  it('know the own index in every form', () => {
    const writesOwn = (options: Options, index: (b: Builder) => ValueId): boolean =>
      accessOf(
        build(options, b => {
          b.store(b.at('y', index(b)), b.u32(1));
        }).program,
      ).summary.params[2]!.writesOwnIndex;
    const [x, y, z, w, h] = (['index.x', 'index.y', 'index.z', 'extent.x', 'extent.y'] as const).map(
      name => (b: Builder) => b.builtin(name),
    ) as [V, V, V, V, V];
    type V = (b: Builder) => ValueId;
    const add =
      (p: V, q: V): V =>
      b =>
        b.compute('add', p(b), q(b));
    const mul =
      (p: V, q: V): V =>
      b =>
        b.compute('mul', p(b), q(b));
    expect(writesOwn(range, x)).toBe(true);
    expect(writesOwn(range, b => b.compute('toI32', x(b)))).toBe(true);
    expect(writesOwn(plane, x)).toBe(false);
    expect(writesOwn(plane, add(mul(y, w), x))).toBe(true);
    expect(writesOwn(plane, add(x, mul(w, y)))).toBe(true);
    expect(writesOwn(plane, add(mul(x, w), y))).toBe(false);
    expect(writesOwn(space, add(mul(add(mul(z, h), y), w), x))).toBe(true);
    expect(writesOwn(space, add(add(x, mul(y, w)), mul(z, mul(w, h))))).toBe(true);
    expect(writesOwn(space, add(mul(add(mul(z, w), y), h), x))).toBe(false);
    expect(writesOwn(group, b => b.builtin('globalIndex'))).toBe(true);
    expect(
      writesOwn(
        group,
        add(
          mul(
            b => b.builtin('groupIndex'),
            b => b.u32(64),
          ),
          b => b.builtin('localIndex'),
        ),
      ),
    ).toBe(true);
    expect(writesOwn(group, b => b.builtin('localIndex'))).toBe(false);
  });

  /** The place that the language makes for `at` of a view. */
  const at = (b: Builder, name: string, ...[x, y, z]: readonly [ValueId, ValueId, ValueId?]): Place => {
    const [width, height] = [b.length(name, 'width'), b.length(name, 'height')];
    const row = z === undefined ? y : b.compute('add', b.compute('mul', z, height), y);
    const bounded = (coordinate: ValueId, limit: ValueId, index: ValueId): ValueId =>
      b.compute('select', b.compute('lt', coordinate, limit), index, b.u32(-1));
    const index = b.compute('add', b.compute('mul', row, width), x);
    const inPlane = bounded(x, width, bounded(y, height, index));
    return b.at(name, z === undefined ? inPlane : bounded(z, b.length(name, 'depth'), inPlane));
  };
  const index = (b: Builder): [ValueId, ValueId, ValueId] => [
    b.builtin('index.x'),
    b.builtin('index.y'),
    b.builtin('index.z'),
  ];
  const linear = (b: Builder): ValueId =>
    b.compute('add', b.compute('mul', b.builtin('index.y'), b.builtin('extent.x')), b.builtin('index.x'));
  /** The flags of `y`, the parameters that need a launch-time check, and whether the kernel scatters. */
  const ofY = (options: Options, body: (b: Builder) => void): readonly unknown[] => {
    const { summary, scatter } = accessOf(build(options, body).program);
    const asked = summary.ownAtLaunch.map(({ param }) => param);
    return [flags(options, body)[2], asked, scatter !== undefined];
  };

  it('leave to the launch whether at(x, y) is the own index', () => {
    expect(
      ofY(plane, b => {
        const [x, y] = index(b);
        b.store(at(b, 'y', x, y), b.load(at(b, 'x', x, y)));
      }),
    ).toEqual(['w!', [2], false]);
    expect(
      ofY(space, b => {
        b.store(at(b, 'y', ...index(b)), b.u32(1));
      }),
    ).toEqual(['w!', [2], false]);
    expect(
      ofY(plane, b => {
        const [x, y] = index(b);
        b.store(b.at('y', b.compute('add', x, b.compute('mul', b.length('y', 'width'), y))), b.u32(1));
      }),
    ).toEqual(['w!', [2], false]);
  });

  it.each<[string, Options, (b: Builder) => void]>([
    ['turned', plane, b => b.store(at(b, 'y', index(b)[1], index(b)[0]), b.u32(1))],
    [
      'beside it',
      plane,
      b => b.store(at(b, 'y', b.compute('add', index(b)[0], b.u32(1)), index(b)[1]), b.u32(1)),
    ],
    ['the same for all z', space, b => b.store(at(b, 'y', index(b)[0], index(b)[1]), b.u32(1))],
    [
      'in rows of another view',
      plane,
      b => {
        const [x, y] = index(b);
        b.store(b.at('y', b.compute('add', x, b.compute('mul', b.length('x', 'width'), y))), b.u32(1));
      },
    ],
    [
      'or else the first',
      plane,
      b => {
        const [{ element }] = at(b, 'y', index(b)[0], index(b)[1]).path as [{ element: ValueId }];
        b.store(
          b.at('y', b.compute('select', b.compute('lt', element, b.u32(9)), element, b.u32(0))),
          b.u32(1),
        );
      },
    ],
  ])('are not at the own index in any launch: %s', (_, options, body) => {
    expect(ofY(options, body)).toEqual(['w', [], true]);
  });

  it('are at the weakest of their indices', () => {
    const own = (b: Builder): Place => at(b, 'y', index(b)[0], index(b)[1]);
    expect(
      ofY(plane, b => {
        b.store(b.at('y', linear(b)), b.u32(1));
        b.store(own(b), b.load(own(b)));
      }),
    ).toEqual(['r!w!', [2], false]);
    expect(
      ofY(plane, b => {
        b.store(own(b), b.u32(1));
        b.store(b.at('y', b.u32(0)), b.u32(1));
        b.store(own(b), b.u32(1));
      }),
    ).toEqual(['w', [], true]);
    // A read needs no launch-time check.
    expect(ofY(plane, b => b.store(b.at('y', linear(b)), b.load(own(b))))).toEqual(['rw!', [], false]);
    expect(
      ofY({ ...plane, params: { ...range.params, y: ['atomics', U32] } }, b => {
        b.atomic('add', own(b), b.u32(1));
      }),
    ).toEqual(['rw', [], false]);
  });

  it('name the first store at (x, y)', () => {
    let id = -1;
    const { program } = build(plane, b => {
      b.store(b.at('y', linear(b)), b.u32(1));
      id = b.store(at(b, 'y', index(b)[0], index(b)[1]), b.u32(1));
      b.store(at(b, 'y', index(b)[0], index(b)[1]), b.u32(1));
    });
    expect(accessOf(program).summary.ownAtLaunch).toEqual([{ param: 2, write: id }]);
  });

  it('are at the own index, or nowhere, in a row of one dimension', () => {
    expect(ofY(range, b => b.store(at(b, 'y', b.builtin('index.x'), b.u32(0)), b.u32(1)))).toEqual([
      'w!',
      [],
      false,
    ]);
    expect(ofY(range, b => b.store(at(b, 'y', b.builtin('index.x'), b.u32(1)), b.u32(1)))).toEqual([
      'w',
      [],
      true,
    ]);
  });

  it('name the first scattered store', () => {
    let id = -1;
    const { program } = build(range, b => {
      b.store(b.at('y', b.builtin('index.x')), b.u32(1));
      id = b.store(b.at('y', b.u32(0)), b.u32(1));
    });
    expect(accessOf(program).scatter).toBe(id);
  });
});
