import { describe, expect, it } from 'vitest';
import { check } from '../../check/check.ts';
import type { CheckedProgram } from '../../check/checked.ts';
import { type Builder, build, type Options } from '../../ir/build.test-support.ts';
import { F32, type Type, U32 } from '../../ir/types.ts';
import { flatten } from '../flat/flatten.ts';
import { printGroup } from '../flat/print-flat.test-support.ts';
import { splitRegions } from './regions.ts';

const TILE: Options = {
  groupSize: 8,
  shared: [{ type: U32, length: 8 }],
  params: { n: U32, x: ['read', U32], out: ['write', U32] },
};
const split = (body: (b: Builder) => void, options: Options = TILE): string =>
  printGroup(splitRegions(flatten(check(build(options, body)), 'proven')));

const lane = (b: Builder): number => b.builtin('localIndex');
/** Writes that keep a region from being empty. */
const put = (b: Builder, value: number): void => void b.store(b.sharedAt(0, lane(b)), value);
const show = (b: Builder, value: number): void => void b.store(b.at('out', b.builtin('globalIndex')), value);
const others = (b: Builder): number => b.load(b.sharedAt(0, b.compute('sub', b.u32(7), lane(b))));

describe('barriers', () => {
  it('end a region', () => {
    const text = split(b => {
      put(b, lane(b));
      b.barrier();
      show(b, others(b));
    });
    expect(text.match(/^region/gm)).toHaveLength(2);
    expect(text).not.toContain('context');
    expect(text).not.toContain('barrier');
  });

  it('lift the loop and the condition around them to group level', () => {
    const text = split(b => {
      b.for(b.u32(0), b.param('n'), b.u32(1), i => {
        b.if(b.compute('lt', i, b.u32(3)), () => {
          put(b, i);
          b.barrier();
          show(b, others(b));
        });
        b.barrier();
      });
    });
    expect(text).toMatch(/^for %0 from 0 step 1 trips \$n\n {2}group %1 = lt %0 3\n {2}if %1\n {4}region\n/m);
  });

  it('leave constructs without one in their region', () => {
    const text = split(b => {
      b.for(b.u32(0), lane(b), b.u32(1), i =>
        b.if(
          b.compute('gt', i, b.u32(2)),
          () => b.break(),
          () => put(b, i),
        ),
      );
      b.barrier();
      show(b, others(b));
    });
    expect(text).toMatch(/^region\n {2}for .* trips localIndex\n/m);
  });
});

describe('values', () => {
  it('computes what all lanes share before the first region that reads it', () => {
    const text = split(b => {
      b.if(b.compute('lt', lane(b), b.u32(4)), () =>
        put(b, b.compute('mul', b.builtin('groupIndex'), b.param('n'))),
      );
      b.barrier();
      b.if(b.compute('eq', lane(b), b.u32(0)), () =>
        show(b, b.compute('mul', b.builtin('groupIndex'), b.param('n'))),
      );
    });
    expect(text.indexOf('group %')).toBeLessThan(text.indexOf('region'));
    expect(text.match(/= mul groupIndex \$n/g)).toHaveLength(text.match(/group %\d+ = mul/g)!.length);
  });

  it('computes what all groups share once for the launch', () => {
    const text = split(b => {
      put(b, b.compute('div', b.param('n'), b.u32(3)));
      b.barrier();
      show(b, others(b));
    });
    expect(text).toMatch(/^launch %0 = div \$n 3/m);
  });

  it('keeps what a lane has loaded, and computes cheap values again', () => {
    const text = split(b => {
      const index = b.compute('rem', b.compute('add', lane(b), b.u32(1)), b.u32(8));
      const next = b.compute('add', lane(b), b.u32(2));
      const loaded = b.load(b.at('x', b.compute('min', b.builtin('globalIndex'), b.u32(0))));
      put(b, b.compute('add', b.compute('add', loaded, index), next));
      b.barrier();
      show(b, b.compute('add', b.compute('add', loaded, next), others(b)));
    });
    const [context] = text.split('\n');
    expect(context).toMatch(/^context %\d+$/);
    const kept = context!.slice('context '.length);
    expect(text).toContain(`region (keeps ${kept})`);
    expect(text).toContain(`region (needs ${kept})`);
    expect(text.match(/= add localIndex 2/g)).toHaveLength(2);
  });

  it('takes the condition of a group from the context, where a lane left it', () => {
    const text = split(b => {
      const any = b.compute('gt', b.load(b.at('x', b.builtin('groupIndex'))), b.u32(2));
      put(b, lane(b));
      const flag = b.variable(U32, b.compute('select', any, b.u32(1), b.u32(0)));
      const set = b.compute('ne', b.load(b.local(flag)), b.u32(0));
      b.if(set, () => b.barrier());
      show(b, others(b));
    });
    expect(text).toMatch(/^context %\d+\n/);
    expect(text).toMatch(/keeps (%\d+)\)[\s\S]*^if \1$/m);
  });

  it('reads a uniform load once for the group, and not before the lanes have written', () => {
    const text = split(b => {
      put(b, lane(b));
      const value = b.uniformLoad(b.sharedAt(0, b.u32(3)));
      show(b, b.compute('add', value, lane(b)));
    });
    expect(text).toMatch(
      /region\n {2}shared0\[localIndex \+ 0\] = localIndex\ngroup %\d+ = u32 shared0\[3\]\nregion/,
    );
  });

  it('does not move a load in front of a write of its own region', () => {
    const text = split(b => {
      put(b, lane(b));
      const first = b.load(b.at('x', b.u32(0)));
      b.if(b.compute('lt', lane(b), first), () => put(b, b.load(b.at('x', b.u32(1)))));
    });
    expect(text).not.toContain('group %1 = u32');
    expect(text).toMatch(/region\n {2}shared0.*\n {2}%\d+ = u32 view1/);
  });
});

