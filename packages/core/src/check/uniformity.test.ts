import { describe, expect, it } from 'vitest';
import { KernelError } from '../errors/errors.ts';
import { type Builder, build, type Options } from '../ir/build.test-support.ts';
import type { ValueId } from '../ir/ir.ts';
import { F32, type Type, U32 } from '../ir/types.ts';
import { check } from './check.ts';

const ARRAY: Type = { kind: 'array', elem: U32, length: 4 };
const VEC: Type = { kind: 'vec', n: 2, elem: U32 };

const options: Options = {
  groupSize: 64,
  params: { n: U32, r: ['read', U32], y: ['readWrite', U32], a: ['atomics', U32] },
  shared: [
    { type: U32, length: 64 },
    { type: { kind: 'atomic', elem: U32 }, length: 1 },
  ],
};

// Helpers for the cases below.
const lane = (b: Builder): ValueId => b.builtin('localIndex');
const varying = (b: Builder): ValueId => b.compute('eq', lane(b), b.u32(0));
const uniform = (b: Builder): ValueId => b.compute('eq', b.builtin('groupIndex'), b.u32(0));
const isZero = (b: Builder, value: ValueId): ValueId => b.compute('eq', value, b.u32(0));
const barrier = (b: Builder) => () => void b.barrier();
const none = (): void => {};
/** A barrier inside of an `if`. */
const under = (b: Builder, value: ValueId): void => void b.if(isZero(b, value), barrier(b));
/** A loop that every invocation leaves after the same number of iterations. */
const uniformLoop = (b: Builder, body: (i: ValueId) => void): void =>
  void b.for(b.u32(0), b.param('n'), b.u32(1), body);

type Case = readonly [name: string, body: (b: Builder) => void];

const accepted: readonly Case[] = [
  ['a barrier in the body', b => b.barrier()],
  ['under a constant', b => void b.if(b.bool(true), barrier(b))],
  ['under a parameter', b => under(b, b.param('n'))],
  ['under a length', b => under(b, b.length('y'))],
  ['under the group index', b => void b.if(uniform(b), barrier(b))],
  ['under the group count', b => under(b, b.builtin('groupCount'))],
  ['under a read view at a uniform index', b => under(b, b.load(b.at('r', b.builtin('groupIndex'))))],
  ['under a uniformLoad', b => under(b, b.uniformLoad(b.sharedAt(0, b.u32(0))))],
  ['under a sum of uniform values', b => under(b, b.compute('add', b.param('n'), b.length('r')))],
  [
    'under a member of a composite of uniform values',
    b => under(b, b.extract(b.construct(VEC, b.param('n'), b.u32(1)), 0)),
  ],
  [
    'after a varying if',
    b => {
      b.if(varying(b), none);
      b.barrier();
    },
  ],
  [
    'after a varying if that holds a loop of its own',
    b => {
      b.if(varying(b), () =>
        b.loop(() => {
          b.if(varying(b), () => b.break());
        }),
      );
      b.barrier();
    },
  ],
  ['on both sides of a uniform if', b => void b.if(uniform(b), barrier(b), barrier(b))],
  ['in a loop over a uniform range', b => uniformLoop(b, barrier(b))],
  ['under the index of such a loop', b => uniformLoop(b, i => under(b, i))],
  [
    'after a loop with a varying range',
    b => {
      b.for(b.u32(0), lane(b), b.u32(1), none);
      b.barrier();
    },
  ],
  [
    'after a loop with a varying break',
    b => {
      b.loop(() => {
        b.if(varying(b), () => b.break());
      });
      b.barrier();
    },
  ],
  [
    'after a loop with a varying continue',
    b => {
      uniformLoop(b, () => void b.if(varying(b), () => b.continue()));
      b.barrier();
    },
  ],
  [
    'in a loop whose inner loop has a varying break',
    b =>
      uniformLoop(b, () => {
        b.loop(() => {
          b.if(varying(b), () => b.break());
        });
        b.barrier();
      }),
  ],
  [
    'in a loop with a uniform break and continue',
    b =>
      b.loop(() => {
        b.if(uniform(b), () => b.break());
        b.if(isZero(b, b.param('n')), () => b.continue());
        b.barrier();
      }),
  ],
  [
    'after a uniform return',
    b => {
      b.if(uniform(b), () => b.return());
      b.barrier();
    },
  ],
  [
    'before a varying return',
    b => {
      b.barrier();
      b.if(varying(b), () => b.return());
    },
  ],
  [
    'in a loop before a varying return behind it',
    b => {
      uniformLoop(b, barrier(b));
      b.if(varying(b), () => b.return());
    },
  ],
  [
    'under a variable that is set once',
    b => {
      const v = b.variable(U32, b.param('n'));
      under(b, b.load(b.local(v)));
    },
  ],
  [
    'under a variable that is zero',
    b => {
      const v = b.variable(U32);
      under(b, b.load(b.local(v)));
    },
  ],
  [
    'in a loop that counts in a variable',
    b => {
      const v = b.variable(U32, b.u32(0));
      b.loop(() => {
        b.if(b.compute('ge', b.load(b.local(v)), b.param('n')), () => b.break());
        b.barrier();
        b.store(b.local(v), b.compute('add', b.load(b.local(v)), b.u32(1)));
      });
    },
  ],
  [
    'under a variable set under a uniform condition',
    b => {
      const v = b.variable(U32);
      b.if(uniform(b), () => b.store(b.local(v), b.u32(1)));
      under(b, b.load(b.local(v)));
    },
  ],
  [
    'under an element of a variable, set and read at uniform indices',
    b => {
      const v = b.variable(ARRAY);
      b.store(b.local(v, { element: b.param('n') }), b.u32(1));
      under(b, b.load(b.local(v, { element: b.u32(0) })));
    },
  ],
  [
    'under a call with uniform arguments, whatever way it takes inside',
    b => {
      const f = b.fn('f', [U32], U32, x => {
        b.if(isZero(b, x), () => b.return(b.u32(1)));
        b.return(x);
      });
      under(b, b.call(f, b.param('n')));
    },
  ],
  [
    'after a varying read of shared memory',
    b => {
      b.load(b.sharedAt(0, lane(b)));
      b.barrier();
    },
  ],
  [
    'a store to memory under a varying condition',
    b => {
      b.if(varying(b), () => b.store(b.at('y', b.u32(0)), b.u32(1)));
      b.barrier();
    },
  ],
  ['a subgroup operation in uniform flow', b => void b.subgroup('add', U32, b.param('n'))],
  [
    'the place in a subgroup, in varying flow',
    b => void b.if(varying(b), () => b.subgroup('invocationIndex', U32)),
  ],
];

