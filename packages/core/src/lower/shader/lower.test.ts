import { expect, test } from 'vitest';
import { BOOL, F32, I32, type Type, U32 } from '../../ir/types.ts';
import { printed } from '../../print/printed.test-support.ts';

const VEC3: Type = { kind: 'vec', n: 3, elem: F32 };
const INTS: Type = { kind: 'array', elem: I32, length: 4 };
const ITEM: Type = { kind: 'struct', name: 'Item', fields: { on: BOOL, at: VEC3, list: INTS } };

test('a bool is a u32 in memory and in composites, and one again as a value', () => {
  const lines = printed(
    { params: { items: ['readWrite', ITEM], flags: ['readWrite', BOOL], hide: BOOL } },
    b => {
      const i = b.u32(0);
      const item = b.load(b.at('items', i));
      b.if(b.compute('and', b.extract(item, 0), b.compute('not', b.param('hide'))), () => {
        b.store(b.at('flags', i), b.load(b.at('items', i, { member: 0 })));
        b.store(b.at('items', i), b.construct(ITEM, b.param('hide'), b.extract(item, 1), b.extract(item, 2)));
      });
    },
    'proven',
  );
  expect(lines).toEqual([
    'let items_at = @0;',
    'let item = items[items_at];',
    'let test = hide != 0;',
    'if (item.on != 0 && !test) {',
    '  flags[@0] = toU32(items[items_at].on != 0);',
    '  items[items_at] = Item(toU32(test), item.at, item.list);',
    '}',
  ]);
});

test('a bool out of a composite that was made of it is that bool', () => {
  const lines = printed(
    { params: { out: ['write', U32], a: F32 } },
    b => {
      const on = b.compute('lt', b.param('a'), b.f32(1));
      const item = b.construct(
        ITEM,
        on,
        b.construct(VEC3, b.param('a'), b.param('a'), b.param('a')),
        b.construct(INTS, b.i32(1), b.i32(2), b.i32(3), b.i32(4)),
      );
      b.if(b.extract(item, 0), () => b.store(b.at('out', b.u32(0)), b.u32(1)));
    },
    'proven',
  );
  expect(lines).toEqual(['if (a < 1.0) {', '  out[@0] = 1;', '}']);
});

test('reads are chosen, of composites under an if; writes and atomics stand under an if', () => {
  const lines = printed(
    { params: { items: ['read', ITEM], out: ['readWrite', F32], counts: ['atomics', U32], n: U32 } },
    b => {
      const n = b.param('n');
      const item = b.load(b.at('items', n));
      b.store(b.at('out', n), b.compute('add', b.load(b.at('out', n)), b.extract(b.extract(item, 1), 0)));
      const old = b.atomic('add', b.at('counts', n), n);
      b.atomic('max', b.at('counts', b.u32(1)), old);
    },
  );
  expect(lines).toEqual([
    'var item = Item();',
    'if (n < items.length) {',
    '  item = items[@n];',
    '}',
    'let out_at = @n;',
    'if (n < out.length) {',
    '  out[out_at] += item.at.x;',
    '}',
    'var value = u32();',
    'if (n < counts.length) {',
    '  let old = atomic add(counts[@n], n);',
    '  value = old;',
    '}',
    'if (1 < counts.length) {',
    '  atomic max(counts[@1], value);',
    '}',
  ]);
});

test('indices within an element are and-ed, a negative one is out of bounds', () => {
  const lines = printed({ params: { items: ['write', ITEM], k: I32 } }, b => {
    b.store(b.at('items', b.builtin('index.x'), { member: 2 }, { element: b.param('k') }), b.i32(5));
  });
  expect(lines).toEqual([
    'if (index.x < items.length && toU32(k) < 4) {',
    '  items[@index.x].list[k] = 5;',
    '}',
  ]);
});

test('the proven form trusts what the launch has shown, and checks the rest', () => {
  const lines = printed(
    { params: { x: ['read', F32], out: ['write', F32], k: U32 } },
    b => {
      const at = b.compute('xor', b.builtin('index.x'), b.param('k'));
      b.store(b.at('out', b.builtin('index.x')), b.load(b.at('x', at)));
    },
    'proven',
  );
  expect(lines).toEqual([
    'let bits = index.x ^ k;',
    'out[@index.x] = select((bits < x.length), x[@bits], 0.0);',
  ]);
});

test('what is known to be out of bounds reads as zero and is not written', () => {
  const lines = printed(
    { params: { out: ['write', I32] } },
    b => {
      const list = b.variable(INTS);
      b.store(b.local(list, { element: b.u32(4) }), b.i32(1));
      b.store(b.at('out', b.u32(0)), b.load(b.local(list, { element: b.i32(-1) })));
    },
    'proven',
  );
  expect(lines).toEqual(['out[@0] = 0;']);
});

test('the stores under one condition share an if, unless something else happens between them', () => {
  const lines = printed({ params: { items: ['readWrite', ITEM], n: U32, x: F32 } }, b => {
    const n = b.param('n');
    b.store(b.at('items', n, { member: 1 }, { member: 0 }), b.param('x'));
    b.store(b.at('items', n, { member: 1 }, { member: 1 }), b.compute('neg', b.param('x')));
    b.store(
      b.at('items', n, { member: 1 }, { member: 2 }),
      b.load(b.at('items', n, { member: 1 }, { member: 0 })),
    );
  });
  expect(lines.filter(line => line.startsWith('if'))).toHaveLength(2);
});