describe('variables', () => {
  const VEC3: Type = { kind: 'vec', n: 3, elem: F32 };
  it('keeps a local that lives across a barrier, and not one that does not', () => {
    const text = split(b => {
      const sum = b.variable(U32, lane(b));
      const short = b.variable(U32, b.u32(1));
      b.store(b.local(short), b.compute('add', b.load(b.local(short)), lane(b)));
      put(b, b.load(b.local(short)));
      b.for(b.u32(0), b.param('n'), b.u32(1), () => {
        b.barrier();
        b.store(b.local(sum), b.compute('add', b.load(b.local(sum)), others(b)));
        b.barrier();
      });
      show(b, b.load(b.local(sum)));
    });
    expect(text).toMatch(/^context local 0\n/);
    expect(text.match(/^ *region.*$/gm)).toEqual([
      'region (keeps local 0)',
      '  region (needs+keeps local 0)',
      'region (needs local 0)',
    ]);
  });

  it('keeps a memory that lives across a barrier, and clears it where its variable stands', () => {
    const text = split(b => {
      b.for(b.u32(0), b.u32(2), b.u32(1), () => {
        const stack = b.variable({ kind: 'array', elem: VEC3, length: 4 });
        b.store(b.local(stack, { element: b.compute('rem', lane(b), b.u32(4)) }, { member: 0 }), b.f32(2));
        put(b, lane(b));
        b.barrier();
        show(
          b,
          b.compute(
            'bitsU32',
            b.load(b.local(stack, { element: b.compute('rem', others(b), b.u32(4)) }, { member: 0 })),
          ),
        );
        b.barrier();
      });
    });
    expect(text).toContain('context memory 0');
    expect(text).toMatch(/for .*\n {2}region\n {4}clear memory 0/);
  });
});

describe('ends', () => {
  it("a return before a barrier is the group's", () => {
    const text = split(b => {
      put(b, lane(b));
      b.if(b.compute('gt', b.builtin('groupIndex'), b.param('n')), () => b.return());
      b.barrier();
      show(b, others(b));
    });
    expect(text).toMatch(/^if %\d+\n {2}return$/m);
    expect(text).not.toContain('ended');
  });

  it('a varying return behind the last barrier ends its lane only, and nothing has to be remembered', () => {
    const text = split(b => {
      put(b, lane(b));
      b.barrier();
      b.if(b.compute('gt', lane(b), b.u32(3)), () => b.return());
      show(b, others(b));
    });
    expect(text).toMatch(/region\n.*if %\d+\n {4}return/s);
    expect(text).not.toContain('ended');
  });

  it('a lane that has ended in one branch runs no later region', () => {
    const text = split(b => {
      b.if(
        b.compute('gt', b.param('n'), b.u32(1)),
        () => {
          put(b, lane(b));
          b.barrier();
          show(b, others(b));
        },
        () => {
          b.if(b.compute('gt', lane(b), b.u32(3)), () => b.return());
          put(b, lane(b));
        },
      );
      show(b, b.u32(7));
    });
    expect(text).toMatch(/^context ended\n/);
    expect(text).toContain('  region (ends lanes)');
    expect(text).toContain('\nregion (skips ended)');
  });

  it("break, continue and return in a loop with a barrier are the group's", () => {
    const text = split(b => {
      b.for(b.u32(0), b.param('n'), b.u32(1), i => {
        put(b, i);
        b.if(b.compute('eq', i, b.u32(1)), () => b.continue());
        b.if(
          b.compute('eq', i, b.u32(5)),
          () => b.break(),
          () => b.if(b.compute('eq', b.builtin('groupIndex'), i), () => b.return()),
        );
        b.barrier();
        show(b, others(b));
        b.barrier();
      });
    });
    expect(text.split('\n').filter(line => !line.includes('=') || line.includes('for'))).toEqual([
      'for %0 from 0 step 1 trips $n',
      '  region',
      '  if %1',
      '    continue',
      '  if %2',
      '    break',
      '  else',
      '    if %3',
      '      return',
      '  region',
    ]);
  });

  it("a loop that holds such a return is the group's too, though it has no barrier", () => {
    const text = split(b => {
      b.for(b.u32(0), b.param('n'), b.u32(1), i => {
        put(b, i);
        b.if(b.compute('eq', i, b.builtin('groupIndex')), () => b.return());
      });
      b.barrier();
      show(b, others(b));
    });
    expect(text).toMatch(/^for .*\n {2}group .*\n {2}region\n.*\n {2}if %\d+\n {4}return\nregion$/m);
  });

  it('refuses control flow around a barrier that lanes do not share', () => {
    const uneven = check(
      build(TILE, b => {
        b.if(b.compute('lt', b.param('n'), b.u32(4)), () => {
          put(b, lane(b));
          b.barrier();
        });
      }),
    );
    const program = flatten(uneven, 'proven');
    const local = flatten(
      { ...uneven, program: replaced(uneven.program), uniform: new Set<number>() } as CheckedProgram,
      'proven',
    );
    expect(() => splitRegions(program)).not.toThrow();
    expect(() => splitRegions(local)).toThrow(/do not share/);
  });
});

/** The program with the local index instead of the parameter, which the checker would refuse. */
function replaced(program: CheckedProgram['program']): CheckedProgram['program'] {
  const body = program.body.map(instruction =>
    instruction.op === 'param'
      ? {
          op: 'builtin' as const,
          id: instruction.id,
          type: { kind: 'scalar' as const, scalar: 'u32' as const },
          builtin: 'localIndex' as const,
        }
      : instruction,
  );
  return { ...program, body };
}
