// Memory layout, byte by byte: WGSL's storage rules on every backend. Offsets are written out by hand.
import {
  array,
  bool,
  type DataType,
  f32,
  hostArray,
  i32,
  kernel,
  layoutOf,
  read,
  struct,
  u32,
  vec2f,
  vec2u,
  vec3f,
  vec3i,
  vec4f,
  write,
} from '@heddle/core';
import { computed } from '../harness/computed.ts';
import { describe, expect, suite, test } from '../harness/conformance.ts';

const Small = struct('Small', { flag: bool, pair: vec2f });
const Padded = struct('Padded', { direction: vec3f, weight: f32, next: vec3i });
const Nested = struct('Nested', {
  head: u32,
  inner: Padded,
  small: array(Small, 2),
  tail: vec2u,
  list: array(vec3f, 2),
  last: bool,
});

/** Every 32-bit word of an element: the path of what lies there, or '' for padding. */
const words: readonly (readonly [name: string, type: DataType, words: readonly string[]])[] = [
  ['bool', bool, ['it']],
  ['vec2f', vec2f, ['0', '1']],
  ['vec3f', vec3f, ['0', '1', '2', '']],
  ['vec4f', vec4f, ['0', '1', '2', '3']],
  ['array(u32, 3)', array(u32, 3), ['0', '1', '2']],
  ['array(vec3i, 2)', array(vec3i, 2), ['0.0', '0.1', '0.2', '', '1.0', '1.1', '1.2', '']],
  [
    'array(array(vec2f, 2), 2)',
    array(array(vec2f, 2), 2),
    ['0.0.0', '0.0.1', '0.1.0', '0.1.1', '1.0.0', '1.0.1', '1.1.0', '1.1.1'],
  ],
  ['Small', Small, ['flag', '', 'pair.0', 'pair.1']],
  [
    'Padded',
    Padded,
    ['direction.0', 'direction.1', 'direction.2', 'weight', 'next.0', 'next.1', 'next.2', ''],
  ],
  [
    'array(Padded, 2)',
    array(Padded, 2),
    [0, 1].flatMap(i =>
      ['direction.0', 'direction.1', 'direction.2', 'weight', 'next.0', 'next.1', 'next.2', ''].map(
        path => path && `${i}.${path}`,
      ),
    ),
  ],
  [
    'Nested',
    Nested,
    [
      'head',
      '',
      '',
      '',
      'inner.direction.0',
      'inner.direction.1',
      'inner.direction.2',
      'inner.weight',
      'inner.next.0',
      'inner.next.1',
      'inner.next.2',
      '',
      'small.0.flag',
      '',
      'small.0.pair.0',
      'small.0.pair.1',
      'small.1.flag',
      '',
      'small.1.pair.0',
      'small.1.pair.1',
      'tail.0',
      'tail.1',
      '',
      '',
      'list.0.0',
      'list.0.1',
      'list.0.2',
      '',
      'list.1.0',
      'list.1.1',
      'list.1.2',
      '',
      'last',
      '',
      '',
      '',
    ],
  ],
];

/** The part of a value at a path such as `small.0.flag`. */
const at = (value: any, path: string): unknown =>
  path === 'it' ? value : path.split('.').reduce((inner, step) => inner[step], value);

const scalarAt = (type: any, path: string): any =>
  path === 'it'
    ? type
    : path
        .split('.')
        .reduce((inner, step) => (inner.kind === 'struct' ? inner.fields[step] : inner.elem), type);

/** The value of word `i` in its scalar type. All are different and nonzero, except for bools, which alternate. */
function hostValueOf(scalar: string, i: number): number | boolean {
  return scalar === 'bool'
    ? i % 2 === 0
    : scalar === 'f32'
      ? i + 0.5
      : scalar === 'i32'
        ? -1 - i
        : 4_000_000_000 + i;
}
function wordOf(scalar: string, i: number): number {
  const value = hostValueOf(scalar, i);
  return scalar === 'f32'
    ? new Uint32Array(new Float32Array([Number(value)]).buffer)[0]!
    : Number(value) >>> 0;
}

