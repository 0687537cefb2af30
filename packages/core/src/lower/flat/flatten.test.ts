import { describe, expect, it } from 'vitest';
import { check } from '../../check/check.ts';
import type { CheckedProgram, Form } from '../../check/checked.ts';
import { type Builder, build, type Options } from '../../ir/build.test-support.ts';
import { BOOL, F32, I32, type Type, U32 } from '../../ir/types.ts';
import { flatten } from './flatten.ts';
import { printFlat } from './print-flat.test-support.ts';

const VEC3: Type = { kind: 'vec', n: 3, elem: F32 };
const BOX: Type = { kind: 'struct', name: 'Box', fields: { min: VEC3, max: VEC3, on: BOOL } };
const array = (elem: Type, length: number): Type => ({ kind: 'array', elem, length });

const flat = (options: Options, body: (b: Builder) => void, form: Form = 'checked'): string =>
  printFlat(flatten(check(build(options, body)), form));
/** The flat code of a program without its bounds proofs. */
const unproven = (options: Options, body: (b: Builder) => void, form: Form = 'checked'): string => {
  const checked = check(build(options, body));
  const access = { ...checked.access, bounds: new Map() };
  return printFlat(flatten({ ...checked, access } as CheckedProgram, form));
};

describe('values', () => {
  it('makes scalars of vectors and structs, and drops the leaves that nobody uses', () => {
    const text = flat({ params: { s: BOX, out: ['write', F32] } }, b => {
      const min = b.extract(b.param('s'), 0);
      const sum = b.compute('add', min, b.extract(b.param('s'), 1));
      b.store(b.at('out', b.u32(0)), b.extract(sum, 2));
    });
    expect(text).toBe(
      [
        '%0 = add $s.min.z $s.max.z',
        '%1 = lt 0 out.length',
        '%2 = element 1 0',
        'view1[%2 + 0] if %1 = %0',
      ].join('\n'),
    );
  });

  it('takes the words of a parameter from where WGSL has them', () => {
    const checked = check(build({ params: { a: F32, s: BOX } }, b => void b.param('s')));
    const words = flatten(checked, 'checked').inputs.flatMap(input =>
      input.op === 'word' ? [[input.name, input.word]] : [],
    );
    expect(words).toEqual([
      ['s.min.x', 4],
      ['s.min.y', 5],
      ['s.min.z', 6],
      ['s.max.x', 8],
      ['s.max.y', 9],
      ['s.max.z', 10],
      ['s.on', 11],
    ]);
  });

  it('broadcasts the condition of a select over components', () => {
    const text = flat(
      { params: { c: BOOL, v: VEC3, out: ['write', VEC3] } },
      b => {
        b.store(
          b.at('out', b.builtin('index.x')),
          b.compute('select', b.param('c'), b.param('v'), b.compute('neg', b.param('v'))),
        );
      },
      'proven',
    );
    expect(text.split('\n').filter(line => line.includes('select'))).toEqual([
      '%3 = select $c $v.x %0',
      '%4 = select $c $v.y %1',
      '%5 = select $c $v.z %2',
    ]);
  });

  it('folds operations on constants', () => {
    const text = flat(
      { params: { out: ['write', U32] } },
      b => {
        b.store(
          b.at('out', b.builtin('index.x')),
          b.compute('mul', b.compute('add', b.u32(3), b.u32(4)), b.u32(0x80000000)),
        );
      },
      'proven',
    );
    expect(text).toContain('= 2147483648');
  });

  it('reads an array parameter by index where it stands, without copying it', () => {
    const text = flat(
      {
        params: {
          s: { kind: 'struct', name: 'S', fields: { k: F32, t: array(VEC3, 4) } },
          out: ['write', VEC3],
        },
      },
      b => {
        const index = b.builtin('index.x');
        b.store(b.at('out', index), b.element(b.extract(b.param('s'), 1), index));
      },
    );
    expect(text).not.toContain('local');
    expect(text).toContain('= lt index.x 4');
    expect(text).toMatch(
      /= index\.x \* 4\n%\d+ = f32 words\[%\d+ \+ 4\] if %\d+\n%\d+ = f32 words\[%\d+ \+ 5\]/,
    );
  });

  it('spills another array value when it comes to be, before it is indexed in an inner block', () => {
    const text = flat({ params: { c: BOOL, v: ['read', array(U32, 3)], out: ['write', U32] } }, b => {
      const index = b.builtin('index.x');
      const value = b.load(b.at('v', index));
      for (const at of [index, b.compute('add', index, b.u32(1))]) {
        b.if(b.param('c'), () => b.store(b.at('out', index), b.element(value, at)));
      }
    });
    const spill = text.indexOf('local0[0] = ');
    expect(spill).toBeGreaterThan(0);
    expect(spill).toBeLessThan(text.indexOf('if $c'));
    expect(text.match(/local0\[\d\] = /g)).toHaveLength(3);
  });
});