test('an index of several dimensions is checked by its own conditions', () => {
  const lines = printed({ params: { out: ['write', U32], x: U32, y: U32 } }, b => {
    const [x, y] = [b.param('x'), b.param('y')];
    const width = b.length('out', 'width');
    const index = b.compute('add', b.compute('mul', y, width), x);
    const chosen = b.compute('select', b.compute('lt', x, width), index, b.u32(0xffffffff));
    b.store(b.at('out', chosen), x);
  });
  expect(lines).toEqual([
    'let sum = y * out.width + x;',
    'if (x < out.width && sum < out.length) {',
    '  out[@sum] = x;',
    '}',
  ]);
});

test('a for whose index could pass the end counts its trips', () => {
  const loop = (step: number, to: 'n' | 'length'): readonly string[] =>
    printed(
      { params: { out: ['readWrite', U32], n: U32 } },
      b => {
        b.for(b.u32(0), to === 'n' ? b.param('n') : b.length('out'), b.u32(step), i => {
          b.store(b.at('out', b.u32(0)), i);
        });
      },
      'proven',
    );
  expect(loop(1, 'n')[0]).toBe('for (var i = 0; i < n; i++) {');
  expect(loop(64, 'length')[0]).toBe('for (var i = 0; i < out.length; i += 64) {');
  expect(loop(64, 'n').slice(0, 2)).toEqual([
    'let trips = select((0 < n), (n - 1) / 64 + 1, 0);',
    'for (var trip = 0; trip < trips; trip++) {',
  ]);
});

test('an element of an array value comes out of a variable, of a parameter out of the parameter', () => {
  const lines = printed(
    { params: { table: INTS, items: ['read', ITEM], out: ['write', I32], k: U32 } },
    b => {
      const list = b.extract(b.load(b.at('items', b.u32(0))), 2);
      const k = b.compute('and', b.param('k'), b.u32(3));
      b.store(b.at('out', b.u32(0)), b.compute('add', b.element(list, k), b.element(b.param('table'), k)));
    },
    'proven',
  );
  expect(lines).toEqual([
    'var items1 = items[@0].list;',
    'let bits = k & 3;',
    'out[@0] = items1[bits] + table[bits];',
  ]);
});

test('what cannot be reached, is not used or is not read is left out', () => {
  const lines = printed(
    { params: { x: ['readWrite', F32] } },
    b => {
      const unread = b.variable(F32, b.f32(1));
      b.store(b.local(unread), b.load(b.at('x', b.u32(0))));
      b.if(
        b.compute('lt', b.builtin('index.x'), b.u32(3)),
        () => {
          b.return();
          b.store(b.at('x', b.u32(0)), b.f32(2));
        },
        () => b.compute('sqrt', b.load(b.at('x', b.u32(1)))),
      );
    },
    'proven',
  );
  expect(lines).toEqual(['if (index.x < 3) {', '  return;', '}']);
});

test('a barrier orders storage only behind an access that others may see', () => {
  const lines = printed(
    {
      groupSize: 4,
      shared: [{ type: U32, length: 4 }],
      params: { x: ['readWrite', U32], own: ['write', U32] },
    },
    b => {
      b.store(b.at('own', b.builtin('globalIndex')), b.u32(1));
      b.barrier();
      b.store(b.at('x', b.builtin('groupIndex')), b.u32(1));
      b.barrier();
    },
    'proven',
  );
  expect(lines.filter(line => line.startsWith('barrier'))).toEqual([
    'barrier(shared);',
    'barrier(shared, storage);',
  ]);
});

test('a barrier at the top of a loop orders what is written at its end', () => {
  const lines = printed(
    { groupSize: 4, params: { x: ['readWrite', U32], n: U32 } },
    b => {
      b.for(b.u32(0), b.param('n'), b.u32(1), i => {
        b.barrier();
        b.store(b.at('x', i), b.u32(1));
      });
    },
    'proven',
  );
  expect(lines).toContain('  barrier(storage);');
});

test('a uniform load out of bounds still has its barriers', () => {
  const lines = printed(
    { groupSize: 4, shared: [{ type: U32, length: 4 }], params: { out: ['write', U32], n: U32 } },
    b => {
      b.store(b.sharedAt(0, b.builtin('localIndex')), b.u32(1));
      b.store(
        b.at('out', b.u32(0)),
        b.compute('add', b.uniformLoad(b.sharedAt(0, b.param('n'))), b.uniformLoad(b.sharedAt(0, b.u32(9)))),
      );
    },
    'proven',
  );
  expect(lines).toEqual([
    'shared0[localIndex] = 1;',
    'let shared_value = uniformLoad(shared0[min(n, 3)]);',
    'barrier(shared);',
    'out[@0] = select((n < 4), shared_value, 0);',
  ]);
});

test('an element that is used twice is chosen once, with the index as it was', () => {
  const params = { table: ['read', INTS], at: ['readWrite', U32], out: ['write', I32] } as const;
  const lines = printed(
    { params },
    b => {
      const zero = b.u32(0);
      const chosen = b.element(
        b.load(b.at('table', zero)),
        b.compute('and', b.load(b.at('at', zero)), b.u32(3)),
      );
      b.store(b.at('at', zero), b.u32(9));
      b.store(b.at('out', zero), b.compute('mul', chosen, chosen));
    },
    'proven',
  );
  const [choice, write, use] = lines.slice(-3);
  expect(choice).toBe('let value = items[at[at_at] & 3];');
  expect([write, use]).toEqual(['at[at_at] = 9;', 'out[@0] = value * value;']);
});