const localIndex = 'depends on localIndex';
const refused: readonly (readonly [...Case, why: string])[] = [
  ['under the local index', b => void b.if(varying(b), barrier(b)), localIndex],
  ['under the global index', b => under(b, b.builtin('globalIndex')), 'depends on globalIndex'],
  ['in the else of a varying if', b => void b.if(varying(b), none, barrier(b)), localIndex],
  ['on both sides of a varying if', b => void b.if(varying(b), barrier(b), barrier(b)), localIndex],
  [
    'under a readWrite parameter',
    b => under(b, b.load(b.at('y', b.u32(0)))),
    "a read of the readWrite parameter 'y'",
  ],
  ['under a read view at a varying index', b => under(b, b.load(b.at('r', lane(b)))), localIndex],
  [
    'under a read of shared memory',
    b => under(b, b.load(b.sharedAt(0, b.u32(0)))),
    'a read of shared memory',
  ],
  [
    'under an atomic of a view',
    b => under(b, b.atomic('load', b.at('a', b.u32(0)))),
    'the result of an atomic',
  ],
  [
    'under an atomic of shared memory',
    b => under(b, b.atomic('load', b.sharedAt(1, b.u32(0)))),
    'the result of an atomic',
  ],
  [
    'under a subgroup result',
    b => under(b, b.subgroup('add', U32, b.param('n'))),
    'the result of a subgroup operation',
  ],
  ['under a sum with a varying value', b => under(b, b.compute('add', b.param('n'), lane(b))), localIndex],
  [
    'under a uniform member of a varying composite',
    b => under(b, b.extract(b.construct(VEC, b.param('n'), lane(b)), 0)),
    localIndex,
  ],
  [
    'under an element at a varying index',
    b => {
      under(b, b.element(b.construct(ARRAY, b.u32(0), b.u32(1), b.u32(2), b.u32(3)), lane(b)));
    },
    localIndex,
  ],
  [
    'under a uniform condition inside of a varying one',
    b => void b.if(varying(b), () => void b.if(uniform(b), barrier(b))),
    localIndex,
  ],
  [
    'in a loop inside of a varying if',
    b => void b.if(varying(b), () => uniformLoop(b, barrier(b))),
    localIndex,
  ],
  ['in a loop with a varying range', b => void b.for(b.u32(0), lane(b), b.u32(1), barrier(b)), 'a For'],
  ['in a loop from a varying start', b => void b.for(lane(b), b.u32(64), b.u32(1), barrier(b)), 'a For'],
  ['in a loop with a varying step', b => void b.for(b.u32(0), b.u32(64), lane(b), barrier(b)), 'a For'],
  [
    'before a varying break in a loop',
    b =>
      b.loop(() => {
        b.barrier();
        b.if(varying(b), () => b.break());
      }),
    'with a Break',
  ],
  [
    'after a varying break in a loop',
    b =>
      b.loop(() => {
        b.if(varying(b), () => b.break());
        b.barrier();
      }),
    'with a Break',
  ],
  [
    'after a varying continue',
    b =>
      uniformLoop(b, () => {
        b.if(varying(b), () => b.continue());
        b.barrier();
      }),
    'a Continue',
  ],
  [
    'before a varying continue',
    b =>
      uniformLoop(b, () => {
        b.barrier();
        b.if(varying(b), () => b.continue());
      }),
    'a Continue',
  ],
  [
    'in a loop with a varying break two conditions deep',
    b =>
      uniformLoop(b, () => {
        b.barrier();
        b.if(uniform(b), () => void b.if(varying(b), () => b.break()));
      }),
    'with a Break',
  ],
  [
    'in an inner loop of a loop with a varying break',
    b =>
      b.loop(() => {
        uniformLoop(b, barrier(b));
        b.if(varying(b), () => b.break());
      }),
    'with a Break',
  ],
  [
    'in a loop before a varying return',
    b =>
      uniformLoop(b, () => {
        b.barrier();
        b.if(varying(b), () => b.return());
      }),
    'a Return',
  ],
  [
    'after a varying return',
    b => {
      b.if(varying(b), () => b.return());
      b.barrier();
    },
    'a Return',
  ],
  [
    'after a varying return in an else',
    b => {
      b.if(varying(b), none, () => b.return());
      b.barrier();
    },
    'a Return',
  ],
  [
    'after a varying return under a uniform condition',
    b => {
      b.if(uniform(b), () => void b.if(varying(b), () => b.return()));
      b.barrier();
    },
    'a Return',
  ],
  [
    'after a loop with a varying return',
    b => {
      uniformLoop(b, () => void b.if(varying(b), () => b.return()));
      b.barrier();
    },
    'a Return',
  ],
  [
    'after a varying loop with a return',
    b => {
      b.for(b.u32(0), lane(b), b.u32(1), () => b.return());
      b.barrier();
    },
    'a For',
  ],
  [
    'after a loop with a varying break and a uniform return',
    b => {
      b.loop(() => {
        b.if(varying(b), () => b.break());
        b.if(uniform(b), () => b.return());
      });
      b.barrier();
    },
    'with a Break',
  ],
  [
    'inside of an if, after a varying return in it',
    b =>
      void b.if(uniform(b), () => {
        b.if(varying(b), () => b.return());
        b.barrier();
      }),
    'a Return',
  ],
  [
    'under a variable with a varying value',
    b => {
      const v = b.variable(U32, lane(b));
      under(b, b.load(b.local(v)));
    },
    'a variable set from localIndex',
  ],
  [
    'under a variable set to a varying value',
    b => {
      const v = b.variable(U32);
      b.store(b.local(v), lane(b));
      under(b, b.load(b.local(v)));
    },
    'a variable set from localIndex',
  ],
  [
    'under a variable set in varying flow',
    b => {
      const v = b.variable(U32);
      b.if(varying(b), () => b.store(b.local(v), b.u32(1)));
      under(b, b.load(b.local(v)));
    },
    'a variable set from localIndex',
  ],
  [
    'under a variable that a later turn sets to a varying value',
    b =>
      uniformVariable(b, v => {
        uniformLoop(b, () => {
          under(b, b.load(b.local(v)));
          b.store(b.local(v), lane(b));
        });
      }),
    'a variable set from localIndex',
  ],
  [
    'under a variable set from another that turns out varying',
    b => {
      const v = b.variable(U32);
      const w = b.variable(U32);
      uniformLoop(b, () => {
        under(b, b.load(b.local(v)));
        b.store(b.local(v), b.load(b.local(w)));
        b.store(b.local(w), lane(b));
      });
    },
    'a variable set from localIndex',
  ],
  [
    'under a variable counted in a loop with a varying break',
    b =>
      uniformVariable(b, v => {
        b.loop(() => {
          b.store(b.local(v), b.compute('add', b.load(b.local(v)), b.u32(1)));
          b.if(varying(b), () => b.break());
        });
        under(b, b.load(b.local(v)));
      }),
    'a variable set from localIndex',
  ],
  [
    'under a variable set at a varying index',
    b => {
      const v = b.variable(ARRAY);
      b.store(b.local(v, { element: lane(b) }), b.u32(1));
      under(b, b.load(b.local(v, { element: b.u32(0) })));
    },
    'a variable set from localIndex',
  ],
  [
    'under a variable read at a varying index',
    b => {
      const v = b.variable(ARRAY);
      under(b, b.load(b.local(v, { element: lane(b) })));
    },
    localIndex,
  ],
  [
    'under a variable with a varying member',
    b => {
      const v = b.variable(VEC);
      b.store(b.local(v, { member: 1 }), lane(b));
      under(b, b.load(b.local(v, { member: 0 })));
    },
    'a variable set from localIndex',
  ],
  [
    'under a call with a varying argument',
    b => {
      const f = b.fn('f', [U32], U32, x => void b.return(x));
      under(b, b.call(f, lane(b)));
    },
    localIndex,
  ],
  [
    'uniformLoad in varying flow',
    b => void b.if(varying(b), () => b.uniformLoad(b.sharedAt(0, b.u32(0)))),
    'this uniformLoad',
  ],
  [
    'uniformLoad at a varying index',
    b => void b.uniformLoad(b.sharedAt(0, lane(b))),
    'an index that depends on localIndex',
  ],
  [
    'a subgroup operation in varying flow',
    b => void b.if(varying(b), () => b.subgroup('elect', { kind: 'scalar', scalar: 'bool' })),
    'this subgroup',
  ],
  [
    'in unreachable code after a varying return',
    b =>
      void b.if(varying(b), () => {
        b.return();
        b.barrier();
      }),
    localIndex,
  ],
];

