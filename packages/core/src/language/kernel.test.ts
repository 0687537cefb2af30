import { expect, test, vi } from 'vitest';
import { HeddleError, HeddleRangeError, HeddleTypeError } from '../errors/errors.ts';
import { groupKernel } from '../runtime/group-kernel.ts';
import { For, If } from './control.ts';
import { isKernel, kernel, tracedOf, tracesMade } from './kernel.ts';
import { outline } from './outline.test-support.ts';
import { atomics, read, readWrite, write } from './params.ts';
import { here, lineOf, refused } from './refusal.test-support.ts';
import { atomic, f32, struct, u32 } from './schema.ts';
import { MAX_STEPS } from './trace.ts';
import type { F32 } from './value-types.ts';
import { variable } from './variable.ts';

let storeLine = 0;
const saxpy = () =>
  kernel({
    name: 'saxpy',
    params: { a: f32, x: read(f32), y: readWrite(f32), unused: u32 },
    body({ a, x, y }, { index }) {
      storeLine = here() + 1;
      y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
    },
  });

test('traces statements in the order in which they stand, and keeps only the parameters that are used', () => {
  const program = saxpy().ir;
  expect(outline(program)).toEqual([
    'v0 = a',
    'v1 = index.x',
    'v2 = load x[v1]',
    'v3 = mul v0 v2',
    'v4 = load y[v1]',
    'v5 = add v3 v4',
    'y[v1] = v5',
  ]);
  expect(program).toMatchObject({ kind: 'range', dimensions: 1, groupSize: 0, precision: 'native' });
  expect(program.params.map(({ access }) => access)).toEqual(['value', 'read', 'readWrite', 'value']);
});

test('traces lazily, once for each kernel, and knows every line', () => {
  const before = tracesMade();
  const body = vi.fn();
  const one = kernel({ name: 'one', params: {}, body });
  expect(body).not.toHaveBeenCalled();
  expect(one.ir).toBe(one.ir);
  expect(tracedOf(one)).toBe(tracedOf(one));
  expect(body).toHaveBeenCalledOnce();
  expect(tracesMade() - before).toBe(1);
  expect(isKernel(one)).toBe(true);
  expect(isKernel({ ...saxpy })).toBe(false);
  const { program, location } = tracedOf(saxpy());
  const store = program.body.at(-1)!;
  expect(lineOf(location(store.id))).toBe(storeLine);
});

test('is plain, frozen data, the same for the same body', () => {
  const program = saxpy().ir;
  expect(JSON.parse(JSON.stringify(program))).toEqual(program);
  expect(saxpy().ir).toEqual(program);
  expect(Object.isFrozen(program.body[3])).toBe(true);
  expect(Object.isFrozen(program.params[0]!.type)).toBe(true);
});

test('knows nothing of the names and the layout of the source', () => {
  const renamed = kernel({
    name: 'saxpy',
    params: { a: f32, x: read(f32), y: readWrite(f32), unused: u32 },
    body: (p, c) => {
      Object.assign(p.y.at(c.index), { $: p.a.mul(p.x.at(c.index).$).add(p.y.at(c.index).$) });
    },
  });
  expect(renamed.ir).toEqual(saxpy().ir);
});

test('has an index and an extent for each dimension', () => {
  const program = kernel({
    name: 'plane',
    dimensions: 3,
    params: { out: write(u32) },
    body({ out }, { index, extent }) {
      out.at(index.z.mul(extent.y).add(index.x)).$ = index.y;
    },
  }).ir;
  expect(outline(program).slice(0, 4)).toEqual([
    'v0 = index.x',
    'v1 = index.y',
    'v2 = index.z',
    'v3 = extent.y',
  ]);
});

test.each<[string, () => unknown, RegExp]>([
  ['no definition', () => kernel(undefined as never), /kernel: expected a definition, found undefined/],
  ['no name', () => kernel({ params: {}, body() {} } as never), /expected a name, found undefined/],
  [
    'an empty name',
    () => kernel({ name: '', params: {}, body() {} }),
    /expected a name, found the string ''/,
  ],
  [
    'no params',
    () => kernel({ name: 'k', body() {} } as never),
    /kernel 'k': expected params, found undefined/,
  ],
  [
    'a type instead of params',
    () => kernel({ name: 'k', params: f32 as never, body() {} }),
    /expected params, found an element type/,
  ],
  [
    'a parameter that is no type',
    () => kernel({ name: 'k', params: { x: 'f32' as never }, body() {} }),
    /parameter x: expected an element type such as f32, found the string 'f32'/,
  ],
  [
    'an atomic as a value',
    () => kernel({ name: 'k', params: { x: atomic(u32) as never }, body() {} }),
    /parameter x: atomic\(u32\) is not the type of a value/,
  ],
  [
    'a parameter called $',
    () => kernel({ name: 'k', params: { $: f32 }, body() {} }),
    /a parameter: the string '\$' is not an identifier/,
  ],
  ['no body', () => kernel({ name: 'k', params: {} } as never), /expected a body, found undefined/],
  ['an async body', () => kernel({ name: 'k', params: {}, async body() {} }), /the body is an AsyncFunction/],
  [
    'a generator',
    () => kernel({ name: 'k', params: {}, *body() {} } as never),
    /the body is a GeneratorFunction/,
  ],
  [
    'four dimensions',
    () => kernel({ name: 'k', dimensions: 4 as never, params: {}, body() {} }),
    /dimensions: expected 1, 2, 3, found the number 4/,
  ],
  [
    'an unknown precision',
    () => kernel({ name: 'k', precision: 'high' as never, params: {}, body() {} }),
    /precision: expected "native", "precise", found the string 'high'/,
  ],
  [
    'no group size',
    () => groupKernel({ name: 'k', params: {}, body() {} } as never),
    /groupSize: expected a whole number of at least 1, found undefined/,
  ],
  [
    'a fractional group size',
    () => groupKernel({ name: 'k', groupSize: 1.5, params: {}, body() {} }),
    /found the number 1.5/,
  ],
  ['a view of no type', () => read(3 as never), /read: expected an element type/],
  [
    'atomics of f32',
    () => atomics(f32 as never),
    /atomics: expected u32 or i32, found f32\n.*No GPU adds floats/,
  ],
])('refuses, at the call: %s', (_, definition, message) => {
  expect(definition).toThrow(message);
  expect(definition).toThrow(HeddleError);
});

