import { describe, expect, it } from 'vitest';
import { KernelError } from '../errors/errors.ts';
import { type Builder, build, type Options } from '../ir/build.test-support.ts';
import type { Place } from '../ir/ir.ts';
import { BOOL, F32, I32, type Type, U32 } from '../ir/types.ts';
import { check } from './check.ts';

const PAIR: Type = { kind: 'struct', name: 'Pair', fields: { a: F32, b: I32 } };
const LIST: Type = { kind: 'array', elem: U32, length: 4 };
const VEC: Type = { kind: 'vec', n: 3, elem: F32 };

const params: Options['params'] = {
  n: U32,
  r: ['read', F32],
  w: ['write', F32],
  p: ['readWrite', PAIR],
  a: ['atomics', U32],
  l: ['read', LIST],
};
const range: Options = { params };
const group: Options = {
  params,
  groupSize: 8,
  shared: [
    { type: F32, length: 8 },
    { type: { kind: 'atomic', elem: I32 }, length: 1 },
  ],
};

const place = (index: number, ...path: Place['path']): Place => ({
  root: { kind: 'param', index },
  path,
  type: F32,
});

/** Programs that are refused, each with the message. */
const refused: readonly (readonly [why: string, options: Options, body: (b: Builder) => void])[] = [
  // values
  ['the bits of a bool constant are 0 to 1, found 2', range, b => b.constant(BOOL, 2)],
  ['the bits of a i32 constant are 0 to 4294967295, found -1', range, b => b.constant(I32, -1)],
  ['found 1.5', range, b => b.constant(F32, 1.5)],
  ["parameter 'r' is a view and no value", range, b => b.raw({ op: 'param', type: F32, param: 1 })],
  ['parameter 9 does not exist', range, b => b.raw({ op: 'param', type: F32, param: 9 })],
  ["parameter 'n': expected u32, found f32", range, b => b.raw({ op: 'param', type: F32, param: 0 })],
  ['this kernel has no localIndex', range, b => b.builtin('localIndex')],
  ['this kernel has no index.y', range, b => b.builtin('index.y')],
  ['this kernel has no index.x', group, b => b.builtin('index.x')],
  ['index.x: expected u32, found i32', range, b => b.raw({ op: 'builtin', type: I32, builtin: 'index.x' })],
  ["parameter 'n' is a value and has no length", range, b => b.length('n')],
  [
    'length: expected u32, found i32',
    range,
    b => b.raw({ op: 'length', type: I32, param: 1, axis: 'length' }),
  ],
  [
    'add(u32, i32) does not exist',
    range,
    b => b.raw({ op: 'compute', type: U32, name: 'add', args: [b.u32(1), b.i32(1)] }),
  ],
  [
    "there is no operation 'constructor'",
    range,
    b => b.raw({ op: 'compute', type: U32, name: 'constructor' as 'add', args: [b.u32(1)] }),
  ],
  [
    'lt(u32, u32): expected bool, found u32',
    range,
    b => b.raw({ op: 'compute', type: U32, name: 'lt', args: [b.u32(1), b.u32(1)] }),
  ],
  ['vec3f has 3 members, found 2', range, b => b.construct(VEC, b.f32(1), b.f32(2))],
  ['member 2 of vec3f: expected f32, found i32', range, b => b.construct(VEC, b.f32(1), b.f32(2), b.i32(3))],
  ['u32 has 0 members, found 0', range, b => b.construct(U32)],
  [
    'vec3f has no member 3',
    range,
    b =>
      b.raw({ op: 'extract', type: F32, value: b.construct(VEC, b.f32(1), b.f32(2), b.f32(3)), member: 3 }),
  ],
  [
    'array(u32, 4) has no member 0',
    range,
    b => b.raw({ op: 'extract', type: U32, value: b.load(b.at('l', b.u32(0))), member: 0 }),
  ],
  [
    'vec3f is no array',
    range,
    b => {
      b.raw({
        op: 'element',
        type: F32,
        value: b.construct(VEC, b.f32(1), b.f32(2), b.f32(3)),
        index: b.u32(0),
      });
    },
  ],
  ['an index is a u32 or an i32, found f32', range, b => b.element(b.load(b.at('l', b.u32(0))), b.f32(0))],
  // places
  ["parameter 'w' is write-only and is read", range, b => b.load(b.at('w', b.u32(0)))],
  ["parameter 'r' is read-only and is written", range, b => b.store(b.at('r', b.u32(0)), b.f32(1))],
  ["parameter 'n' is a value and no view", range, b => b.load(b.at('n', b.u32(0)))],
  ["an element of parameter 'a' is an atomic", range, b => b.load(b.at('a', b.u32(0)))],
  ["an element of parameter 'a' is an atomic", range, b => b.store(b.at('a', b.u32(0)), b.u32(0))],
  [
    "an atomic operation on parameter 'p', which holds no atomics",
    range,
    b => b.atomic('add', b.at('p', b.u32(0), { member: 1 }), b.i32(1)),
  ],
  ["an atomic operation on parameter 'r'", range, b => b.atomic('add', b.at('r', b.u32(0)), b.u32(1))],
  ['an index is a u32 or an i32, found f32', range, b => b.load(b.at('r', b.f32(0)))],
  ["parameter 'r' is no value: take an element", range, b => b.load(place(1))],
  ["the first step into parameter 'r' is its element", range, b => b.load(place(1, { member: 0 }))],
  ['Pair has no member 2', range, b => b.load(place(3, { element: b.u32(0) }, { member: 2 }))],
  ['Pair is no array', range, b => b.load(place(3, { element: b.u32(0) }, { element: b.u32(0) }))],
  ['a place of type Pair is used as f32', range, b => b.load(place(3, { element: b.u32(0) }))],
  ['parameter 7 does not exist', range, b => b.load(place(7, { element: b.u32(0) }))],
  [
    'shared memory 2 does not exist',
    group,
    b => b.load({ root: { kind: 'shared', index: 2 }, path: [{ element: b.u32(0) }], type: F32 }),
  ],
  [
    'a read: expected f32, found u32',
    range,
    b => b.raw({ op: 'load', type: U32, place: b.at('r', b.u32(0)) }),
  ],
  ['what is written: expected f32, found u32', range, b => b.store(b.at('w', b.u32(0)), b.u32(1))],
  ['the first value of a variable: expected f32, found u32', range, b => b.variable(F32, b.u32(1))],
  // atomics
  [
    'atomic add takes 1 operands, found 2',
    range,
    b => b.atomic('add', b.at('a', b.u32(0)), b.u32(1), b.u32(1)),
  ],
  ['atomic load takes 0 operands, found 1', range, b => b.atomic('load', b.at('a', b.u32(0)), b.u32(1))],
  [
    'atomic compareExchange takes 2 operands, found 1',
    range,
    b => b.atomic('compareExchange', b.at('a', b.u32(0)), b.u32(1)),
  ],
  ['atomic add: expected u32, found i32', range, b => b.atomic('add', b.at('a', b.u32(0)), b.i32(1))],
  [
    'atomic load: expected i32, found u32',
    group,
    b => b.raw({ op: 'atomic', type: U32, name: 'load', place: b.sharedAt(1, b.u32(0)), args: [] }),
  ],
  // instructions for group kernels only
  ['a barrier in a kernel over a range', range, b => b.barrier()],
  ['uniformLoad in a kernel over a range', range, b => b.uniformLoad(b.at('r', b.u32(0)))],
  ['uniformLoad reads shared memory only', group, b => b.uniformLoad(b.at('r', b.u32(0)))],
  [
    'an element of shared memory is an atomic',
    group,
    b => b.raw({ op: 'uniformLoad', type: I32, place: b.sharedAt(1, b.u32(0)) }),
  ],
  ['a subgroup operation in a kernel over a range', range, b => b.subgroup('elect', BOOL)],
  ['subgroup.any(u32) does not exist', group, b => b.subgroup('any', BOOL, b.u32(1))],
  ['subgroup.shuffle(u32, i32) does not exist', group, b => b.subgroup('shuffle', U32, b.u32(1), b.i32(1))],
  ['subgroup.add(bool) does not exist', group, b => b.subgroup('add', BOOL, b.bool(true))],
  ['subgroup.size: expected u32, found i32', group, b => b.subgroup('size', I32)],
  // functions
  [
    "argument 0 of 'f': expected f32, found u32",
    range,
    b => {
      b.call(
        b.fn('f', [F32], F32, x => void b.return(x)),
        b.u32(1),
      );
    },
  ],
  [
    "'f' takes 1 arguments, found 0",
    range,
    b => {
      b.call(b.fn('f', [F32], F32, x => void b.return(x)));
    },
  ],
  [
    "the result of 'f': expected f32, found u32",
    range,
    b => {
      b.fn('f', [], F32, () => void b.return(b.u32(1)));
    },
  ],
  [
    "function 'f' returns no value here",
    range,
    b => {
      b.fn('f', [], F32, () => void b.return());
    },
  ],
  [
    "function 'f' may end without a result",
    range,
    b => {
      b.fn('f', [F32], F32, () => {});
    },
  ],
  [
    "function 'f' calls 'f': functions cannot be recursive",
    range,
    b => {
      b.fn('f', [F32], F32, x => void b.return(b.raw({ op: 'call', type: F32, callee: 0, args: [x] })));
    },
  ],
  [
    "function 'f' calls 'g'",
    range,
    b => {
      b.fn('f', [], F32, () => void b.return(b.raw({ op: 'call', type: F32, callee: 1, args: [] })));
      b.fn('g', [], F32, () => void b.return(b.f32(0)));
    },
  ],
  ['function 3 does not exist', range, b => b.raw({ op: 'call', type: F32, callee: 3, args: [] })],
  [
    "a parameter of the kernel in function 'f'",
    range,
    b => {
      b.fn('f', [], U32, () => void b.return(b.param('n')));
    },
  ],
  [
    "index.x in function 'f'",
    range,
    b => {
      b.fn('f', [], U32, () => void b.return(b.builtin('index.x')));
    },
  ],
  [
    "the length of a view in function 'f'",
    range,
    b => {
      b.fn('f', [], U32, () => void b.return(b.length('r')));
    },
  ],
  [
    "parameter 'r' is used in function 'f'",
    range,
    b => {
      b.fn('f', [], F32, () => void b.return(b.load(b.at('r', b.u32(0)))));
    },
  ],
  [
    "shared memory is used in function 'f'",
    group,
    b => {
      b.fn('f', [], F32, () => void b.return(b.load(b.sharedAt(0, b.u32(0)))));
    },
  ],
  [
    "parameter 'a' is used in function 'f'",
    range,
    b => {
      b.fn('f', [], U32, () => void b.return(b.atomic('load', b.at('a', b.u32(0)))));
    },
  ],
  [
    "a barrier in function 'f'",
    group,
    b => {
      b.fn('f', [], U32, () => {
        b.barrier();
        b.return(b.u32(0));
      });
    },
  ],
  [
    "a subgroup operation in function 'f'",
    group,
    b => {
      b.fn('f', [], U32, () => void b.return(b.subgroup('size', U32)));
    },
  ],
  // control
  ['the condition of an If: expected bool, found u32', range, b => b.if(b.u32(1), () => {})],
  ['For counts in u32 or i32, found f32', range, b => b.for(b.f32(0), b.f32(1), b.f32(1), () => {})],
  ['`to` of a For: expected u32, found i32', range, b => b.for(b.u32(0), b.i32(1), b.u32(1), () => {})],
  ['the step of this For is 0', range, b => b.for(b.u32(0), b.u32(1), b.u32(0), () => {})],
  ['a kernel returns no value', range, b => b.return(b.u32(1))],
  ['Break outside of a loop', range, b => b.if(b.bool(true), () => b.break())],
  ['Continue outside of a loop', range, b => b.continue()],
  ['this loop has no exit', range, b => b.loop(() => {})],
  [
    'this loop has no exit',
    range,
    b =>
      b.loop(() => {
        b.loop(() => {
          b.break();
        });
      }),
  ],
  [
    'this loop has no exit',
    range,
    b =>
      b.loop(() => {
        b.continue();
        b.break();
      }),
  ],
  [
    'this loop has no exit',
    range,
    b =>
      b.loop(() => {
        b.for(b.u32(0), b.u32(1), b.u32(1), () => b.break());
      }),
  ],
  ['mystery is no instruction', range, b => b.raw({ op: 'mystery' } as never)],
];