suite('layout', () => {
  for (const [name, type, paths] of words) {
    describe(name, () => {
      const count = 3;
      const stride = paths.length;
      const used = (word: number): string => paths[word % stride]!;
      const scalar = (word: number): string => scalarAt(type, used(word)).scalar;
      const bytes = (padding: number): Uint32Array<ArrayBuffer> =>
        new Uint32Array(count * stride).map((_, word) => (used(word) ? wordOf(scalar(word), word) : padding));
      const host = (padding: number): any => {
        const data: any = hostArray(type, count);
        data.bytes.set(new Uint8Array(bytes(padding).buffer));
        return data;
      };

      test("size, alignment, stride and the host's view of the bytes", () => {
        expect(layoutOf(type).stride).toBe(stride * 4);
        const data = host(0);
        for (let word = 0; word < count * stride; word++) {
          if (used(word))
            expect(at(data.at(Math.floor(word / stride)), used(word))).toBe(hostValueOf(scalar(word), word));
        }
      });

      test('a kernel reads each member where it lies', async ({ accelerator }) => {
        const source = accelerator.allocate(type, host(0xdead_beef));
        const members = paths.filter(path => path !== '');
        const found = await computed(
          accelerator,
          array(u32, members.length),
          count,
          (i, { source }) =>
            members.map(path => asWord(scalarAt(type, path).scalar, read$(source.at(i), path))),
          { source },
        );
        found.forEach((row, i) => {
          expect(row).toEqual(
            paths.flatMap((path, k) => (path ? [wordOf(scalarAt(type, path).scalar, i * stride + k)] : [])),
          );
        });
      });

      test('a kernel copies whole elements, and what it writes lies where the host looks', async ({
        accelerator,
      }) => {
        const source = accelerator.allocate(type, host(0));
        const target = accelerator.allocate(type, count);
        const copy = kernel({
          name: 'copy',
          params: { source: read(type), target: write(type) },
          body({ source, target }: any, { index }) {
            target.at(index).$ = source.at(index).$;
          },
        });
        accelerator.launch(copy, count, { source, target } as never);
        const raw = await target.copyToRawAsync(accelerator.defaultStream, 0, target.byteLength);
        const found = new Uint32Array(raw.buffer);
        const expected = bytes(0);
        for (let word = 0; word < expected.length; word++)
          if (used(word)) expect(found[word], used(word)).toBe(expected[word]);
      });
    });
  }

  test('a bool is written 0 or 1, and read as not 0', async ({ accelerator }) => {
    const flags = hostArray(bool, 5);
    flags.bytes.set(new Uint8Array(new Uint32Array([0, 1, 2, 0x8000_0000, 0xffff_ffff]).buffer));
    const x = accelerator.allocate(bool, flags);
    const copy = accelerator.allocate(bool, 5);
    const inverse = accelerator.allocate(bool, 5);
    const through = kernel({
      name: 'through',
      params: { x: read(bool), copy: write(bool), inverse: write(bool) },
      body({ x, copy, inverse }, { index }) {
        copy.at(index).$ = x.at(index).$;
        inverse.at(index).$ = x.at(index).$.not();
      },
    });
    accelerator.launch(through, 5, { x, copy, inverse });
    const wordsOf = async (buffer: typeof copy): Promise<number[]> => [
      ...new Uint32Array((await buffer.copyToCPUAsync()).bytes.buffer),
    ];
    expect(await wordsOf(copy)).toEqual([0, 1, 1, 1, 1]);
    expect(await wordsOf(inverse)).toEqual([1, 0, 0, 0, 0]);
  });

  test('parameters: scalars, vectors, structs and arrays, in one launch', async ({ accelerator }) => {
    const out = accelerator.allocate(array(f32, 16), 1);
    const taken = kernel({
      name: 'taken',
      params: {
        f: f32,
        i: i32,
        u: u32,
        yes: bool,
        no: bool,
        v2: vec2f,
        v3: vec3f,
        v: vec3i,
        small: Small,
        nested: Padded,
        list: array(vec2f, 2),
        out: write(array(f32, 16)),
      },
      body({ f, i, u, yes, no, v2, v3, v, small, nested, list, out }, { index }) {
        out.at(index).$ = [
          f,
          f32(i),
          f32(u),
          f32(yes),
          f32(no),
          v2.y,
          v3.z,
          f32(v.x),
          f32(small.flag),
          small.pair.x,
          nested.direction.y,
          nested.weight,
          f32(nested.next.z),
          list.at(1).x,
          list.at(index.add(1)).y,
          list.at(index.add(2)).y,
        ];
      },
    });
    accelerator.launch(taken, 1, {
      f: 1.5,
      i: -7,
      u: 2 ** 31,
      yes: true,
      no: false,
      v2: [1, 2],
      v3: [3, 4, 5],
      v: [-6, 0, 0],
      small: { flag: true, pair: [7, 8] },
      nested: { direction: [9, 10, 11], weight: 12, next: [0, 0, -13] },
      list: [
        [14, 15],
        [16, 17],
      ],
      out,
    });
    const [found] = [...(await out.copyToCPUAsync())];
    expect(found).toEqual([1.5, -7, 2 ** 31, 1, 0, 2, 5, -6, 1, 7, 10, 12, -13, 16, 17, 0]);
  });
});

const read$ = (place: any, path: string): any =>
  (path === 'it' ? place : path.split('.').reduce((inner, step) => member(inner, step), place)).$;
const member = (place: any, step: string): any =>
  /^\d+$/.test(step) ? ('at' in place ? place.at(Number(step)) : place['xyzw'[Number(step)]!]) : place[step];
const asWord = (scalar: string, value: any): any => (scalar === 'f32' ? value.bitsU32() : u32(value));
