import { expect, test } from 'vitest';
import type { Builder } from '../ir/build.test-support.ts';
import { F32, type Type, U32 } from '../ir/types.ts';
import { printed } from './printed.test-support.ts';

const VEC3: Type = { kind: 'vec', n: 3, elem: F32 };
const params = { x: ['readWrite', F32], y: ['readWrite', F32], n: U32, counts: ['atomics', U32] } as const;
const shown = (body: (b: Builder) => void): readonly string[] => printed({ params }, body, 'proven');

test('a read that is used once stands at its use, unless what it reads is written before', () => {
  const moved = (between: (b: Builder) => void): readonly string[] =>
    shown(b => {
      const value = b.load(b.at('x', b.u32(0)));
      between(b);
      b.store(b.at('y', b.u32(0)), value);
    });
  expect(moved(() => {})).toEqual(['y[@0] = x[@0];']);
  expect(moved(b => b.store(b.at('y', b.u32(1)), b.f32(2)))).toEqual(['y[@1] = 2.0;', 'y[@0] = x[@0];']);
  expect(moved(b => b.store(b.at('x', b.u32(1)), b.f32(2)))).toEqual([
    'let x_value = x[@0];',
    'x[@1] = 2.0;',
    'y[@0] = x_value;',
  ]);
  expect(
    moved(b =>
      b.if(b.compute('eq', b.param('n'), b.u32(1)), () => b.store(b.at('x', b.u32(1)), b.f32(2))),
    )[0],
  ).toBe('let x_value = x[@0];');
});

test('a variable is read before it is written', () => {
  const lines = shown(b => {
    const a = b.variable(F32, b.f32(1));
    const old = b.load(b.local(a));
    b.store(b.local(a), b.f32(2));
    b.store(b.at('x', b.u32(0)), b.compute('add', old, b.load(b.local(a))));
  });
  expect(lines).toEqual([
    'var value = 1.0;',
    'let value1 = value;',
    'value = 2.0;',
    'x[@0] = value1 + value;',
  ]);
});

test('a read of what the group shares does not pass a barrier', () => {
  const lines = printed(
    { groupSize: 2, shared: [{ type: F32, length: 2 }], params },
    b => {
      const value = b.load(b.sharedAt(0, b.u32(0)));
      b.barrier();
      b.store(b.at('y', b.builtin('groupIndex')), value);
    },
    'proven',
  );
  expect(lines.slice(0, 2)).toEqual(['let shared_value = shared0[0];', 'barrier(shared);']);
});

test('nothing moves into a loop, where it would be computed in each turn', () => {
  const lines = shown(b => {
    const root = b.compute('sqrt', b.load(b.at('x', b.u32(0))));
    b.for(b.u32(0), b.param('n'), b.u32(1), i => b.store(b.at('y', i), root));
  });
  expect(lines.slice(0, 2)).toEqual(['let root = sqrt(x[@0]);', 'for (var i = 0; i < n; i++) {']);
});

test('the end of a for is computed once', () => {
  const lines = shown(b => {
    const to = b.compute('toU32', b.compute('lt', b.load(b.at('x', b.u32(0))), b.f32(1)));
    b.for(b.u32(0), to, b.u32(1), i => b.store(b.at('x', i), b.f32(3)));
  });
  expect(lines.slice(0, 2)).toEqual([
    'let unsigned = toU32(x[@0] < 1.0);',
    'for (var i = 0; i < unsigned; i++) {',
  ]);
});

test('a loop that begins with its exit is a while, in whichever way the exit is said', () => {
  const loop = (exit: (b: Builder, isDone: number) => void): readonly string[] =>
    shown(b => {
      const count = b.variable(U32, b.param('n'));
      b.loop(() => {
        exit(b, b.compute('eq', b.load(b.local(count)), b.u32(0)));
        b.store(b.local(count), b.compute('sub', b.load(b.local(count)), b.u32(1)));
        b.store(b.at('x', b.u32(0)), b.f32(0));
      });
    });
  const expected = ['var value = n;', 'while (value != 0) {', '  value -= 1;', '  x[@0] = 0.0;', '}'];
  expect(loop((b, isDone) => b.if(isDone, () => b.break()))).toEqual(expected);
  expect(
    loop((b, isDone) =>
      b.if(
        b.compute('not', isDone),
        () => {},
        () => b.break(),
      ),
    ),
  ).toEqual(expected);
});

test('an if in an else is an else-if, if nothing else is there', () => {
  const chain = (before: (b: Builder) => void): readonly string[] =>
    shown(b => {
      const set = (value: number) => () => b.store(b.at('x', b.u32(0)), b.f32(value));
      b.if(b.compute('lt', b.param('n'), b.u32(1)), set(1), () => {
        before(b);
        b.if(b.compute('lt', b.compute('popcount', b.param('n')), b.u32(2)), set(2), set(3));
      });
    });
  expect(chain(() => {})).toEqual([
    'if (n < 1) {',
    '  x[@0] = 1.0;',
    '} else if (popcount(n) < 2) {',
    '  x[@0] = 2.0;',
    '} else {',
    '  x[@0] = 3.0;',
    '}',
  ]);
  expect(chain(b => b.store(b.at('y', b.u32(0)), b.f32(0)))).toContain('} else {');
});

test('a branch that does nothing is turned round', () => {
  const lines = shown(b =>
    b.if(
      b.compute('lt', b.param('n'), b.u32(1)),
      () => {},
      () => b.return(),
    ),
  );
  expect(lines).toEqual(['if (n >= 1) {', '  return;', '}']);
});

test('components, swizzles and splats are written as such', () => {
  const lines = printed(
    { params: { v: VEC3, f: F32, out: ['write', VEC3] } },
    b => {
      const [v, f] = [b.param('v'), b.param('f')];
      const part = (i: number): number => b.extract(v, i);
      b.store(b.at('out', b.u32(0)), b.construct(VEC3, part(2), part(1), part(0)));
      b.store(b.at('out', b.u32(1)), b.compute('mul', v, b.construct(VEC3, f, f, f)));
      b.store(b.at('out', b.u32(2)), b.construct(VEC3, part(0), f, part(0)));
    },
    'proven',
  );
  expect(lines).toEqual(['out[@0] = v.zyx;', 'out[@1] = v * f;', 'out[@2] = vec3f(v.x, f, v.x);']);
});

test('the result of an atomic has a name only if it is used', () => {
  const lines = shown(b => {
    const zero = b.u32(0);
    b.if(b.compute('lt', zero, b.length('counts')), () => {
      b.atomic('add', b.at('counts', zero), zero);
      b.atomic('load', b.at('counts', zero));
      b.store(b.at('x', zero), b.compute('toF32', b.atomic('load', b.at('counts', zero))));
    });
  });
  expect(lines).toEqual([
    'if (0 < counts.length) {',
    '  let counts_at = @0;',
    '  atomic add(counts[counts_at], 0);',
    '  let old = atomic load(counts[counts_at]);',
    '  x[@0] = toF32(old >> 16) * 65536.0 + toF32(old & 65535);',
    '}',
  ]);
});