function uniformVariable(b: Builder, body: (v: number) => void): void {
  body(b.variable(U32, b.u32(0)));
}

describe('uniformity', () => {
  it.each(accepted)('accepts a barrier: %s', (_, body) => {
    expect(check(build(options, body)).program.kind).toBe('group');
  });

  it.each(refused)('refuses a barrier: %s', (_, body, why) => {
    const traced = build(options, body);
    expect(() => check(traced)).toThrow(KernelError);
    expect(() => check(traced)).toThrow(why);
  });

  it('names the barrier, the condition and where the condition comes from, once a line', () => {
    let ids: ValueId[] = [];
    const traced = build(options, b => {
      const own = lane(b);
      const condition = isZero(b, own);
      ids = [
        b.if(condition, () => {
          ids.push(b.barrier());
        }),
        condition,
        own,
      ];
    });
    const barrierId = ids[0]! + 1;
    try {
      check({
        program: traced.program,
        location: id => (id === ids[0] || id === ids[1] ? `k.ts:99:${id}` : `k.ts:${id}:1`),
      });
      expect.unreachable();
    } catch (error) {
      expect((error as KernelError).locations).toEqual([
        `k.ts:${barrierId}:1`,
        `k.ts:99:${ids[0]}`,
        `k.ts:${ids[2]}:1`,
      ]);
      expect((error as KernelError).message).toMatchInlineSnapshot(`
        "kernel 'k': this barrier may not be reached by all invocations of its group: it is in an If whose condition depends on localIndex
          at k.ts:4:1
          at k.ts:99:3
          at k.ts:0:1
          Either all invocations of a group must reach it, or none: use conditions that they share (literals, parameters, lengths, groupIndex, groupCount, \`read\` views at such indices, g.uniformLoad), or move it out."
      `);
    }
  });
});

