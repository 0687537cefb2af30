// Kernels of the precision `precise`: every operation with an accuracy keeps the precise bound of its row on
// the device.
import { type F32, f32, fn, kernel, read, readWrite, vec3f, write } from '@heddle/core';
import { accuracy, evaluator, type OpName, ops } from '@heddle/core/backend';
import { expect, type Fixtures, suite, test } from '../harness/conformance.ts';
import { randomWords } from '../harness/random.ts';
import { edgeValues, spread, tuples } from '../programs/edge-values.ts';

const names = (Object.keys(ops) as OpName[]).filter(name => accuracy[name]);

const operation = (name: OpName) =>
  kernel({
    name,
    precision: 'precise',
    params: { a: read(f32), b: read(f32), c: read(f32), out: write(f32) },
    body({ a, b, c, out }, { index }) {
      const [x, y, z] = [a, b, c].map(view => view.at(index).$) as [F32, F32, F32];
      const { arity } = ops[name];
      out.at(index).$ =
        arity === 1 ? x[name as 'exp']() : arity === 2 ? x[name as 'pow'](y) : x[name as 'fma'](y, z);
    },
  });

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);
const fromBits = (bits: number): number => {
  word[0] = bits;
  return float[0]!;
};
/** Numbers of all exponents, numbers from 1/8 to 2, where most functions curve, and numbers up to 2^17. */
const random = [...randomWords(3000, 11)].flatMap(bits => [
  fromBits(bits),
  fromBits(0x3e00_0000 | (bits & 0x81ff_ffff)),
  (bits / 2 ** 32 - 0.5) * 2 ** 18,
]);
const edges = edgeValues.f32;

/** Each column an operand. */
function samples(arity: number): Float32Array[] {
  const rows =
    arity === 1
      ? [...edges, ...random].map(x => [x, x, x])
      : [
          ...tuples([edges, edges, spread(edges, arity === 3 ? 12 : 1)]),
          ...random.map((x, i) => [x, random.at(-i)!, 1]),
        ];
  return [0, 1, 2].map(j => Float32Array.from(rows, row => row[j]!));
}

/** The results beyond the error bound, and the number of results that were compared. */
async function outside({ accelerator, target }: Fixtures, name: OpName) {
  const columns = samples(ops[name].arity);
  const [a, b, c] = columns.map(column => accelerator.allocate(f32, column));
  const out = accelerator.allocate(f32, columns[0]!.length);
  accelerator.launch(operation(name), out.length, { a: a!, b: b!, c: c!, out });
  const found = await out.copyToCPUAsync();
  const { domain, precise, preciseFlushed } = accuracy[name]!;
  const boundOf = target.bitExactFloat ? precise : preciseFlushed;
  const evaluate = evaluator(name, 'f32');
  const wrong: string[] = [];
  let compared = 0;
  for (const [i, value] of found.entries()) {
    const [x, y, z] = columns.map(column => column[i]!) as [number, number, number];
    if (!domain.contains(x, y, z)) continue;
    const expected = evaluate(x, y, z);
    compared++;
    if (Object.is(value, expected) || Math.abs(value - expected) <= boundOf(expected, x, y, z)) continue;
    wrong.push(`${name}(${[x, y, z].slice(0, ops[name].arity).join(', ')}) gave ${value}, not ${expected}`);
  }
  for (const buffer of [a, b, c, out]) buffer!.dispose();
  return { wrong, compared };
}

suite('precision', () => {
  for (const name of names) {
    test(`${name} keeps its precise bound`, async fixtures => {
      const { wrong, compared } = await outside(fixtures, name);
      expect(wrong.slice(0, 10)).toEqual([]);
      expect(compared).toBeGreaterThan(1000);
    });
  }

  test('a product that is subnormal is not lost beside a sum', async ({ accelerator, target }) => {
    // 5e-39 of 2e-37, and others whose product a device may take for 0
    const rows = [
      [0x3700_0001, 0x8780_0000, 0x827f_ffff],
      ...[...randomWords(2000, 12)].map((bits, i) => {
        const other = Math.imul(bits, 0x9e37_79b1) ^ i;
        const exponent = 20 + (i % 80);
        const number = (word: number, biased: number) => ((word & 0x807f_ffff) | (biased << 23)) >>> 0;
        // the product has an exponent from -149 to -101, and the sum begins at the smallest normal number
        const partner = 105 + (other & 63) - (other & 15) - exponent;
        return [number(bits, exponent), number(other, partner), number(bits ^ other, 1 + (i % 30))];
      }),
    ].map(row => row.map(fromBits));
    const [a, b, c] = [0, 1, 2].map(j =>
      accelerator.allocate(
        f32,
        rows.map(row => row[j]!),
      ),
    );
    const out = accelerator.allocate(f32, rows.length);
    accelerator.launch(operation('fma'), rows.length, { a: a!, b: b!, c: c!, out });
    const found = await out.copyToCPUAsync();
    const { domain, precise, preciseFlushed } = accuracy.fma!;
    const boundOf = target.bitExactFloat ? precise : preciseFlushed;
    const outsideOfBound = rows.filter(([x, y, z], i) => {
      expect(domain.contains(x!, y!, z!)).toBe(true);
      const exact = x! * y! + z!;
      return Math.abs(found[i]! - exact) > boundOf(exact, x!, y!, z!);
    });
    expect(outsideOfBound.slice(0, 10)).toEqual([]);
    for (const buffer of [a!, b!, c!, out]) buffer.dispose();
  });

  test('vectors, and functions of the kernel, are precise too', async ({ accelerator }) => {
    const phase = fn('phase', [f32], f32, x => x.mul(1000).sin());
    const precise = kernel({
      name: 'precise',
      precision: 'precise',
      params: { v: readWrite(vec3f) },
      body({ v }, { index }) {
        const value = v.at(index).$;
        v.at(index).$ = vec3f(phase(value.x), phase(value.y), phase(value.z)).mul(value.exp());
      },
    });
    const given = [0.1, -0.7, 3.2, 1.5, 0.01, -2.5].map(Math.fround);
    const v = accelerator.allocate(vec3f, [given.slice(0, 3), given.slice(3)] as never);
    accelerator.launch(precise, 2, { v });
    const found = [...(await v.copyToCPUAsync())].flatMap(one => [...one]);
    for (const [i, x] of given.entries()) {
      const exact = Math.sin(Math.fround(x * 1000)) * Math.exp(x);
      expect(Math.abs(found[i]! - exact)).toBeLessThan(Math.exp(x) * 2 ** -21);
    }
    v.dispose();
  });
});
