import { For, f32, If, i32, kernel, read, readWrite, u32, variable, vec3u, write } from '@heddle/core';
import { counted, floats, words, zeros } from '../../../core/src/interpreter/launch.test-support.ts';
import { bothForms, type Example } from '../example.ts';

const saxpy = kernel({
  name: 'saxpy',
  params: { a: f32, x: read(f32), y: readWrite(f32) },
  body({ a, x, y }, { index }) {
    y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
  },
});

const blur = kernel({
  name: 'blur',
  dimensions: 2,
  params: { image: read(f32), result: write(f32) },
  body({ image, result }, { index: { x, y } }) {
    const sum = variable(f32, 0);
    For({ type: i32, from: -1, to: 2 }, dy => {
      For({ type: i32, from: -1, to: 2 }, dx => {
        sum.$ = sum.$.add(image.at(i32(x).add(dx), i32(y).add(dy)).$);
      });
    });
    result.at(x, y).$ = sum.$.div(8);
  },
});

const volume = kernel({
  name: 'volume',
  dimensions: 3,
  params: { cells: write(u32) },
  body({ cells }, { index: { x, y, z }, extent }) {
    cells.at(x, y, z).$ = x.add(y.mul(extent.x)).xor(z.shl(7));
  },
});

const smooth = kernel({
  name: 'smooth',
  dimensions: 2,
  params: { source: read(f32), image: readWrite(f32), dx: i32 },
  body({ source, image, dx }, { index: { x, y }, extent }) {
    const column = i32(x);
    const beside = source.at(column.sub(1), y).$.add(source.at(column.add(1), y).$);
    image.at(x, y).$ = image.at(x, y).$.add(beside);
    If(beside.gt(8), () => {
      image.at(y.mul(extent.x).add(x)).$ = image
        .at(x, y)
        .$.mul(0.5)
        .sub(image.at(column.add(dx), y).$);
    });
  },
});

const diffuse = kernel({
  name: 'diffuse',
  dimensions: 3,
  params: { source: read(f32), cells: write(f32), places: write(vec3u) },
  body({ source, cells, places }, { index: { x, y, z }, extent }) {
    const row = source.at(i32(x).sub(1), y, z).$.add(source.at(i32(x).add(1), y, z).$);
    const others = source.at(x, i32(y).sub(1), z).$.add(source.at(x, y, i32(z).add(1)).$);
    cells.at(x, y, z).$ = row.sub(others);
    places.at(x.add(extent.x.mul(y)).add(extent.x.mul(extent.y).mul(z))).$ = vec3u(x, y, z);
  },
});

const [WIDTH, HEIGHT] = [7, 5];
const pixels = counted(WIDTH * HEIGHT, i => (i * i) % 17);
const pixel = (x: number, y: number): number =>
  x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT ? pixels[y * WIDTH + x]! : 0;
const blurred = counted(WIDTH * HEIGHT, i => {
  let sum = 0;
  for (const dy of [-1, 0, 1]) {
    for (const dx of [-1, 0, 1]) sum += pixel((i % WIDTH) + dx, Math.floor(i / WIDTH) + dy);
  }
  return sum / 8;
});

export const ranges: readonly Example[] = [
  {
    shows: 'parameters and views, an index that is compared with their lengths or not',
    goldens: bothForms,
    kernel: saxpy,
    launches: [
      {
        extent: [5, 1, 1],
        words: floats(2, 0, 0, 0).words,
        views: [{ ...floats(9, 1, 9, 2, 9, 3, 9, 4, 9, 5), offset: 1, step: 2 }, floats(0, 10, 20, 30, 40)],
        yields: [floats(9, 1, 9, 2, 9, 3, 9, 4, 9, 5), floats(2, 14, 26, 38, 50)],
      },
      // Beyond the first view there are zeros, beyond the second one nothing is written.
      {
        extent: [4, 1, 1],
        words: floats(2, 0, 0, 0).words,
        views: [
          { ...floats(9, 1, 9, 2, 9), offset: 1, step: 2, length: 2 },
          { ...floats(9, 10, 20, 30, 40), offset: 1, length: 3 },
        ],
        yields: [undefined, floats(9, 12, 24, 30, 40)],
      },
      // In a view with elements between its own, and longer than the extent.
      {
        extent: [6, 1, 1],
        words: floats(2, 0, 0, 0).words,
        views: [
          floats(...counted(8, i => i)),
          { ...floats(...counted(30, () => 1)), offset: 5, step: 3, length: 8 },
        ],
        yields: [
          undefined,
          floats(...counted(30, i => (i >= 5 && i < 23 && i % 3 === 2 ? (2 * (i - 5)) / 3 + 1 : 1))),
        ],
      },
    ],
  },
  {
    shows: 'two dimensions, and reads beyond the edge',
    goldens: bothForms,
    kernel: blur,
    launches: [
      {
        extent: [WIDTH, HEIGHT, 1],
        views: [
          { ...floats(...pixels), width: WIDTH, height: HEIGHT },
          { ...zeros(pixels.length), width: WIDTH, height: HEIGHT },
        ],
        yields: [undefined, floats(...blurred)],
      },
    ],
  },
  {
    shows: 'three dimensions',
    goldens: ['proven'],
    kernel: volume,
    launches: [
      {
        extent: [3, 4, 5],
        views: [{ ...zeros(60), width: 3, height: 4 }],
        yields: [words(...counted(60, i => (i % 12) ^ (Math.floor(i / 12) << 7)))],
      },
    ],
  },
  {
    shows: 'writes at (x, y), and reads of them in rows and at any x',
    goldens: bothForms,
    kernel: smooth,
    launches: [
      {
        extent: [11, 7, 1],
        words: words(0, 0, 0, 0).words,
        views: [
          { ...floats(...counted(77, i => (i * 5) % 16)), width: 11, height: 7 },
          { ...floats(...counted(77, i => i % 9)), width: 11, height: 7 },
        ],
      },
      // In a view that is not as high as the extent, with reads outside of it.
      {
        extent: [11, 7, 1],
        words: words(11, 0, 0, 0).words,
        views: [
          { ...floats(...counted(60, i => (i * 5) % 16)), width: 12, height: 5 },
          {
            ...floats(...counted(130, i => i % 9)),
            ...{ offset: 4, step: 2, length: 55, width: 11, height: 5 },
          },
        ],
      },
      // In one that is higher.
      {
        extent: [11, 3, 1],
        words: words(0, 0, 0, 0).words,
        views: [
          { ...floats(...counted(60, i => (i * 5) % 16)), width: 12, height: 5 },
          { ...floats(...counted(60, i => i % 9)), length: 55, width: 11, height: 5 },
        ],
      },
    ],
  },
  {
    shows: 'writes at (x, y, z), and at the number of the invocation',
    goldens: bothForms,
    kernel: diffuse,
    launches: [
      {
        extent: [5, 3, 4],
        views: [
          { ...floats(...counted(60, i => (i * 7) % 16)), width: 5, height: 3 },
          { ...floats(...counted(75, () => -1)), width: 5, height: 3 },
          zeros(4 * 62),
        ],
      },
      // In views that are not as deep, and begin elsewhere.
      {
        extent: [5, 3, 4],
        views: [
          { ...floats(...counted(60, i => (i * 7) % 16)), width: 6, height: 2 },
          { ...floats(...counted(70, () => -1)), offset: 6, length: 45, width: 5, height: 3 },
          { ...zeros(4 * 62), offset: 1, length: 50 },
        ],
      },
    ],
  },
];
