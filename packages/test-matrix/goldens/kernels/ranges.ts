import { For, f32, i32, kernel, read, readWrite, u32, variable, write } from '@heddle/core';
import { counted, floats, words, zeros } from '../../../wasm/src/emit/run.test-support.ts';
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
    result.at(x, y).$ = sum.$.div(9);
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

const [WIDTH, HEIGHT] = [7, 5];
const pixels = counted(WIDTH * HEIGHT, i => (i * i) % 17);
const pixel = (x: number, y: number): number =>
  x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT ? pixels[y * WIDTH + x]! : 0;
const blurred = counted(WIDTH * HEIGHT, i => {
  let sum = 0;
  for (const dy of [-1, 0, 1]) {
    for (const dx of [-1, 0, 1]) sum += pixel((i % WIDTH) + dx, Math.floor(i / WIDTH) + dy);
  }
  return sum / 9;
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
          { ...floats(10, 20, 30, 40), length: 3 },
        ],
        yields: [undefined, floats(12, 24, 30, 40)],
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
];