describe('the types and the control flow of a program', () => {
  it.each(refused)('%s', (why, options, body) => {
    const traced = build(options, body);
    expect(() => check(traced)).toThrow(KernelError);
    expect(() => check(traced)).toThrow(why);
  });

  it('are right in a program that uses everything', () => {
    const everything = build(group, b => {
      const f = b.fn('f', [F32, LIST], F32, (x, list) => {
        const v = b.variable(F32, x);
        b.if(b.compute('eq', b.element(list, b.u32(1)), b.u32(0)), () => b.return(x));
        b.return(b.load(b.local(v)));
      });
      const lane = b.builtin('localIndex');
      const v = b.variable(PAIR);
      const x = b.load(b.at('r', b.builtin('globalIndex')));
      b.store(b.local(v, { member: 0 }), b.call(f, x, b.load(b.at('l', b.i32(0)))));
      b.store(b.sharedAt(0, lane), b.extract(b.load(b.local(v)), 0));
      b.barrier();
      b.atomic('compareExchange', b.at('a', b.u32(0)), b.u32(0), b.param('n'));
      b.atomic('add', b.sharedAt(1, b.u32(0)), b.i32(1));
      const all = b.subgroup('all', BOOL, b.bool(true));
      b.for(b.i32(3), b.i32(0), b.i32(-1), () => {
        b.if(
          all,
          () => b.continue(),
          () => b.break(),
        );
      });
      b.loop(() => {
        b.if(b.compute('lt', lane, b.length('r')), () => b.return());
      });
      b.store(b.at('p', lane, { member: 1 }), b.i32(1));
    });
    expect(check(everything).program).toBe(everything.program);
  });
});