test('refuses with a TypeError what is of the wrong type, and with a RangeError what is out of range', () => {
  expect(() => kernel({ name: 'k', params: {} } as never)).toThrow(HeddleTypeError);
  expect(() => groupKernel({ name: 'k', groupSize: 0, params: {}, body() {} })).toThrow(HeddleRangeError);
});

test('refuses a body that returns a promise', () => {
  const error = refused({}, (() => Promise.reject(new Error('lost'))) as never);
  expect(error.message).toContain("kernel 'wrong': the body returned a promise");
  expect(refused({ n: u32 }, ({ n }) => void For(n, (async () => {}) as never)).message).toContain(
    'returned a promise',
  );
});

test('refuses a body that does not end', () => {
  const endless = refused({ n: u32, out: write(u32) }, ({ n, out }) => {
    while (n.gt(0)) out.at(0).$ = 1;
  });
  expect(endless.message).toContain(`more than ${MAX_STEPS} operations`);
  expect(endless.message).toContain('Use For, While or Loop');
  // Constants append no instruction; the loop must be stopped all the same.
  expect(
    refused({}, () => {
      for (let i = u32(0); i.lt(10); i = i.add(1));
    }).message,
  ).toContain('operations');
}, 60_000);

test('refuses a function that calls itself until the stack is full, and names its line', () => {
  let line = 0;
  const descend = (depth: F32): F32 => {
    line = here() + 1;
    return [depth.add(1)].map(next => descend(next))[0]!;
  };
  const overflow = refused({ x: f32 }, ({ x }) => void descend(x));
  expect(overflow.message).toContain("kernel 'wrong': the stack overflowed");
  expect(overflow.locations[0]).toMatch(new RegExp(`kernel\\.test\\.ts:${line}:`));
  expect(overflow.remedy).toContain('must be a JavaScript value');
}, 60_000);

test('refuses the language outside of a body, and names the line', () => {
  const line = here() + 1;
  const outside = () => variable(f32);
  expect(outside).toThrow(/the kernel language was used outside of a kernel's body/);
  expect(outside).toThrow(new RegExp(`kernel\\.test\\.ts:${line}:`));
  expect(() => f32(1)).toThrow(HeddleError);
  expect(() => If(true as never, () => {})).toThrow(/outside of a kernel's body/);
});

test('refuses a kernel that is first used in the body of another', () => {
  const inner = kernel({ name: 'inner', params: {}, body() {} });
  const error = refused({}, () => void inner.ir);
  expect(error.message).toContain("kernel 'inner' was first used inside of the body of another kernel");
  expect(error.locations).toHaveLength(2);
  expect(inner.ir.body).toEqual([]);
});

test('refuses values and places of another kernel, with both lines', () => {
  let kept: unknown;
  let place: unknown;
  let made = 0;
  kernel({
    name: 'first',
    params: { x: readWrite(f32) },
    body({ x }, { index }) {
      made = here() + 1;
      kept = x.at(index).$;
      place = x.at(index);
    },
  }).ir;
  let line = 0;
  const error = refused({ out: write(f32) }, ({ out }, { index }) => {
    line = here() + 1;
    out.at(index).$ = kept as never;
  });
  expect(error.message).toContain("a value of kernel 'first' was used");
  expect(error.locations.map(lineOf)).toEqual([line, made]);
  expect(
    refused({}, () => {
      (place as { $: unknown }).$ = 1;
    }).message,
  ).toContain("a place of kernel 'first'");
});

test('is not disturbed by a body that throws', () => {
  const broken = kernel({
    name: 'broken',
    params: {},
    body() {
      throw new Error('mine');
    },
  });
  expect(() => broken.ir).toThrow('mine');
  expect(() => broken.ir).toThrow('mine');
  expect(saxpy().ir.body).toHaveLength(7);
});

test('warns of a comparison that is not used', () => {
  const traced = tracedOf(
    kernel({
      name: 'both',
      params: { a: f32, b: f32, out: write(f32) },
      body({ a, b, out }) {
        // biome-ignore lint: the mistake
        If((a.lt(1) as never) && b.lt(1), () => {
          out.at(0).$ = 1;
        });
      },
    }),
  );
  expect(traced.warnings).toHaveLength(1);
  expect(traced.warnings![0]).toMatch(
    /kernel 'both': nothing uses the result of lt\n {2}at .*kernel\.test\.ts:\d+:\d+\n.*a\.and\(b\)/,
  );
  expect(tracedOf(saxpy()).warnings).toEqual([]);
});

test('takes values of any type', () => {
  const Pair = struct('Pair', { x: f32, y: u32 });
  const program = kernel({
    name: 'k',
    params: { pair: Pair, out: write(Pair) },
    body({ pair, out }) {
      out.at(0).$ = pair;
    },
  }).ir;
  expect(program.params[0]!.type).toEqual({
    kind: 'struct',
    name: 'Pair',
    fields: { x: { kind: 'scalar', scalar: 'f32' }, y: { kind: 'scalar', scalar: 'u32' } },
  });
});
