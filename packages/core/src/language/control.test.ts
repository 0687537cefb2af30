import { expect, test } from 'vitest';
import { Break, Continue, For, If, Loop, Return, While } from './control.ts';
import type { KernelArgs } from './kernel.ts';
import { kernel } from './kernel.ts';
import { outline } from './outline.test-support.ts';
import { read, readWrite, write } from './params.ts';
import { here, lineOf, refused } from './refusal.test-support.ts';
import { f32, i32, u32 } from './schema.ts';
import { variable } from './variable.ts';

const params = { n: u32, k: i32, x: readWrite(f32) };
const traced = (body: (args: KernelArgs<typeof params>) => void): string[] =>
  outline(kernel({ name: 'k', params, body }).ir);

test('an else chain nests, and the conditions are computed in the else blocks', () => {
  expect(
    traced(({ n, x }) => {
      If(n.eq(0), () => {
        x.at(0).$ = 1;
      })
        .ElseIf(
          () => x.at(1).$.lt(2),
          () => {
            x.at(0).$ = 2;
          },
        )
        .ElseIf(
          () => x.at(2).$.lt(3),
          () => {
            x.at(0).$ = 3;
          },
        )
        .Else(() => {
          x.at(0).$ = 4;
        });
      x.at(0).$ = 5;
    }),
  ).toEqual([
    'v0 = n',
    'v1 = u32 0',
    'v2 = eq v0 v1',
    'if v2',
    '  v3 = f32 1',
    '  x[v1] = v3',
    'else',
    '  v4 = u32 1',
    '  v5 = load x[v4]',
    '  v6 = f32 2',
    '  v7 = lt v5 v6',
    '  if v7',
    '    x[v1] = v6',
    '  else',
    '    v8 = u32 2',
    '    v9 = load x[v8]',
    '    v10 = f32 3',
    '    v11 = lt v9 v10',
    '    if v11',
    '      x[v1] = v10',
    '    else',
    '      v12 = f32 4',
    '      x[v1] = v12',
    'v13 = f32 5',
    'x[v1] = v13',
  ]);
});

test('a constant is an instruction of the block that uses it first', () => {
  expect(
    traced(({ n, x }) => {
      If(n.eq(1), () => {
        x.at(7).$ = 0;
      });
      x.at(7).$ = 1;
    }),
  ).toEqual([
    'v0 = n',
    'v1 = u32 1',
    'v2 = eq v0 v1',
    'if v2',
    '  v3 = u32 7',
    '  v4 = f32 0',
    '  x[v3] = v4',
    'v5 = u32 7',
    'v6 = f32 1',
    'x[v5] = v6',
  ]);
});

test('For counts in u32 and i32', () => {
  expect(
    traced(({ n, k, x }) => {
      For(n, i => {
        x.at(i).$ = 0;
      });
      For({ from: 2, to: 8, step: 3 }, i => {
        x.at(i).$ = 0;
      });
      For({ type: i32, from: k, to: -4, step: -1 }, i => {
        x.at(i).$ = 0;
      });
    }),
  ).toEqual([
    'v0 = n',
    'v1 = k',
    'v2 = u32 0',
    'v3 = u32 1',
    'for u32 v4 = v2 to v0 by v3',
    '  v5 = f32 0',
    '  x[v4] = v5',
    'v6 = u32 2',
    'v7 = u32 8',
    'v8 = u32 3',
    'for u32 v9 = v6 to v7 by v8',
    '  v10 = f32 0',
    '  x[v9] = v10',
    'v11 = i32 -4',
    'v12 = i32 -1',
    'for i32 v13 = v1 to v11 by v12',
    '  v14 = f32 0',
    '  x[v13] = v14',
  ]);
});

test('While computes its condition in the loop', () => {
  expect(
    traced(({ x }) => {
      While(
        () => x.at(0).$.lt(1),
        () => {
          x.at(0).$ = 1;
        },
      );
    }),
  ).toEqual([
    'loop',
    '  v0 = u32 0',
    '  v1 = load x[v0]',
    '  v2 = f32 1',
    '  v3 = lt v1 v2',
    '  if v3',
    '  else',
    '    break',
    '  x[v0] = v2',
  ]);
});

test('what follows a Break, Continue or Return in its block is traced, and dropped', () => {
  expect(
    traced(({ n, x }) => {
      Loop(() => {
        If(n.eq(1), () => {
          Continue();
          x.at(0).$ = 1;
        });
        Break();
        x.at(0).$ = 2;
      });
      Return();
      x.at(0).$ = 3;
    }),
  ).toEqual([
    'v0 = n',
    'loop',
    '  v1 = u32 1',
    '  v2 = eq v0 v1',
    '  if v2',
    '    continue',
    '  break',
    'return',
  ]);
});

test('a variable has its place in the order of statements, and an initial value', () => {
  expect(
    traced(({ n, x }) => {
      const sum = variable(f32, 2);
      const count = variable(u32);
      For(n, i => {
        sum.$ = sum.$.add(x.at(i).$);
      });
      count.$ = n;
    }),
  ).toEqual([
    'v0 = n',
    'v1 = f32 2',
    'local0 = v1',
    'local1',
    'v2 = u32 0',
    'v3 = u32 1',
    'for u32 v4 = v2 to v0 by v3',
    '  v5 = load local0',
    '  v6 = load x[v4]',
    '  v7 = add v5 v6',
    '  local0 = v7',
    'local1 = v0',
  ]);
});

