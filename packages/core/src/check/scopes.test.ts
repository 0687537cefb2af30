import { describe, expect, it } from 'vitest';
import { KernelError } from '../errors/errors.ts';
import { type Builder, build } from '../ir/build.test-support.ts';
import type { ValueId } from '../ir/ir.ts';
import { U32 } from '../ir/types.ts';
import { check } from './check.ts';

const options = { params: { n: U32, a: ['atomics', U32] as const } };

const refused: readonly (readonly [why: string, body: (b: Builder) => void])[] = [
  [
    'a value is used after the block that made it has ended',
    b => {
      let inner: ValueId = 0;
      b.if(b.bool(true), () => {
        inner = b.param('n');
      });
      b.compute('add', inner, inner);
    },
  ],
  [
    'a value is used after the block that made it has ended',
    b => {
      let inner: ValueId = 0;
      b.if(
        b.bool(true),
        () => {
          inner = b.param('n');
        },
        () => {
          b.compute('add', inner, inner);
        },
      );
    },
  ],
  [
    'a value is used after the block that made it has ended',
    b => {
      let index: ValueId = 0;
      b.for(b.u32(0), b.u32(4), b.u32(1), i => {
        index = i;
      });
      b.compute('add', index, index);
    },
  ],
  [
    'value 1 is used before it exists',
    b => {
      b.raw({ op: 'extract', type: U32, value: 1, member: 0 });
      b.u32(1);
    },
  ],
  ['value 7 is used before it exists', b => b.raw({ op: 'return', value: 7 })],
  [
    'instruction 0 yields no value that may be used here',
    b => {
      const v = b.return();
      b.raw({ op: 'return', value: v });
    },
  ],
  [
    'yields no value that may be used here',
    b => {
      const index = b.u32(0);
      const stored = b.atomic('store', b.at('a', index), b.u32(1));
      b.compute('add', stored, index);
    },
  ],
  [
    'instruction 0 yields no value that may be used here',
    b => b.raw({ op: 'extract', type: U32, value: 0, member: 0 }, 0),
  ],
  [
    'two instructions have the id 0',
    b => {
      b.u32(1);
      b.raw({ op: 'const', type: U32, bits: 1 }, 0);
    },
  ],
  [
    'two instructions have the id 0',
    b => {
      b.fn('f', [U32], U32, x => void b.return(x));
      b.raw({ op: 'const', type: U32, bits: 1 }, 0);
    },
  ],
  ['1.5 is no instruction id', b => b.raw({ op: 'const', type: U32, bits: 1 }, 1.5)],
  ['-1 is no instruction id', b => b.raw({ op: 'const', type: U32, bits: 1 }, -1)],
  [
    'value 0 is used before it exists',
    b => {
      b.raw({ op: 'return', value: 0 }, 1);
    },
  ],
  [
    "function 'f' uses a value that is not its own",
    b => {
      const outside = b.u32(1);
      b.fn('f', [], U32, () => void b.return(outside));
    },
  ],
  [
    'a variable is used after the block that made it has ended',
    b => {
      let v = 0;
      b.if(b.bool(true), () => {
        v = b.variable(U32);
      });
      b.load(b.local(v));
    },
  ],
  [
    'a variable is used before it is made',
    b => {
      b.locals.push({ type: U32 });
      b.load(b.local(0));
    },
  ],
  [
    'variable 3 does not exist',
    b => {
      b.raw({ op: 'variable', local: 3 });
    },
  ],
  [
    'variable 3 does not exist',
    b => {
      b.raw({ op: 'load', type: U32, place: { root: { kind: 'local', index: 3 }, path: [], type: U32 } });
    },
  ],
  [
    'variable 0 is made twice',
    b => {
      b.variable(U32);
      b.raw({ op: 'variable', local: 0 });
    },
  ],
  [
    'variable 0 is made twice',
    b => {
      b.if(b.bool(true), () => {
        b.variable(U32);
      });
      b.raw({ op: 'variable', local: 0 });
    },
  ],
];

describe('scopes', () => {
  it.each(refused)('%s', (why, body) => {
    const traced = build(options, body);
    expect(() => check(traced)).toThrow(KernelError);
    expect(() => check(traced)).toThrow(why);
  });

  it('names both lines of a value that has left its block', () => {
    let inner: ValueId = 0;
    let use: ValueId = 0;
    const traced = build(options, b => {
      b.if(b.bool(true), () => {
        inner = b.param('n');
      });
      use = b.compute('add', inner, inner);
    });
    try {
      check(traced);
      expect.unreachable();
    } catch (error) {
      expect((error as KernelError).locations).toEqual([`k.ts:${use}:1`, `k.ts:${inner}:1`]);
    }
  });

  it('let inner blocks use what outer ones made, and each function its own', () => {
    check(
      build(options, b => {
        const f = b.fn('f', [U32], U32, x => {
          const v = b.variable(U32, x);
          b.if(b.bool(true), () => b.return(b.load(b.local(v))));
          b.return(x);
        });
        const n = b.param('n');
        const v = b.variable(U32);
        b.for(b.u32(0), n, b.u32(1), i => {
          b.if(b.bool(true), () => b.store(b.local(v), b.compute('add', b.call(f, n), i)));
        });
      }),
    );
  });
});