describe('the program', () => {
  const twice = { name: 'x', access: 'read' as const, type: F32 };
  const programs: readonly (readonly [why: string, change: object, options?: Options])[] = [
    ['a kernel over a range has no group size', { groupSize: 8 }],
    ['shared memory in a kernel over a range', { shared: [{ type: F32, length: 1 }] }],
    ['dimensions are 1, 2 or 3, found 4', { dimensions: 4 }],
    ['expected a group size of at least 1, found 0', { groupSize: 0 }, group],
    ['expected a group size of at least 1, found 1.5', { groupSize: 1.5 }, group],
    ['a group kernel has one dimension', { dimensions: 2 }, group],
    ["two parameters are named 'x'", { params: [twice, twice] }],
    ["parameter 'x': atomics are i32 or u32, found f32", { params: [{ ...twice, access: 'atomics' }] }],
    [
      "parameter 'x' cannot hold an atomic",
      { params: [{ ...twice, type: { kind: 'array', elem: { kind: 'atomic', elem: U32 }, length: 2 } }] },
    ],
    [
      "parameter 'x': struct 'S' has no fields",
      { params: [{ ...twice, type: { kind: 'struct', name: 'S', fields: {} } }] },
    ],
    [
      "parameter 'x': an array has at least 1 element, found 0",
      { params: [{ ...twice, type: { kind: 'array', elem: F32, length: 0 } }] },
    ],
    [
      "parameter 'x': a vector has 2, 3 or 4 components, found 5",
      { params: [{ ...twice, type: { kind: 'vec', elem: F32, n: 5 } }] },
    ],
    ['shared memory has at least 1 element, found 0', { shared: [{ type: F32, length: 0 }] }, group],
    [
      'atomics are i32 or u32, found atomic(f32)',
      { shared: [{ type: { kind: 'atomic', elem: F32 }, length: 1 }] },
      group,
    ],
  ];
  for (const [why, change, options = {}] of programs) {
    it(why, () => {
      const { program, location } = build(options, () => {});
      expect(() => check({ program: { ...program, ...change }, location })).toThrow(why);
    });
  }
});