describe('bounds', () => {
  const body = (b: Builder): void => {
    const i = b.compute('toI32', b.builtin('index.x'));
    const j = b.param('j');
    b.store(
      b.at('x', i, { member: 0 }, { element: j }),
      b.load(b.at('x', i, { member: 0 }, { element: b.u32(1) })),
    );
  };
  const S: Type = { kind: 'struct', name: 'S', fields: { boxes: array(BOX, 2) } };
  const options: Options = { params: { j: I32, x: ['readWrite', S] } };

  it('compares an i32 as u32, once for all leaves and for both accesses, and joins nested indices', () => {
    const text = unproven(options, body, 'proven');
    expect(text.match(/ = bitsU32/g)).toHaveLength(2);
    expect(text.match(/ = lt %\d+ x\.length/g)).toHaveLength(1);
    expect(text).toMatch(/= lt %\d+ 2/);
    expect(text.match(/ = and/g)).toHaveLength(1);
    const loads = [...text.matchAll(/= (?:f32|bool) view1\[%\d+ \+ (\d+)\] if (%\d+)/g)];
    expect(loads.map(([, offset]) => Number(offset))).toEqual([8, 9, 10, 12, 13, 14, 15]);
    expect(new Set(loads.map(([, , ok]) => ok)).size).toBe(1);
    expect(text).toMatch(/view1\[%\d+ \+ 7\] if %\d+ = %\d+$/);
  });

  it('checks what depends on the launch in the checked form only', () => {
    const copy = (b: Builder): void => void b.store(b.at('x', b.builtin('index.x')), b.u32(1));
    expect(flat({ params: { x: ['write', U32] } }, copy, 'checked')).toContain('if %');
    expect(flat({ params: { x: ['write', U32] } }, copy, 'proven')).not.toContain('if %');
  });

  it('drops a store and zeroes a load whose constant index is out of bounds', () => {
    const text = flat(
      { params: { out: ['write', U32] }, groupSize: 4, shared: [{ type: VEC3, length: 2 }] },
      b => {
        b.store(b.sharedAt(0, b.u32(2), { member: 1 }), b.f32(1));
        b.store(b.at('out', b.u32(0)), b.compute('bitsU32', b.load(b.sharedAt(0, b.u32(5), { member: 1 }))));
      },
    );
    expect(text).not.toContain('shared');
    expect(text).toMatch(/ = 0$/);
  });

  it('guards an atomic', () => {
    const text = flat(
      { params: { c: ['atomics', U32], i: U32 } },
      b => void b.atomic('max', b.at('c', b.param('i')), b.u32(3)),
    );
    expect(text).toMatch(/max view0\[%\d+ \+ 0\] if %\d+ 3/);
  });
});