test('refuses a value after its block, with both lines', () => {
  let made = 0;
  let used = 0;
  const error = refused(params, ({ n, x }) => {
    let kept = f32(0);
    If(n.eq(0), () => {
      made = here() + 1;
      kept = x.at(0).$;
    });
    used = here() + 1;
    x.at(1).$ = kept;
  });
  expect(error.message).toContain('a value was used after the block that made it');
  expect(error.message).toContain('Keep it in a variable');
  expect(error.locations.map(lineOf)).toEqual([used, made]);
});

test.each<[string, (args: KernelArgs<typeof params>) => void, RegExp]>([
  [
    'a constant after its block',
    ({ n, x }) => {
      let kept = f32(0);
      If(n.eq(0), () => {
        kept = f32(1);
      });
      x.at(0).$ = kept;
    },
    /a value was used after the block/,
  ],
  [
    'the index of a loop behind it',
    ({ n, x }) => {
      let last = n;
      For(n, i => {
        last = i;
      });
      x.at(last).$ = 1;
    },
    /a value was used after the block/,
  ],
  [
    'a place after its block',
    ({ n, x }) => {
      let kept = x.at(0);
      If(n.eq(0), () => {
        kept = x.at(n);
      });
      kept.$ = 1;
    },
    /a place was used after the block/,
  ],
  [
    'a JavaScript boolean as a condition',
    () => If(true as never, () => {}),
    /If: expected a Bool of the kernel, found the JavaScript boolean true/,
  ],
  [
    'a number as a condition',
    ({ n }) => If(n as never, () => {}),
    /If: expected a Bool of the kernel, found a value of type u32/,
  ],
  [
    'a condition without its thunk',
    ({ n }) => If(n.eq(0), () => {}).ElseIf(n.eq(1) as never, () => {}),
    /ElseIf: expected a function, found a value of type bool\n.*\n.*ElseIf\(\(\) => condition/,
  ],
  [
    'a While without a thunk',
    ({ n }) => While(n.eq(1) as never, () => {}),
    /While: expected a function, found a value of type bool\n.*\n.*While\(\(\) => condition/,
  ],
  [
    'a JavaScript boolean out of a thunk',
    () => While((() => true) as never, () => {}),
    /While: expected a Bool of the kernel, found the JavaScript boolean true/,
  ],
  [
    'a For of two bounds side by side',
    () => (For as never as (from: number, to: number, body: () => void) => void)(0, 3, () => {}),
    /For: expected a function, found the number 3\n.*\n.*For\({ from, to }, i => { \.\.\. }\)/,
  ],
  ['no body', ({ n }) => If(n.eq(0), undefined as never), /If: expected a function, found undefined/],
  [
    'a statement between If and Else',
    ({ n, x }) => {
      const chain = If(n.eq(0), () => {});
      x.at(0).$ = 1;
      chain.Else(() => {});
    },
    /Else does not follow its If/,
  ],
  [
    'two Else',
    ({ n }) => {
      const chain = If(n.eq(0), () => {});
      chain.Else(() => {});
      chain.Else(() => {});
    },
    /Else does not follow its If/,
  ],
  [
    'an Else in another block',
    ({ n }) => {
      const chain = If(n.eq(0), () => {});
      If(n.eq(1), () => chain.Else(() => {}));
    },
    /Else does not follow its If/,
  ],
  [
    'an i32 as a trip count',
    ({ k }) => For(k as never, () => {}),
    /For: to: expected a u32, found a value of type i32\n.*\n.*type: i32/,
  ],
  [
    'an f32 as a trip count',
    ({ x }) => For(x.at(0).$ as never, () => {}),
    /For: to: expected u32, found a value of type f32/,
  ],
  ['a fractional trip count', () => For(1.5, () => {}), /For: to: 1.5 is not an integer/],
  ['a negative trip count', () => For(-1, () => {}), /For: to: expected a u32, found the number -1/],
  [
    'a negative step without a type',
    () => For({ from: 4, to: 0, step: -1 }, () => {}),
    /For: step: expected a u32, found the number -1\n.*\n.*Count in i32.*For\({ type: i32/,
  ],
  [
    'a negative start without a type',
    () => For({ from: -4, to: 4 }, () => {}),
    /For: from: expected a u32, found the number -4\n.*\n.*Count in i32/,
  ],
  ['a step of 0', () => For({ from: 0, to: 1, step: 0 }, () => {}), /a step of 0 never ends/],
  ['a loop over f32', () => For({ type: f32, from: 0, to: 1 } as never, () => {}), /it counts in u32 or i32/],
  ['Break outside of a loop', () => Break(), /Break outside of a loop/],
  ['Continue outside of a loop', ({ n }) => If(n.eq(0), () => Continue()), /Continue outside of a loop/],
  ['Return with a value', ({ n }) => Return(n), /Return takes no value in the body of a kernel/],
])('refuses %s', (_, body, message) => {
  const error = refused(params, body);
  expect(error.message).toMatch(message);
  expect(lineOf(error.locations[0])).toBeGreaterThan(1);
});

test('reads nothing of what a body returns', () => {
  const program = kernel({
    name: 'k',
    params: { n: u32, x: read(f32), out: write(f32) },
    body({ n, x, out }) {
      If(n.eq(0), () => x.at(0).$ as never);
      If(n.eq(1), () => out.at(0) as never);
    },
  }).ir;
  expect(outline(program).filter(line => line.includes('load'))).toHaveLength(1);
});
