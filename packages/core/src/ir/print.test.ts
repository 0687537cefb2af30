import { expect, it } from 'vitest';
import { build } from './build.test-support.ts';
import { print } from './print.ts';
import { BOOL, F32, I32, type Type, U32 } from './types.ts';

const VEC: Type = { kind: 'vec', n: 3, elem: F32 };
const NODE: Type = {
  kind: 'struct',
  name: 'Node',
  fields: { at: VEC, left: I32, list: { kind: 'array', elem: U32, length: 4 } },
};

it('prints a kernel as a person would read it', () => {
  const { program } = build(
    { name: 'saxpy', params: { a: F32, x: ['read', F32], y: ['readWrite', F32] } },
    b => {
      const i = b.builtin('index.x');
      b.store(
        b.at('y', i),
        b.compute('add', b.compute('mul', b.param('a'), b.load(b.at('x', i))), b.load(b.at('y', i))),
      );
    },
  );
  expect(print(program)).toMatchInlineSnapshot(`
    "range saxpy(a: f32, x: read f32, y: readWrite f32) {
      %0 = index.x
      %1 = a
      %2 = load x[%0]: f32
      %3 = mul(%1, %2): f32
      %4 = load y[%0]: f32
      %5 = add(%3, %4): f32
      store y[%0] = %5
    }
    "
  `);
});

it('prints every instruction', () => {
  const { program } = build(
    {
      name: 'all',
      groupSize: 8,
      params: { n: U32, nodes: ['readWrite', NODE], counts: ['atomics', U32] },
      shared: [{ type: F32, length: 8 }],
    },
    b => {
      const f = b.fn('f', [F32], F32, x => {
        b.if(b.compute('lt', x, b.f32(0.1)), () => b.return(b.f32(-0)));
        b.return(x);
      });
      const lane = b.builtin('localIndex');
      const v = b.variable(NODE);
      const w = b.variable(I32, b.i32(-7));
      b.load(b.local(w));
      const x = b.load(b.at('nodes', lane, { member: 0 }, { member: 2 }));
      b.store(b.local(v, { member: 2 }, { element: b.param('n') }), b.length('nodes', 'width'));
      b.store(b.sharedAt(0, lane), b.call(f, x));
      b.barrier();
      b.uniformLoad(b.sharedAt(0, b.u32(0)));
      b.atomic('compareExchange', b.at('counts', b.u32(0)), b.u32(0), b.u32(4294967295));
      b.extract(b.construct(VEC, x, x, x), 1);
      b.element(b.load(b.local(v, { member: 2 })), lane);
      b.subgroup('any', BOOL, b.bool(true));
      b.constant(F32, 0x7fc00001);
      b.for(b.u32(0), b.param('n'), b.u32(2), () => b.continue());
      b.loop(() => {
        b.if(
          b.bool(false),
          () => b.break(),
          () => b.return(),
        );
      });
    },
  );
  expect(print({ ...program, precision: 'precise' })).toMatchInlineSnapshot(`
    "struct Node { at: vec3f, left: i32, list: array(u32, 4) }
    fn f(%0: f32): f32 {
      %1 = 0.1f
      %2 = lt(%0, %1): bool
      if %2 {
        %4 = -0f
        return %4
      }
      return %0
    }
    group(8) all(n: u32, nodes: readWrite Node, counts: atomics u32) precise {
      shared0: f32[8]
      %7 = localIndex
      variable local0: Node
      %9 = -7i
      variable local1: i32 = %9
      %11 = load local1: i32
      %12 = load nodes[%7].at.z: f32
      %13 = n
      %14 = nodes.width
      store local0.list[%13] = %14
      %16 = f(%12): f32
      store shared0[%7] = %16
      barrier
      %19 = 0u
      %20 = uniformLoad shared0[%19]: f32
      %21 = 0u
      %22 = 0u
      %23 = 4294967295u
      %24 = atomic compareExchange counts[%21](%22, %23)
      %25 = vec3f(%12, %12, %12)
      %26 = %25.1: f32
      %27 = load local0.list: array(u32, 4)
      %28 = %27[%7]: u32
      %29 = true
      %30 = subgroup any(%29): bool
      %31 = nan(0x7fc00001)
      %32 = 0u
      %33 = n
      %34 = 2u
      for %35: u32 = %32 to %33 step %34 {
        continue
      }
      loop {
        %38 = false
        if %38 {
          break
        } else {
          return
        }
      }
    }
    "
  `);
});

it('prints an f32 as the shortest decimal that reads back', () => {
  const printed = (value: number): string =>
    print(
      build({}, b => {
        b.f32(value);
      }).program,
    )
      .split('\n')[1]!
      .trim();
  expect([1, 0.1, 1 / 3, 16777217, 1e-45, 3.4028234663852886e38, -Infinity].map(printed)).toEqual([
    '%0 = 1f',
    '%0 = 0.1f',
    '%0 = 0.33333334f',
    '%0 = 16777216f',
    '%0 = 1e-45f',
    '%0 = 3.4028235e+38f',
    '%0 = -Infinityf',
  ]);
});

it('prints the dimensions of a range', () => {
  expect(print(build({ dimensions: 2 }, () => {}).program)).toBe('range(2d) k() {\n}\n');
});