describe('variables', () => {
  it('makes scalars of one without arrays, and of one whose indices are all constant', () => {
    const text = flat({ params: { out: ['write', F32] } }, b => {
      const box = b.variable(BOX);
      const list = b.variable(array(F32, 4));
      b.store(b.local(list, { element: b.u32(2) }), b.f32(5));
      b.store(b.local(box, { member: 1 }, { member: 1 }), b.load(b.local(list, { element: b.u32(2) })));
      b.store(b.at('out', b.builtin('index.x')), b.load(b.local(box, { member: 1 }, { member: 1 })));
    });
    expect(text).not.toContain('memory');
    expect(text.match(/declare local/g)).toHaveLength(2);
  });

  it('keeps one that is indexed in memory, by stride: a vec3 takes four words', () => {
    const text = flat({ params: { i: U32, out: ['write', F32] } }, b => {
      const stack = b.variable(array(VEC3, 3));
      b.store(b.local(stack, { element: b.param('i') }, { member: 1 }), b.f32(1));
      b.store(
        b.at('out', b.builtin('index.x')),
        b.load(b.local(stack, { element: b.u32(2) }, { member: 2 })),
      );
    });
    expect(text).toContain('clear memory 0');
    expect(text).toMatch(/= \$i \* 4\nlocal0\[%\d+ \+ 1\] if %\d+ = 1f/);
    expect(text).toContain('local0[10]');
  });
});

describe('control flow', () => {
  const trips = (
    from: (b: Builder) => number,
    to: (b: Builder) => number,
    step: (b: Builder) => number,
  ): string => {
    const text = flat(
      { params: { n: U32, m: I32, out: ['write', U32] } },
      b => {
        b.for(from(b), to(b), step(b), () => b.store(b.at('out', b.u32(0)), b.u32(1)));
      },
      'proven',
    );
    return text
      .split('\n')
      .filter(line => !line.startsWith('  '))
      .join('; ');
  };

  it('counts the trips before the loop', () => {
    expect(
      trips(
        b => b.u32(0),
        b => b.param('n'),
        b => b.u32(1),
      ),
    ).toBe('for %0 from 0 step 1 trips $n');
    expect(
      trips(
        b => b.i32(3),
        b => b.param('m'),
        b => b.i32(1),
      ),
    ).toMatch(/^%\d+ = bitsU32 \$m; %\d+ = sub %\d+ 3; %\d+ = lt 3i \$m; %\d+ = select .* 0; for/);
    expect(
      trips(
        b => b.i32(5),
        b => b.i32(-5),
        b => b.i32(-3),
      ),
    ).toMatch(/trips 4$/);
    expect(
      trips(
        b => b.i32(5),
        b => b.i32(-5),
        b => b.i32(3),
      ),
    ).toBe('for %0 from 5i step 3i trips 0');
  });

  it('drops what stands behind a jump', () => {
    const text = flat(
      { params: { out: ['write', U32] } },
      b => {
        b.store(b.at('out', b.u32(0)), b.u32(1));
        b.return();
        b.store(b.at('out', b.u32(0)), b.u32(2));
      },
      'proven',
    );
    expect(text.trim().endsWith('return')).toBe(true);
  });

  it('passes and returns the leaves of a struct', () => {
    const checked = check(
      build({ params: { s: BOX, out: ['write', F32] } }, b => {
        const swap = b.fn('swap', [BOX], BOX, s =>
          b.return(b.construct(BOX, b.extract(s!, 1), b.extract(s!, 0), b.extract(s!, 2))),
        );
        b.store(b.at('out', b.builtin('index.x')), b.extract(b.extract(b.call(swap, b.param('s')), 0), 0));
      }),
    );
    const program = flatten(checked, 'proven');
    const [swap] = program.functions;
    expect(swap?.params).toHaveLength(7);
    expect(swap?.results).toEqual(['f32', 'f32', 'f32', 'f32', 'f32', 'f32', 'bool']);
    const [a, b, c, d, e, f, on] = swap!.params;
    expect(swap?.block).toEqual([{ op: 'return', values: [d, e, f, a, b, c, on] }]);
    expect(printFlat(program)).toMatch(/call 0 \$s\.min\.x \$s\.min\.y/);
  });

  it('reads a uniform load between two barriers', () => {
    const text = flat(
      { groupSize: 4, shared: [{ type: U32, length: 4 }], params: { out: ['write', U32] } },
      b => {
        const value = b.uniformLoad(b.sharedAt(0, b.u32(1)));
        b.store(b.at('out', b.builtin('globalIndex')), value);
      },
      'proven',
    );
    expect(text).toMatch(/^barrier\n%\d+ = u32 shared0\[1\]\nbarrier/);
  });
});