describe('the set of uniform values', () => {
  it('holds what could be computed once, and nothing read, called or counted in varying flow', () => {
    const found: Record<string, ValueId> = {};
    const { uniform: set } = check(
      build(options, b => {
        const f = b.fn('f', [U32], U32, x => void b.return(x));
        found.n = b.param('n');
        found.read = b.load(b.at('r', found.n));
        found.lane = lane(b);
        uniformLoop(b, i => {
          found.index = i;
        });
        b.for(b.u32(0), b.u32(4), b.u32(1), i => {
          found.varyingIndex = i;
          b.if(isZero(b, found.lane!), () => b.break());
        });
        b.if(varying(b), () => {
          found.pure = b.compute('add', found.n!, found.read!);
          found.readInside = b.load(b.at('r', found.n!));
          found.callInside = b.call(f, found.n!);
        });
      }),
    );
    const kept = Object.entries(found)
      .filter(([, id]) => set.has(id))
      .map(([name]) => name);
    expect(kept).toEqual(['n', 'read', 'index', 'pure']);
  });

  it('is what the launch shares in a range kernel', () => {
    const found: Record<string, ValueId> = {};
    const { uniform: set } = check(
      build({ params: { a: F32, x: ['read', F32] } }, b => {
        found.a = b.param('a');
        found.extent = b.builtin('extent.x');
        found.index = b.builtin('index.x');
        found.first = b.load(b.at('x', b.u32(0)));
        found.own = b.load(b.at('x', found.index));
        found.offset = b.compute('toI32', found.extent);
      }),
    );
    expect(Object.keys(found).filter(name => set.has(found[name]!))).toEqual([
      'a',
      'extent',
      'first',
      'offset',
    ]);
  });
});
